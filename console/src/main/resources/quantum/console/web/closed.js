import { h, text, data, show, keyed, blank } from '/web/dom.js';
import { store } from '/web/live.js';
import { course, histogram } from '/web/draw.js';
import { r as inR, usd, money, share, price, tone, when, duration, reason, number, signed } from '/web/words.js';

const MONTHS = new Intl.DateTimeFormat('en-GB', { month: 'long', year: 'numeric', timeZone: 'UTC' });

function month(key, byDay) {
  const [year, number_] = key.split('-').map(Number);
  const first = new Date(Date.UTC(year, number_ - 1, 1));
  const count = new Date(Date.UTC(year, number_, 0)).getUTCDate();
  const cells = Array.from({ length: (first.getUTCDay() + 6) % 7 }, () => h('span', { class: 'day day-none' }));
  let sum = 0;
  for (let day = 1; day <= count; day += 1) {
    const date = `${key}-${String(day).padStart(2, '0')}`;
    const known = byDay.get(date);
    const cell = h('span', { class: 'day', 'data-date': date, title: known ? `${date}: ${usd(known.net)} USDT, ${known.count} closed` : date }, String(day));
    if (known) {
      sum += Number(known.net);
      data(cell, 'tone', tone(known.net));
      cell.append(h('b', {}, Math.abs(known.net) >= 1000 ? `${signed(known.net / 1000, 1)}k` : signed(known.net, 0)));
    }
    cells.push(cell);
  }
  const total = h('span', { class: 'num' }, usd(sum));
  data(total, 'tone', tone(sum));
  return h('section', { class: 'month' }, h('h3', {}, MONTHS.format(first), ' ', total), h('div', { class: 'days' }, cells));
}

function row() {
  const cells = ['left head', 'num', 'num', 'num lead', 'num', 'num', 'num', 'left reason muted'].map((name) => h('td', { class: name }));
  const [symbol, end, held, net, r, best, kept, why] = cells;
  held.dataset.label = 'held';
  best.dataset.label = 'best';
  kept.dataset.label = 'kept';
  return {
    el: h('tr', {}, cells),
    update(it) {
      symbol.replaceChildren(text(h('span', { class: 'symbol' }), it.symbol), h('span', { class: 'side' }, `${it.side === 'LONG' ? 'Long' : 'Short'} ${price(it.entry)} → ${price(it.exit)}`));
      text(end, when(it.closed_at));
      text(held, duration(it.closed_at - it.opened_at));
      text(net, usd(it.net));
      data(net, 'tone', tone(it.net));
      text(r, inR(it.r));
      data(r, 'tone', tone(it.r));
      text(best, inR(it.best_r));
      text(kept, share(it.capture));
      text(why, reason(it.reason));
    },
  };
}

export function enter(main) {
  const names = [['Net', 'net'], ['Won', 'win_rate'], ['Profit factor', 'profit_factor'], ['Mean R', 'mean_r'], ['Kept of the best R', 'capture'], ['Given back', 'give_back_r']];
  const values = Object.fromEntries(names.map(([, name]) => [name, [h('span', { class: 'figure-value num', 'data-figure': name }), h('span', { class: 'figure-sub num' })]]));
  const figures = h('section', { class: 'figures figures-6', 'aria-label': 'Closed positions at a glance' }, names.map(([label, name]) => h('div', { class: 'figure' }, h('span', { class: 'figure-label' }, label), values[name])));
  const sum = h('div', { class: 'card-body', id: 'course' });
  const spread = h('div', { class: 'card-body', id: 'distribution' });
  const calendar = h('div', { class: 'card-body months', id: 'calendar' });
  const reasons = h('tbody', {});
  const body = h('tbody', {});
  const notes = h('div', { class: 'notices' });
  const empty = h('div', {});
  const card = (title, note, ...content) => h('section', { class: 'card spaced', 'aria-label': title }, h('div', { class: 'card-head' }, h('h2', {}, title), h('span', { class: 'muted' }, note)), content);
  const head = (...all) => h('thead', {}, h('tr', {}, all.map((one, i) => h('th', { scope: 'col', class: i === 0 || one === 'Why' ? 'left' : '' }, one))));
  const all = h('div', {},
    figures, notes,
    h('div', { class: 'pair' }, card('Net, cumulative', 'USDT after fees and funding', sum), card('Results in R', 'how many ended where', spread)),
    h('div', { class: 'pair' }, card('Calendar', 'days in UTC, by the end of a position', calendar),
      card('Why they ended', '', h('table', { class: 'grid stacked', id: 'reasons', 'aria-label': 'Why they ended' }, head('Reason', 'Closed', 'Won', 'Mean R', 'Net USDT'), reasons))),
    card('Positions', 'the newest 200', h('div', { class: 'grid-card' }, h('table', { class: 'grid stacked', id: 'closed', 'aria-label': 'Closed positions' }, head('Position', 'Ended', 'Held', 'Net USDT', 'R', 'Best R', 'Kept', 'Why'), body))));
  main.append(h('h1', { class: 'visually-hidden' }, 'Closed positions'), all, empty);
  const lines = keyed(body, row);

  function figure(name, value, sub, tinted) {
    text(values[name][0], value);
    text(values[name][1], sub ?? '');
    data(values[name][0], 'tone', tinted ?? '');
  }

  function draw() {
    const { order, rows } = store.rows('closed');
    const f = rows['~figures'];
    const any = f && f.count > 0;
    show(all, Boolean(any));
    if (!any) {
      empty.replaceChildren(!store.loaded('closed') ? blank('Reading closed positions', '', 'loading')
        : f?.unknown ? blank('The list of closed positions cannot be read', f.unknown, 'error')
          : blank('No position has ended yet', 'What they came to, in USDT and R, is shown here.'));
      return;
    }
    empty.replaceChildren();
    figure('net', usd(f.net), `USDT · fees ${money(f.fees)}`, tone(f.net));
    figure('win_rate', share(f.win_rate), `${f.won} won, ${f.lost} lost`);
    figure('profit_factor', f.profit_factor === undefined ? '–' : number(f.profit_factor), 'won / lost');
    figure('mean_r', inR(f.mean_r), `median ${inR(f.median_r)}`, tone(f.mean_r));
    figure('capture', share(f.capture), 'realized / best');
    figure('give_back_r', f.give_back_r === undefined ? '–' : `${number(f.give_back_r)} R`, 'a position, from its best');
    notes.replaceChildren(...f.notes.map((note) => h('p', { class: 'notice notice-warn' }, note)));
    if (f.course_usd.length > 1) sum.replaceChildren(course(f.course_usd, `Cumulative net result, now ${money(f.net)} USDT`, (value) => number(value, 0)));
    else sum.replaceChildren(h('p', { class: 'muted' }, 'A course needs two positions.'));
    if (f.r.bins.length) spread.replaceChildren(histogram(f.r.bins, `Distribution of results: ${f.r.bins.filter((bin) => bin.count).map((bin) => `${bin.count} from ${number(bin.from)} to ${number(bin.to)} R`).join(', ')}`));
    const byDay = new Map(f.days.map((day) => [day.date, day]));
    const months = [...new Set(f.days.map((day) => day.date.slice(0, 7)))].sort().slice(-3);
    calendar.replaceChildren(...months.map((key) => month(key, byDay)));
    reasons.replaceChildren(...[...f.reasons].sort((a, b) => b.count - a.count).map((one) => {
      const net = h('td', { class: 'num lead' }, usd(one.net));
      data(net, 'tone', tone(one.net));
      return h('tr', {}, h('th', { scope: 'row', class: 'left head wrap' }, reason(one.reason)), h('td', { class: 'num', 'data-label': 'closed' }, String(one.count)), h('td', { class: 'num', 'data-label': 'won' }, share(one.win_rate)), h('td', { class: 'num', 'data-label': 'mean' }, inR(one.mean_r)), net);
    }));
    lines.update(order.filter((key) => !key.startsWith('~')), (key) => rows[key]);
  }

  return { update(section) { if (section === 'all' || section === 'closed') draw(); } };
}
