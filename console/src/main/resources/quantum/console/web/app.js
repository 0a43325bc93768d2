import { h, text, show, data } from '/web/dom.js';
import { ask, connect, store, token } from '/web/live.js';
import { duration, zone, clock } from '/web/words.js';
import * as positions from '/web/positions.js';
import * as position from '/web/position.js';
import * as timeline from '/web/timeline.js';
import * as closed from '/web/closed.js';
import * as account from '/web/account.js';
import * as services from '/web/services.js';

const PAGES = { positions, position, timeline, closed, account, services };
const $ = (id) => document.getElementById(id);
let open = null;

function route() {
  const [, page = 'positions', argument] = location.hash.split('/');
  const name = PAGES[page] ? page : 'positions';
  let symbol;
  try { symbol = argument && decodeURIComponent(argument); } catch { symbol = undefined; }
  open?.leave?.();
  const main = $('main');
  main.replaceChildren();
  data(main, 'page', name);
  open = PAGES[name].enter(main, { symbol, now: () => store.now() });
  for (const tab of $('tabs').children) {
    const current = tab.dataset.page === (name === 'position' ? 'positions' : name);
    if (current) tab.setAttribute('aria-current', 'page');
    else tab.removeAttribute('aria-current');
  }
  document.title = `${symbol ?? name[0].toUpperCase() + name.slice(1)} · Quantum console`;
  open.update?.('all');
  window.scrollTo(0, 0);
}

function pill(label, kind, title) {
  return h('span', { class: `pill pill-${kind}`, title, 'data-pill': label.toLowerCase() }, label);
}

function pills() {
  const state = store.row('account', 'state');
  if (!state) return;
  const shown = [];
  if (state.kill === 'on') shown.push(pill('Kill on', 'bad', 'No entry, no harvest; stops go on'));
  if (state.halt) shown.push(pill('Halted', 'bad', state.halt.reason || 'No entry is executed'));
  if (state.flatten && !state.flatten.over) shown.push(pill('Flatten', 'bad', 'Everything is being closed'));
  const pausedCount = Object.keys(state.paused ?? {}).length;
  if (pausedCount) shown.push(pill(`${pausedCount} paused`, 'warn'));
  if (state.harvest_mode) {
    const live = state.harvest_mode.toLowerCase() === 'live';
    shown.push(pill(live ? 'Live' : 'Shadow', live ? 'good' : 'quiet', live ? 'Harvests are carried out' : 'Harvests are only suggested'));
  }
  if (state.venue) shown.push(pill(state.venue, state.venue === 'binance' ? 'quiet' : 'quiet', 'Venue'));
  $('pills').replaceChildren(...shown);
}

const WORDS = { connecting: 'Connecting', live: 'Live', stale: 'Stale', disconnected: 'Disconnected', locked: 'Locked' };

function link() {
  const { link: now, why, readAt } = store.state;
  data(document.body, 'link', now);
  const age = readAt === undefined ? '' : duration(store.now() - readAt);
  text($('link-text'), now === 'stale' || now === 'disconnected' ? `${WORDS[now]}${age && ` ${age}`}` : WORDS[now]);
  const banner = $('banner');
  const worth = now === 'stale' || now === 'disconnected';
  show(banner, worth);
  if (worth) {
    text(banner, `${why ?? WORDS[now]}. ${readAt === undefined ? 'Nothing was read yet.' : `What you see is as it was at ${clock(readAt)}.`} Stops rest at the exchange and act without this page.`);
  }
}

function needToken() {
  const dialog = $('dialog');
  return new Promise((done) => {
    const field = h('input', { id: 'token', name: 'token', type: 'password', autocomplete: 'off', required: true, 'aria-describedby': 'token-hint' });
    const form = h('form', { method: 'dialog', class: 'form', onsubmit: () => { token.set(field.value.trim()); done(); } },
      h('h2', { id: 'dialog-title' }, 'Token'),
      h('p', { id: 'token-hint', class: 'muted' }, 'This console shows nothing without its token. It stays in this tab and is gone when the tab is closed.'),
      h('label', { for: 'token' }, 'Token'), field,
      h('div', { class: 'form-buttons' }, h('button', { class: 'button button-main', type: 'submit' }, 'Open')));
    dialog.replaceChildren(form);
    dialog.addEventListener('cancel', (event) => event.preventDefault(), { once: true });
    if (!dialog.open) dialog.showModal();
  });
}

$('theme').addEventListener('click', () => {
  const root = document.documentElement;
  const now = root.dataset.theme ?? (matchMedia('(prefers-color-scheme: light)').matches ? 'light' : 'dark');
  root.dataset.theme = now === 'dark' ? 'light' : 'dark';
  try { localStorage.setItem('quantum-theme', root.dataset.theme); } catch { /* for this page only */ }
  document.dispatchEvent(new CustomEvent('theme'));
});

let drawn = false;
const dirty = new Set();
store.addEventListener('section', ({ detail }) => {
  dirty.add(detail);
  if (drawn) return;
  drawn = true;
  // many changes at once are one drawing; a hidden page draws when it is looked at
  requestAnimationFrame(() => {
    drawn = false;
    const changed = [...dirty];
    dirty.clear();
    if (changed.includes('account')) pills();
    for (const section of changed) open?.update?.(section);
  });
});
store.addEventListener('link', ({ detail }) => {
  link();
  open?.tick?.();
  if (detail && store.state.link === 'live' && store.actions === undefined) standing();
});
// charts are drawn for the width that they have
for (const width of ['(max-width: 719px)', '(max-width: 1000px)']) matchMedia(width).addEventListener('change', () => open?.update?.('all'));
addEventListener('hashchange', () => { route(); $('main').focus({ preventScroll: true }); });

text($('zone'), zone());
route();
connect(needToken);
function standing() {
  ask('state').then((state) => {
    text($('namespace'), state.namespace);
    store.actions = state.actions;
    store.dispatchEvent(new CustomEvent('section', { detail: 'actions' }));
  }).catch(() => {});
}

standing();
