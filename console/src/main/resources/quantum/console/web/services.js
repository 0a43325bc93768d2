import { h, text, data, show, blank } from '/web/dom.js';
import { store } from '/web/live.js';
import { number, when, duration } from '/web/words.js';

const STATE = { running: 'good', degraded: 'warn', standby: 'quiet', starting: 'quiet', stopping: 'warn' };
const SEVERITY = { critical: 'bad', warning: 'warn' };

export function enter(main) {
  const body = h('tbody', {});
  const alerts = h('div', { class: 'card-body stack', id: 'alerts' });
  const letters = h('div', { class: 'card-body stack', id: 'deadletters' });
  const count = h('span', { class: 'muted' });
  const empty = h('div', {});
  const heads = ['Service', 'State', 'Mode', 'Behind', 'Running since', 'Last event', 'Version'];
  const all = h('div', {},
    h('section', { class: 'card spaced', 'aria-labelledby': 'services-title' }, h('div', { class: 'card-head' }, h('h2', { id: 'services-title' }, 'Services')),
      h('div', { class: 'grid-card' }, h('table', { class: 'grid stacked', id: 'services', 'aria-labelledby': 'services-title' }, h('thead', {}, h('tr', {}, heads.map((head, i) => h('th', { scope: 'col', class: i < 3 ? 'left' : '' }, head)))), body))),
    h('div', { class: 'pair' },
      h('section', { class: 'card', 'aria-labelledby': 'alerts-title' }, h('div', { class: 'card-head' }, h('h2', { id: 'alerts-title' }, 'Alarms'), h('span', { class: 'muted' }, 'newest first')), alerts),
      h('section', { class: 'card', 'aria-labelledby': 'letters-title' }, h('div', { class: 'card-head' }, h('h2', { id: 'letters-title' }, 'Dead letters'), count), letters)));
  main.append(h('h1', { class: 'visually-hidden' }, 'Services'), all, empty);

  function services() {
    const { order, rows } = store.rows('services');
    show(all, order.length > 0);
    if (!order.length) {
      empty.replaceChildren(blank('Listening for signs of life', '', 'loading'));
      return;
    }
    empty.replaceChildren();
    body.replaceChildren(...order.filter((key) => !key.startsWith('~')).map((id) => {
      const it = rows[id];
      const away = it.state === undefined;
      const optional = it.part !== 'CORE';
      const badge = h('span', { class: 'badge', 'data-kind': away ? (optional ? 'quiet' : 'bad') : STATE[it.state] ?? 'warn' }, it.unreadable ? 'unreadable' : away ? (optional ? 'not running' : 'missing') : it.state);
      const lag = it.groups.map((group) => group.lag ?? 0).reduce((a, b) => a + b, 0);
      const behind = h('td', { class: 'num', 'data-label': 'behind' }, it.groups.length ? number(lag, 0) : '');
      if (lag > 1000) data(behind, 'tone', 'warn');
      return h('tr', { 'data-service': id, 'data-state': it.state ?? 'missing' },
        h('th', { scope: 'row', class: 'left head' }, h('span', { class: 'symbol' }, id), h('span', { class: 'side' }, it.unit)),
        h('td', { class: 'left wrap lead apart' }, badge, it.reason && h('span', { class: 'sub' }, it.reason), it.standby && h('span', { class: 'sub' }, 'another stands by')),
        h('td', { class: 'left wrap', 'data-label': 'mode' }, it.mode ?? ''), behind,
        h('td', { class: 'num', 'data-label': 'since' }, it.started_at ? when(Number(it.started_at) * 1000) : ''),
        h('td', { class: 'num', 'data-label': 'last' }, it.last_event_ts && Number(it.last_event_ts) ? `${duration(store.now() - Number(it.last_event_ts) * 1000)} ago` : ''),
        h('td', { class: 'num wrap', 'data-label': 'version' }, it.version ?? ''));
    }));
    const dead = rows['~deadletters'];
    text(count, dead.count ? `${dead.count} kept, newest first` : '');
    letters.replaceChildren(...(dead.count ? dead.newest.map((letter) => h('div', {}, h('p', {}, h('strong', {}, letter.fields.error ?? 'no reason given')),
      h('pre', { class: 'mono muted' }, Object.entries(letter.fields).filter(([name]) => name !== 'error').map(([name, value]) => `${name} ${value}`).join('\n')))) : [h('p', { class: 'muted' }, 'None: every message could be used.')]));
  }

  function alarms() {
    const { order, rows } = store.rows('alerts');
    alerts.replaceChildren(...(order.length ? order.slice(0, 40).map((id) => {
      const it = rows[id];
      const over = /^(true|1)$/i.test(it.resolved ?? '');
      return h('p', { class: `notice notice-${over ? 'good' : SEVERITY[it.severity] ?? 'warn'}`, 'data-alert': it.kind },
        h('strong', {}, over ? 'Over: ' : '', it.text ?? it.kind ?? ''), h('span', { class: 'sub' }, [it.service, when(Number(it.timestamp) * 1000), Number(it.count) > 1 && `${it.count} times`].filter(Boolean).join(' · ')));
    }) : [h('p', { class: 'muted' }, 'None is kept.')]));
  }

  return {
    update(section) {
      if (section === 'all' || section === 'services') services();
      if (section === 'all' || section === 'alerts') alarms();
    },
  };
}
