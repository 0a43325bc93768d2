import { h, text } from '/web/dom.js';
import { store, token, headers } from '/web/live.js';
import { price } from '/web/words.js';

// What is asked before anything is done: the word to be typed, and the token.
function confirm({ title, says, word, fields = [], path, body }) {
  const dialog = document.getElementById('dialog');
  // one that is sent again because its answer was lost is the same request
  const request = `${Date.now()}-${Math.random().toString(36).slice(2)}`;
  const typed = h('input', { id: 'typed', name: 'typed', autocomplete: 'off', autocapitalize: 'characters', spellcheck: 'false', required: true });
  const secret = h('input', { id: 'action-token', type: 'password', autocomplete: 'off', required: true });
  secret.value = token.get() ?? '';
  const error = h('p', { class: 'form-error', role: 'alert', id: 'action-error' });
  const send = h('button', { class: 'button button-main', type: 'submit', id: 'action-send' }, 'Do it');
  const form = h('form', { class: 'form' },
    h('h2', { id: 'dialog-title' }, title), h('p', { class: 'muted' }, says),
    fields.map(([label, input]) => [h('label', { for: input.id }, label), input]).flat(),
    h('label', { for: 'typed' }, `Type ${word} to confirm`), typed,
    h('label', { for: 'action-token' }, 'Token'), secret, error,
    h('div', { class: 'form-buttons' }, h('button', { class: 'button', type: 'button', onclick: () => dialog.close() }, 'Cancel'), send));
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    text(error, '');
    if (typed.value.trim().toUpperCase() !== word.toUpperCase()) {
      text(error, `This is not ${word}.`);
      return;
    }
    token.set(secret.value.trim());
    send.disabled = true;
    try {
      const answer = await fetch(`/api/v1/actions/${path}`, { method: 'POST', headers: headers({ 'Content-Type': 'application/json' }), body: JSON.stringify({ ...body(), typed: typed.value.trim(), request_id: request }) });
      const told = await answer.json().catch(() => ({}));
      if (!answer.ok) throw new Error(told.error ?? `HTTP ${answer.status}`);
      form.replaceChildren(h('h2', { id: 'dialog-title' }, told.could_not?.length ? 'Not all of it' : 'Done'),
        ...[...(told.did ?? []), ...(told.could_not ?? [])].map((line) => h('p', { class: 'action-told' }, line)),
        h('div', { class: 'form-buttons' }, h('button', { class: 'button button-main', type: 'button', onclick: () => dialog.close() }, 'Close')));
    } catch (e) {
      text(error, e.message);
      send.disabled = false;
    }
  });
  dialog.replaceChildren(form);
  dialog.showModal();
  typed.focus();
}

const button = (label, action, id, bad) => h('button', { class: `button${bad ? ' button-bad' : ''}`, type: 'button', 'data-action': id, onclick: action }, label);

function reasonField() {
  return h('input', { id: 'reason', autocomplete: 'off', maxlength: '200' });
}

// Drawn anew only where they are others: a button that is replaced takes the keyboard's place with it.
function keep(parent, signs, make) {
  const wanted = JSON.stringify([store.actions, ...signs]);
  if (parent.dataset.signs === wanted) return;
  parent.dataset.signs = wanted;
  parent.replaceChildren(...(store.actions ? make() : []));
}

export function buttons(parent, symbol, row) {
  keep(parent, [row?.qty, row?.paused !== undefined], () => positionButtons(symbol, row));
}

export function accountButtons(parent, state) {
  keep(parent, [Boolean(state.halt), state.kill], () => allButtons(state));
}

function positionButtons(symbol, row) {
  const all = [];
  if (row) {
    all.push(button('Close…', () => {
      const percent = h('select', { id: 'percent' }, ['25', '50', '75', '100'].map((part) => h('option', { value: part, selected: part === '100' }, `${part} %`)));
      confirm({ title: `Close ${symbol}`, says: `Reduce-only at market, of ${price(row.qty)} that are open.`, word: symbol, fields: [['How much', percent]], path: 'close', body: () => ({ symbol, percent: percent.value }) });
    }, 'close', true));
  }
  if (row?.paused !== undefined) all.push(button('Unpause', () => confirm({ title: `Unpause ${symbol}`, says: 'It is entered and harvested again.', word: symbol, path: 'unpause', body: () => ({ symbol }) }), 'unpause'));
  else {
    all.push(button('Pause…', () => {
      const why = reasonField();
      confirm({ title: `Pause ${symbol}`, says: 'No entry and no harvest of it; its stop acts.', word: symbol, fields: [['Why, for the record', why]], path: 'pause', body: () => ({ symbol, reason: why.value }) });
    }, 'pause'));
  }
  return all;
}

function allButtons(state) {
  const why = reasonField;
  const all = [];
  if (state.halt) all.push(button('Resume…', () => confirm({ title: 'Resume', says: 'Entries are executed again.', word: 'RESUME', path: 'resume', body: () => ({}) }), 'resume'));
  else {
    all.push(button('Halt…', () => {
      const field = why();
      confirm({ title: 'Halt', says: 'No entry is executed; exits, harvests and stops go on.', word: 'HALT', fields: [['Why, for the record', field]], path: 'halt', body: () => ({ reason: field.value }) });
    }, 'halt'));
  }
  const on = state.kill === 'on';
  all.push(button(on ? 'Kill switch off…' : 'Kill switch on…', () => confirm({ title: on ? 'Kill switch off' : 'Kill switch on', says: on ? 'Entries and harvests go on with the next fresh price.' : 'No entries, no harvests; stops go on.', word: 'KILL', path: 'kill', body: () => ({ on: !on }) }), 'kill'));
  all.push(button('Flatten…', () => {
    const field = why();
    confirm({ title: 'Flatten', says: 'Halts, closes everything reduce-only at market and withdraws the stops.', word: 'FLATTEN', fields: [['Why, for the record', field]], path: 'flatten', body: () => ({ reason: field.value }) });
  }, 'flatten', true));
  return all;
}
