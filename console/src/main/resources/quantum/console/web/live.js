// One stream of changes for the whole page. It is read with fetch, not EventSource, so that a token can travel in a header and
// never in an address.

const QUIET_MILLIS = 8000; // the server says something every 5 s
const STALE_MILLIS = 5000;
const TOKEN = 'quantum-token';

let memory = null;

export const token = {
  get() {
    if (memory) return memory;
    try { return sessionStorage.getItem(TOKEN); } catch { return null; }
  },
  set(value) {
    memory = value;
    try {
      if (value) sessionStorage.setItem(TOKEN, value);
      else sessionStorage.removeItem(TOKEN);
    } catch { /* kept for this page only */ }
  },
};

export function headers(more = {}) {
  const shown = token.get();
  return shown ? { Authorization: `Bearer ${shown}`, ...more } : more;
}

// Texts of others may say anything. One that turns the direction of writing would turn what stands beside it, one without end
// would bury the page: the first is shown as what it is, the second is cut.
const TURNS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
const LONGEST = 400;
const LONG = new RegExp(`"(?:[^"\\\\]|\\\\.){${LONGEST + 1}}`);

function parsed(json) {
  const cut = (name, value) => (typeof value === 'string' && value.length > LONGEST ? `${value.slice(0, LONGEST)}…` : value);
  // a look at every value costs more than reading them all, and of a large account it is to be done each second
  return JSON.parse(json.replace(TURNS, '\ufffd'), LONG.test(json) ? cut : undefined);
}

export async function ask(path) {
  const answer = await fetch(`/api/v1/${path}`, { headers: headers(), cache: 'no-store' });
  const body = await answer.text().then(parsed).catch(() => ({}));
  if (!answer.ok) throw Object.assign(new Error(body.error || `HTTP ${answer.status}`), { status: answer.status });
  return body;
}

class Store extends EventTarget {
  sections = {};
  state = { link: 'connecting' };
  skew = 0;

  now() {
    return Date.now() + this.skew; // by the server's clock, as the ages are
  }

  rows(section) {
    return this.sections[section] ?? { version: 0, order: [], rows: {} };
  }

  row(section, key) {
    return this.rows(section).rows[key];
  }

  loaded(section) {
    return this.sections[section] !== undefined;
  }

  merge(section, change) {
    const before = this.rows(section);
    const rows = { ...before.rows, ...change.rows };
    const order = change.order ?? before.order;
    if (change.order) {
      const kept = new Set(order);
      for (const key of Object.keys(rows)) if (!kept.has(key)) delete rows[key];
    }
    this.sections[section] = { version: change.version, order, rows };
    this.dispatchEvent(new CustomEvent('section', { detail: section }));
  }

  link(link, why) {
    const next = { ...this.state, link, why };
    const changed = next.link !== this.state.link || next.why !== this.state.why;
    this.state = next;
    this.dispatchEvent(new CustomEvent('link', { detail: changed }));
  }
}

export const store = new Store();

let heardAt = 0;
let attempt = 0;
let abort = null;

function heard(event, body) {
  heardAt = Date.now();
  if (event === 'state') {
    store.skew = body.now - Date.now();
    store.state = { ...store.state, readAt: body.read_at, outage: body.outage };
    judge();
  } else store.merge(event, body);
}

function judge() {
  const { readAt, outage } = store.state;
  if (Date.now() - heardAt > QUIET_MILLIS) store.link('disconnected', 'The console does not answer');
  else if (readAt === undefined) store.link(outage ? 'stale' : 'connecting', outage ? 'Redis does not answer' : 'Waiting for the first reading');
  else if (outage) store.link('stale', 'Redis does not answer');
  else if (store.now() - readAt > STALE_MILLIS) store.link('stale', 'Nothing new is read');
  else store.link('live');
}

setInterval(() => {
  if (heardAt && store.state.link !== 'locked') judge();
  if (abort && heardAt && Date.now() - heardAt > QUIET_MILLIS) abort.abort();
}, 1000);

// A browser may keep a page that was left, with its stream; six of them, and it opens no other page of this console.
addEventListener('pagehide', () => abort?.abort());

async function listen() {
  abort = new AbortController();
  const answer = await fetch('/api/v1/events', { headers: headers(), cache: 'no-store', signal: abort.signal });
  if (answer.status === 401) throw Object.assign(new Error('A token is needed'), { status: 401 });
  if (!answer.ok) throw new Error((await answer.json().catch(() => ({}))).error || `HTTP ${answer.status}`);
  heardAt = Date.now();
  attempt = 0;
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let pending = '';
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    pending += value;
    let end = pending.indexOf('\n\n');
    while (end >= 0) {
      const [first, second] = pending.slice(0, end).split('\n');
      heard(first.slice('event: '.length), parsed(second.slice('data: '.length)));
      pending = pending.slice(end + 2);
      end = pending.indexOf('\n\n');
    }
  }
}

export async function connect(needToken) {
  for (;;) {
    try {
      await listen();
      store.link('disconnected', 'The console has closed the connection');
    } catch (e) {
      if (e.status === 401) {
        store.link('locked', 'A token is needed');
        await needToken();
        continue;
      }
      store.link('disconnected', 'The console does not answer');
    }
    attempt += 1;
    await new Promise((done) => setTimeout(done, Math.min(5000, 300 * 2 ** Math.min(attempt, 5))));
  }
}
