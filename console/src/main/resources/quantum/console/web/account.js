import { h, text, data, show, place, blank } from '/web/dom.js';
import { store } from '/web/live.js';
import { usd, money, number, tone, when, plain } from '/web/words.js';
import { accountButtons } from '/web/actions.js';

function limit(label, now, most, shown) {
  const bar = h('span', { class: 'limit-bar' });
  const part = most > 0 ? Math.min(1, Math.max(0, now / most)) : 0;
  place(bar, '--to', `${(part * 100).toFixed(1)}%`);
  data(bar, 'near', part >= 1 ? 'over' : part >= 0.7 ? 'near' : '');
  return h('div', { class: 'limit', 'data-limit': label }, h('div', { class: 'limit-head' }, h('span', {}, label), h('span', { class: 'num muted' }, most > 0 ? shown : 'off')), h('div', { class: 'limit-track', 'aria-hidden': 'true' }, bar));
}

const VERDICT = { FAIL: 'bad', WARN: 'warn', UNKNOWN: 'warn', PASS: 'good', INFO: 'quiet' };

export function enter(main) {
  const figures = h('section', { class: 'figures', 'aria-label': 'Equity' });
  const state = h('div', { class: 'card-body stack', id: 'held-back' });
  const limits = h('div', { class: 'card-body stack', id: 'limits' });
  const findings = h('tbody', {});
  const act = h('div', { class: 'buttons' });
  const empty = h('div', {});
  const all = h('div', {}, figures, act, h('div', { class: 'pair' },
    h('section', { class: 'card', 'aria-labelledby': 'state-title' }, h('div', { class: 'card-head' }, h('h2', { id: 'state-title' }, 'What is held back')), state),
    h('section', { class: 'card', 'aria-labelledby': 'limits-title' }, h('div', { class: 'card-head' }, h('h2', { id: 'limits-title' }, 'Limits')), limits)),
  h('section', { class: 'card', 'aria-labelledby': 'checks-title' }, h('div', { class: 'card-head' }, h('h2', { id: 'checks-title' }, 'Checks'), h('span', { class: 'muted' }, 'as quantum status')),
    h('table', { class: 'grid stacked', id: 'checks', 'aria-labelledby': 'checks-title' }, h('thead', {}, h('tr', {}, ['Verdict', 'About', 'Evidence'].map((head) => h('th', { scope: 'col', class: 'left' }, head)))), findings)));
  main.append(h('h1', { class: 'visually-hidden' }, 'Account'), all, empty);
  const figure = (label, value, sub, tinted) => {
    const shown = h('span', { class: 'figure-value num' }, value);
    if (tinted !== undefined) data(shown, 'tone', tone(tinted));
    return h('div', { class: 'figure' }, h('span', { class: 'figure-label' }, label), shown, h('span', { class: 'figure-sub num' }, sub));
  };
  const notice = (kind, title, words) => h('p', { class: `notice notice-${kind}` }, h('strong', {}, title), words && ` ${words}`);
  const held = (halt) => [halt.reason, halt.by && `by ${halt.by}`, halt.since && `since ${when(halt.since)}`, halt.until && `until ${when(halt.until)}`].filter(Boolean).join(' · ');

  function draw() {
    const now = store.row('account', 'state');
    show(all, Boolean(now));
    if (!now) {
      empty.replaceChildren(blank('Reading the account', '', 'loading'));
      return;
    }
    empty.replaceChildren();
    const totals = store.row('account', 'totals');
    const l = store.row('account', 'limits');
    figures.replaceChildren(
      figure('Equity', l ? money(l.equity) : '–', l ? `USDT, open positions at their marks` : 'followed when a limit is set'),
      figure('Today', l ? usd(l.result) : '–', l ? `since ${when(l.day)}` : '', l?.result),
      figure('Below the highest', l ? `${number(l.drawdown_pct)} %` : '–', l ? `highest ${money(l.peak)}` : ''),
      figure('If every stop is hit', money(Math.abs(Number(totals.at_risk))), `USDT lost from entries · ${totals.positions} open`));
    const list = [];
    if (now.kill === 'on') list.push(notice('bad', 'Kill switch is on.', 'No entry, no harvest; stops go on.'));
    if (now.kill === 'unknown') list.push(notice('warn', 'Kill switch unknown.', 'This user may not read it.'));
    if (now.halt) list.push(notice('bad', 'Halted.', now.halt.withheld ? 'This user may not read why.' : held(now.halt)));
    if (now.flatten && !now.flatten.over) list.push(notice('bad', 'Everything is being closed.', held(now.flatten)));
    for (const [symbol, pause] of Object.entries(now.paused ?? {})) list.push(notice('warn', `${symbol} is paused.`, held(pause)));
    if (!list.length) list.push(notice('good', 'Nothing.', 'Entries are executed and profit is taken.'));
    if (now.harvest_mode && now.harvest_mode.toLowerCase() !== 'live') list.push(notice('warn', 'Shadow.', 'harvest-brain suggests and nobody carries it out.'));
    if (now.exit_mode && now.exit_mode.toLowerCase() !== 'live') list.push(notice('warn', 'Exits in shadow.', 'exitbrain closes nothing.'));
    state.replaceChildren(...list);
    if (l) {
      limits.replaceChildren(...[
        l.breached && notice('bad', 'Breached:', `${l.breached}. quantum resume ends the halt.`),
        limit('Loss of the day', Math.max(0, -Number(l.result)), Number(l.daily_loss_limit), `${money(Math.max(0, -Number(l.result)))} of ${money(l.daily_loss_limit)} USDT`),
        limit('Drawdown', l.drawdown_pct, l.drawdown_limit_pct, `${number(l.drawdown_pct)} of ${number(l.drawdown_limit_pct)} %`),
        limit('Losses in a row', l.losses_in_a_row, l.losses_limit, `${l.losses_in_a_row} of ${l.losses_limit}`)].filter(Boolean));
    } else limits.replaceChildren(h('p', { class: 'muted' }, 'No limit is set: LIMIT_DAILY_LOSS_USDT, LIMIT_DRAWDOWN_PCT and LIMIT_LOSSES_IN_A_ROW of apply-layer.'));
    findings.replaceChildren(...(store.row('account', 'findings')?.findings ?? []).map((one) => {
      const badge = h('span', { class: 'badge', 'data-kind': VERDICT[one.verdict] ?? 'quiet' }, one.verdict);
      return h('tr', { 'data-verdict': one.verdict }, h('td', { class: 'lead' }, badge), h('td', { class: 'left head' }, one.name), h('td', { class: 'left wrap reason-wide' }, one.evidence, ' ', one.mend && h('code', {}, one.mend)));
    }));
    accountButtons(act, now);
  }

  return { update(section) { if (section === 'all' || section === 'account' || section === 'actions') draw(); } };
}
