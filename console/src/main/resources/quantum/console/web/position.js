import { h, text, data, show, blank } from '/web/dom.js';
import { store, ask } from '/web/live.js';
import { ladder, meter } from '/web/draw.js';
import { plot } from '/web/chart.js';
import { protection } from '/web/positions.js';
import { line as eventLine, HEADS } from '/web/timeline.js';
import { buttons } from '/web/actions.js';
import { r as inR, usd, pct, price, near, number, tone, duration, when, plain } from '/web/words.js';

const STOP = { resting: 'at the exchange', pending: 'on its way', missing: 'MISSING at the exchange', off: 'not at the exchange' };
const STATE = { WAITING: 'waits', DUE: 'due', PASSED: 'passed', EMITTED: 'asked for', BLOCKED: 'rests after a failure', TAKEN: 'taken' };

export function enter(main, { symbol }) {
  const now = h('strong', { class: 'big num', 'data-value': 'r' });
  const side = h('span', { class: 'muted num' });
  const badge = h('span', { class: 'badge' });
  const paused = h('span', { class: 'pill pill-warn', hidden: true }, 'Paused');
  const chart = plot();
  const steps = ladder();
  const kill = meter();
  const facts = h('dl', { class: 'facts', id: 'facts' });
  const levels = h('tbody', {});
  const words = h('ol', { class: 'words', id: 'why' });
  const events = h('tbody', {});
  const eventsCard = h('section', { class: 'card', id: 'story', 'aria-labelledby': 'story-title' });
  const gone = h('div', {});
  const body = h('div', { class: 'split' },
    h('div', { class: 'stack' },
      h('section', { class: 'card', id: 'prices', 'aria-label': 'Prices' }, chart.el,
        h('div', { class: 'legend', 'aria-hidden': 'true' }, h('span', { class: 'is-accent' }, 'stop'), h('span', {}, 'entry'), h('span', { class: 'is-up' }, 'next levels'), h('span', { class: 'is-warn' }, 'stop moves next'))),
      eventsCard),
    h('div', { class: 'stack' },
      h('section', { class: 'card', 'aria-labelledby': 'why-title' }, h('div', { class: 'card-head' }, h('h2', { id: 'why-title' }, 'Now, and why')), h('div', { class: 'card-body' }, words)),
      h('section', { class: 'card', id: 'next', 'aria-labelledby': 'next-title' }, h('div', { class: 'card-head' }, h('h2', { id: 'next-title' }, 'Next')),
        h('div', { class: 'card-body' }, steps.el), h('table', { class: 'grid stacked', id: 'levels', 'aria-labelledby': 'next-title' }, h('thead', {}, h('tr', {}, ['Level', 'Price', 'Away', 'Takes', 'State'].map((head) => h('th', { scope: 'col' }, head)))), levels)),
      h('section', { class: 'card', id: 'position', 'aria-labelledby': 'facts-title' }, h('div', { class: 'card-head' }, h('h2', { id: 'facts-title' }, 'Position')), h('div', { class: 'card-body' }, facts))));
  const title = h('h1', {});
  text(title, symbol);
  const act = h('div', { class: 'buttons' });
  main.append(h('div', { class: 'crumb' }, h('a', { class: 'back', href: '#/positions' }, 'Positions'), title, side, badge, paused, now), act, body, gone);
  eventsCard.append(h('div', { class: 'card-head' }, h('h2', { id: 'story-title' }, 'What was done')), h('table', { class: 'grid stacked', 'aria-labelledby': 'story-title' }, h('thead', {}, h('tr', {}, HEADS.map((head) => h('th', { scope: 'col', class: head === 'What' || head === 'Why' ? 'left' : '' }, head)))), events));

  let left = false;
  let timer;
  let askedAt = 0;
  let told = {};

  function fact(label, value, name) {
    return [h('dt', {}, label), h('dd', { 'data-fact': name }, value)];
  }

  function draw() {
    const row = store.row('positions', symbol);
    show(body, Boolean(row) || Boolean(told.explanation));
    for (const card of body.querySelectorAll('#next, #position')) show(card, Boolean(row));
    if (!row) {
      text(side, '');
      if (store.loaded('positions')) gone.replaceChildren(...told.explanation ? [] : [blank(`No position of ${symbol} is open`, 'It may have ended: the page Closed has it.')]);
      text(now, '');
      show(badge, false);
    } else {
      gone.replaceChildren();
      text(side, row.side ? `${row.side === 'LONG' ? 'Long' : 'Short'} ${price(row.qty)} of ${price(row.initial_qty)} · ${number(row.leverage, 0)}×` : '');
      const guard = protection(row);
      show(badge, true);
      data(badge, 'kind', guard.kind);
      text(badge, guard.label);
      show(paused, row.paused !== undefined);
      text(now, inR(row.r));
      data(now, 'tone', tone(row.r));
      steps.update(row);
      chart.row(row);
      kill.update(row.k, row.k_threshold);
      facts.replaceChildren(...[
        fact('Profit, open', `${usd(row.unrealized)} USDT`, 'unrealized'), fact('Taken so far', `${usd(row.realized)} USDT`, 'realized'),
        fact('Best', inR(row.best_r), 'best_r'), fact('Worst', inR(row.worst_r), 'worst_r'),
        fact('Price', price(row.price), 'price'), fact('Entry', price(row.entry), 'entry'), fact('Risk per unit', price(row.risk), 'risk'),
        fact('Stop', row.stop === undefined ? 'none' : `${price(row.stop)} ${STOP[row.stop_state] ?? ''}`, 'stop'),
        fact('If the stop is hit', row.at_stop === undefined ? '–' : `${usd(row.at_stop)} USDT · ${inR(row.stop_r)}`, 'at_stop'),
        fact('Liquidation', row.liquidation === undefined ? '–' : `${near(row.liquidation, row.price)} · ${pct(row.liquidation_away_pct, 1)}`, 'liquidation'),
        fact('Kill score', kill.el, 'k'), fact('Open since', `${when(row.opened_at)}`, 'opened_at')].flat());
      const list = (row.levels ?? []).map((level) => h('tr', { 'data-level': level.r, 'data-state': level.state },
        h('th', { scope: 'row', class: 'num head' }, `${level.r} R`), h('td', { class: 'num lead' }, near(level.price, row.price)), h('td', { class: 'num', 'data-label': 'away' }, level.state === 'TAKEN' ? '' : pct(level.away_pct)),
        h('td', { class: 'num', 'data-label': 'takes' }, level.percent === undefined ? '' : `${level.percent} %`), h('td', {}, STATE[level.state] ?? plain(level.state))));
      if (row.stop_next) list.push(h('tr', { 'data-level': 'stop' }, h('th', { scope: 'row', class: 'head' }, 'Stop'), h('td', { class: 'num lead' }, near(row.stop_next.price, row.price)), h('td', { class: 'num', 'data-label': 'away' }, pct(row.stop_next.away_pct)), h('td', { class: 'num' }, `to ${near(row.stop_next.stop, row.price)}`), h('td', {}, row.stop_next.away_pct * (row.side === 'SHORT' ? -1 : 1) > 0 ? 'waits' : 'due')));
      levels.replaceChildren(...list);
    }
    buttons(act, symbol, row);
  }

  async function load() {
    askedAt = Date.now();
    try {
      told = await ask(`position/${encodeURIComponent(symbol)}`);
      if (left) return;
      const reasons = told.explanation.reasons ?? [];
      words.replaceChildren(...reasons.map((one) => text(h('li', { 'data-code': one.code }), one.text)));
      chart.events(told.events);
      events.replaceChildren(...told.events.slice(0, 60).map((event) => eventLine(event, false)));
      show(eventsCard, told.events.length > 0);
      draw();
    } catch (e) {
      if (!left && !told.explanation) words.replaceChildren(h('li', {}, text(h('span', {}), e.message)));
    }
  }

  async function prices() {
    try {
      const { minutes } = await ask(`position/${encodeURIComponent(symbol)}/prices`);
      if (!left) chart.prices(minutes, store.row('positions', symbol)?.price ?? told.explanation?.price?.value);
    } catch { /* the page says already that nothing is read */ }
  }

  load().then(prices);
  timer = setInterval(prices, 20_000);
  return {
    update(section) {
      if (section === 'all' || section === 'positions' || section === 'actions') draw();
      if (section !== 'all' && (section === 'timeline' || Date.now() - askedAt > 3000)) load();
    },
    leave() {
      left = true;
      clearInterval(timer);
      chart.leave();
    },
  };
}
