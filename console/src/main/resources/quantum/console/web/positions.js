import { h, text, attr, data, show, keyed, blank } from '/web/dom.js';
import { store } from '/web/live.js';
import { ladder, meter } from '/web/draw.js';
import { r as inR, usd, pct, price, near, number, tone, duration, signed, money } from '/web/words.js';

const STOP = { resting: 'At the exchange', pending: 'On its way', missing: 'MISSING', off: 'Not at the exchange' };
const OLD_PRICE = 30_000;

// Hundreds of rows that all change each second are half a second of work. Those that nobody looks at are drawn in turn.
const IN_TURN = 25;
const NEAR = '500px 0px';

export function protection(row) {
  if (row.unreadable) return { kind: 'bad', label: 'Unreadable' };
  if (row.keeping === 'watched') return { kind: 'quiet', label: 'Only watched' };
  if (row.stop === undefined) return { kind: 'bad', label: 'No stop' };
  if (row.protected) return { kind: 'good', label: 'Protected' };
  return { kind: row.stop_state === 'pending' ? 'warn' : 'bad', label: row.stop_state === 'pending' ? 'Stop on its way' : 'Unprotected' };
}

function field(label, name, ...content) {
  return h('td', { 'data-field': name, 'data-label': label }, ...content);
}

function line(symbol) {
  const link = h('a', { class: 'symbol', href: `#/position/${encodeURIComponent(symbol)}` });
  const side = h('span', { class: 'side' });
  const paused = h('span', { class: 'pill pill-warn' }, 'Paused');
  const steps = ladder();
  const now = h('strong', { class: 'big num', 'data-value': 'r' });
  const best = h('span', { class: 'sub num', 'data-value': 'best_r' });
  const profit = h('span', { class: 'num', 'data-value': 'unrealized' });
  const taken = h('span', { class: 'sub num', 'data-value': 'realized' });
  const badge = h('span', { class: 'badge' });
  const stop = h('span', { class: 'num', 'data-value': 'stop' });
  const stopSub = h('span', { class: 'sub num' });
  const next = h('span', { class: 'num', 'data-value': 'next' });
  const nextSub = h('span', { class: 'sub' });
  const nextAway = h('span', { class: 'away num' });
  const kill = meter();
  const liquid = h('span', { class: 'num', 'data-value': 'liquidation' });
  const liquidSub = h('span', { class: 'sub num' });
  const spot = h('span', { class: 'num', 'data-value': 'price' });
  const spotSub = h('span', { class: 'sub num' });
  const el = h('tr', { 'data-symbol': symbol },
    h('th', { scope: 'row', 'data-field': 'symbol' }, h('span', { class: 'symbol-line' }, link, paused), side),
    field('Protection', 'protection', badge),
    field('R now', 'r', now, best),
    field('Ladder', 'ladder', steps.el),
    field('Profit', 'profit', profit, taken),
    field('Price', 'price', spot, spotSub),
    field('Stop', 'stop', stop, stopSub),
    field('Next', 'next', h('span', { class: 'next-line' }, next, nextAway), nextSub),
    field('K', 'k', kill.el),
    field('Liquidation', 'liquidation', liquid, liquidSub));
  text(link, symbol);
  let last = {};
  let drawn;
  const item = {
    el,
    far: false,
    age(nowMillis) {
      const age = last.price_at === undefined ? undefined : nowMillis - last.price_at;
      const old = age !== undefined && age > OLD_PRICE;
      data(spotSub, 'tone', old ? 'warn' : '');
      text(spotSub, age === undefined ? 'no price' : old ? `${duration(age)} old` : `entry ${price(last.entry)}`);
    },
    update(row) {
      last = row;
      if (!item.far || drawn === undefined) item.draw();
    },
    draw() {
      if (drawn === last) return;
      drawn = last;
      const row = last;
      data(el, 'side', (row.side ?? '').toLowerCase());
      text(side, row.side ? `${row.side === 'LONG' ? 'Long' : 'Short'} ${price(row.qty)} · ${number(row.leverage, 0)}×` : '');
      show(paused, row.paused !== undefined);
      attr(paused, 'title', row.paused);
      const guard = protection(row);
      data(badge, 'kind', guard.kind);
      text(badge, guard.label);
      data(el, 'protected', row.protected ? 'yes' : 'no');
      text(now, inR(row.r));
      data(now, 'tone', tone(row.r));
      text(best, row.best_r === undefined ? '' : `best ${inR(row.best_r)}`);
      steps.update(row);
      text(profit, usd(row.unrealized));
      data(profit, 'tone', tone(row.unrealized));
      text(taken, Number(row.realized) ? `${usd(row.realized)} taken` : 'nothing taken');
      text(spot, price(row.price));
      text(stop, price(row.stop));
      text(stopSub, row.stop === undefined ? '' : `${inR(row.stop_r)} · ${row.at_stop === undefined ? '' : `${usd(row.at_stop)} if hit`}`);
      attr(stop, 'title', STOP[row.stop_state]);
      const step = nextStep(row);
      text(next, step ? near(step.price, row.price) : '–');
      text(nextAway, step ? (step.due ? 'due' : pct(step.away)) : '');
      text(nextSub, step ? step.what : row.why ?? '');
      kill.update(row.k, row.k_threshold);
      text(liquid, row.liquidation === undefined ? '–' : near(row.liquidation, row.price));
      text(liquidSub, row.liquidation_away_pct === undefined ? '' : `${pct(row.liquidation_away_pct, 1)} away`);
    },
  };
  return item;
}

// What happens first if the price goes on in the position's favour.
export function nextStep(row) {
  const steps = [];
  const ahead = row.side === 'SHORT' ? -1 : 1;
  for (const level of row.levels ?? []) {
    if (['WAITING', 'DUE', 'BLOCKED'].includes(level.state) && level.price !== undefined) {
      steps.push({ what: `take ${number(level.percent, 0)} % at ${number(level.r, level.r % 1 ? 2 : 0)} R`, price: level.price, away: level.away_pct });
    }
  }
  if (row.stop_next) steps.push({ what: `stop to ${near(row.stop_next.stop, row.price)}`, price: row.stop_next.price, away: row.stop_next.away_pct });
  // what lies behind the price is due with the next one
  const far = (step) => Math.max(0, (step.away ?? Infinity) * ahead);
  steps.sort((a, b) => far(a) - far(b));
  return steps[0] && { ...steps[0], due: far(steps[0]) === 0 };
}

const RANK = { bad: 0, warn: 1, good: 2, quiet: 3 };

export function enter(main) {
  const guarded = h('span', { class: 'figure-value', id: 'protected' });
  const guardedSub = h('span', { class: 'figure-sub' });
  const open = h('span', { class: 'figure-value num', id: 'unrealized' });
  const risk = h('span', { class: 'figure-value num', id: 'at-risk' });
  const day = h('span', { class: 'figure-value num', id: 'day-result' });
  const daySub = h('span', { class: 'figure-sub num' });
  const openSub = h('span', { class: 'figure-sub num' });
  const figure = (label, value, sub) => h('div', { class: 'figure' }, h('span', { class: 'figure-label' }, label), value, sub);
  const body = h('tbody', {});
  const heads = ['Symbol', 'Protection', 'R now', 'Stop to target', 'Profit USDT', 'Price', 'Stop', 'Next', 'K', 'Liquidation'];
  const table = h('table', { class: 'grid positions', 'aria-label': 'Open positions', id: 'positions' },
    h('thead', {}, h('tr', {}, heads.map((head) => h('th', { scope: 'col' }, head)))), body);
  const wrap = h('div', { class: 'card grid-card' }, table);
  const empty = h('div', {});
  const alerts = h('div', { class: 'notices', id: 'findings' });
  main.append(h('h1', { class: 'visually-hidden' }, 'Positions'),
    h('section', { class: 'figures', 'aria-label': 'Account at a glance' },
      figure('Protection', guarded, guardedSub), figure('Open profit', open, openSub),
      figure('If every stop is hit', risk, h('span', { class: 'figure-sub' }, 'USDT lost from entries')), figure('Today', day, daySub)),
    alerts, wrap, empty);
  const itemOf = new WeakMap();
  const sight = new IntersectionObserver((entries) => {
    for (const entry of entries) {
      const item = itemOf.get(entry.target);
      item.far = !entry.isIntersecting;
      if (!item.far) item.draw();
    }
  }, { rootMargin: NEAR });
  const lines = keyed(body, (symbol) => {
    const item = line(symbol);
    itemOf.set(item.el, item);
    sight.observe(item.el);
    return item;
  });
  let turn = 0;

  function totals() {
    const t = store.row('account', 'totals');
    if (!t) return;
    const all = t.positions > 0 && t.unprotected === 0;
    text(guarded, t.positions === 0 ? 'Flat' : all ? `All ${t.positions} protected` : `${t.unprotected} unprotected`);
    data(guarded, 'tone', t.positions === 0 ? '' : all ? 'up' : 'down');
    text(guardedSub, t.positions === 0 ? 'no position is open' : all ? 'stops rest at the exchange' : `${t.protected} of ${t.positions} have a stop at the exchange`);
    text(open, usd(t.unrealized));
    data(open, 'tone', tone(t.unrealized));
    text(openSub, `USDT · ${usd(t.realized_open)} taken from open positions`);
    text(risk, money(Math.abs(Number(t.at_risk))));
    const limits = store.row('account', 'limits');
    text(day, limits ? usd(limits.result) : '–');
    data(day, 'tone', limits ? tone(limits.result) : '');
    text(daySub, limits ? `USDT · equity ${money(limits.equity)}` : 'no limit is set, so the equity is not followed');
  }

  function findings() {
    const wrong = (store.row('account', 'findings')?.findings ?? []).filter((one) => one.verdict === 'FAIL').slice(0, 3);
    alerts.replaceChildren(...wrong.map((one) => h('p', { class: 'notice notice-bad' },
      !one.evidence.startsWith(one.name) && h('strong', {}, `${one.name} `), one.evidence, one.mend && h('code', {}, one.mend))));
  }

  function positions() {
    const { order, rows } = store.rows('positions');
    const sorted = [...order].sort((a, b) => RANK[protection(rows[a]).kind] - RANK[protection(rows[b]).kind] || a.localeCompare(b));
    lines.update(sorted, (key) => rows[key]);
    inTurn();
    show(wrap, order.length > 0);
    if (order.length > 0) empty.replaceChildren();
    else if (!store.loaded('positions')) empty.replaceChildren(blank('Reading the account', 'The first reading takes about a second.', 'loading'));
    else if (empty.firstChild?.dataset.blank !== 'empty') empty.replaceChildren(blank('No position is open', 'When a bot opens one, it appears here with its stop, its next level and what was taken.'));
    tick();
  }

  function inTurn() {
    const far = [...lines.items.values()].filter((item) => item.far);
    for (let i = 0; i < Math.min(IN_TURN, far.length); i += 1) far[(turn + i) % far.length].draw();
    turn += IN_TURN;
  }

  function tick() {
    for (const item of lines.items.values()) item.age(store.now());
  }

  return {
    tick,
    leave() { sight.disconnect(); },
    update(section) {
      if (section === 'all' || section === 'account') { totals(); findings(); }
      if (section === 'all' || section === 'positions') positions();
    },
  };
}
