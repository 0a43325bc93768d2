import { h, text, data, show, keyed, blank } from '/web/dom.js';
import { store } from '/web/live.js';
import { course } from '/web/draw.js';
import { r as inR, usd, money, price, tone, when, reason, number, plain } from '/web/words.js';

export const HEADS = ['When', 'What', 'Price', 'Quantity', 'Profit USDT', 'At', 'Why'];

const KIND = { ENTRY: 'Entry', HARVEST: 'Harvest', CLOSE: 'Close', STOP_MOVED: 'Stop moved', REFUSED: 'Refused' };

function what(event) {
  const part = /^PARTIAL_(\d+)$/.exec(event.action)?.[1];
  if (event.kind === 'HARVEST') return `Took ${part ?? number(event.percent, 0)} %`;
  if (event.kind === 'STOP_MOVED') return `Stop to ${price(event.stop)}`;
  if (event.kind === 'REFUSED') return `${plain(event.action)} not carried out`;
  return KIND[event.kind] ?? plain(event.action);
}

function why(event) {
  if (event.error) return event.error;
  if (event.source === 'exchange_stop') return 'Stop at the exchange';
  return event.reason ? event.reason.split(',').map(reason).join(', ') : '';
}

export function line(event, withSymbol = true) {
  const cell = (label, content, name = 'num') => text(h('td', { class: name, 'data-label': label }), content);
  const profit = h('td', { class: 'num lead' }, event.profit === undefined ? '' : usd(event.profit));
  if (event.profit !== undefined) data(profit, 'tone', tone(event.profit));
  const title = h('span', { class: 'event-kind' }, what(event));
  return h('tr', { 'data-kind': event.kind, 'data-symbol': event.symbol },
    h('td', { class: 'num muted' }, when(event.at)),
    h('td', { class: 'left head' }, withSymbol ? h('a', { class: 'symbol', href: `#/position/${encodeURIComponent(event.symbol)}` }, event.symbol) : '', withSymbol ? ' ' : '', title),
    cell('price', event.price === undefined ? '' : price(event.price)), cell('quantity', event.qty === undefined ? '' : price(event.qty)), profit,
    cell('at', event.r === undefined ? '' : inR(event.r)), cell('', why(event), 'left reason muted'));
}

export function enter(main) {
  const total = h('span', { class: 'figure-value num', id: 'harvested' });
  const totalSub = h('span', { class: 'figure-sub' });
  const count = h('span', { class: 'figure-value num', id: 'harvests' });
  const newest = h('span', { class: 'figure-value' });
  const newestSub = h('span', { class: 'figure-sub num' });
  const picture = h('div', { class: 'card-body', id: 'cumulative' });
  const body = h('tbody', {});
  const filter = h('select', { id: 'kind', 'aria-label': 'Which events', class: 'button', onchange: () => draw() },
    h('option', { value: '' }, 'Everything'), Object.entries(KIND).map(([kind, label]) => h('option', { value: kind }, label)));
  const empty = h('div', {});
  const card = h('section', { class: 'card', 'aria-labelledby': 'events-title' }, h('div', { class: 'card-head' }, h('h2', { id: 'events-title' }, 'Events'), h('span', { class: 'muted' }, filter)),
    h('div', { class: 'grid-card' }, h('table', { class: 'grid stacked', id: 'timeline', 'aria-labelledby': 'events-title' }, h('thead', {}, h('tr', {}, HEADS.map((head) => h('th', { scope: 'col', class: head === 'What' || head === 'Why' ? 'left' : '' }, head)))), body)));
  const chartCard = h('section', { class: 'card spaced', 'aria-labelledby': 'sum-title' }, h('div', { class: 'card-head' }, h('h2', { id: 'sum-title' }, 'Harvested, cumulative'), h('span', { class: 'muted' }, 'USDT before fees, of every close that is kept')), picture);
  const figure = (label, value, sub) => h('div', { class: 'figure' }, h('span', { class: 'figure-label' }, label), value, sub);
  const figures = h('section', { class: 'figures figures-3', 'aria-label': 'Harvests at a glance' }, figure('Realized', total, totalSub), figure('Harvests', count, h('span', { class: 'figure-sub' }, 'tranches taken')), figure('Newest', newest, newestSub));
  main.append(h('h1', { class: 'visually-hidden' }, 'Timeline'), figures, chartCard, card, empty);
  const lines = keyed(body, (entry) => {
    const holder = { el: h('tr', {}) };
    holder.update = (row) => {
      const fresh = line(row);
      data(fresh, 'entry', entry);
      holder.el.replaceWith(fresh);
      holder.el = fresh;
    };
    return holder;
  });

  function draw() {
    const { order, rows } = store.rows('timeline');
    const keys = order.filter((key) => !key.startsWith('~'));
    const closes = keys.map((key) => rows[key]).filter((row) => row.profit !== undefined && row.kind !== 'REFUSED').sort((a, b) => a.at - b.at);
    let sum = Number(rows['~sum']?.older ?? 0);
    const points = closes.map((row) => [row.at, (sum += Number(row.profit))]);
    show(figures, keys.length > 0);
    show(card, keys.length > 0);
    show(chartCard, points.length > 1);
    text(total, usd(sum));
    data(total, 'tone', tone(sum));
    text(totalSub, rows['~sum']?.since ? `USDT before fees since ${when(rows['~sum'].since)}` : '');
    text(count, String(keys.filter((key) => rows[key].kind === 'HARVEST').length));
    const latest = keys.map((key) => rows[key]).find((row) => row.kind === 'HARVEST' || row.kind === 'CLOSE');
    text(newest, latest ? latest.symbol : '–');
    text(newestSub, latest ? `${what(latest)} · ${usd(latest.profit)} · ${when(latest.at)}` : '');
    if (points.length > 1) picture.replaceChildren(course(points, `Cumulative realized profit, now ${money(sum)} USDT`, (value) => number(value, 0), innerWidth > 1000 ? 1360 : 720));
    const kind = filter.value;
    lines.update(keys.filter((key) => !kind || rows[key].kind === kind), (key) => rows[key]);
    if (keys.length > 0) empty.replaceChildren();
    else empty.replaceChildren(store.loaded('timeline') ? blank('Nothing has happened yet', 'Entries, harvests, stop moves and closes appear here as they are carried out.') : blank('Reading the streams', '', 'loading'));
  }

  return { update(section) { if (section === 'all' || section === 'timeline') draw(); } };
}
