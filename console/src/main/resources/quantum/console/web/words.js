// Numbers and times as people read them.

const MINUS = '−';

// Making one takes far longer than using it.
const FORMATS = new Map();

function format(digits) {
  if (!FORMATS.has(digits)) FORMATS.set(digits, new Intl.NumberFormat('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits }));
  return FORMATS.get(digits);
}

export function number(value, digits = 2) {
  const n = Number(value);
  if (!Number.isFinite(n)) return '–';
  const shown = format(digits).format(Math.abs(n));
  return (n < 0 && Number(Math.abs(n).toFixed(digits)) !== 0 ? MINUS : '') + shown;
}

export function signed(value, digits = 2) {
  const n = Number(value);
  if (!Number.isFinite(n)) return '–';
  const shown = number(n, digits);
  return n > 0 && !/^[0.,]+$/.test(shown) ? `+${shown}` : shown;
}

export const r = (value, digits = 2) => (value === undefined || !Number.isFinite(Number(value)) ? '–' : `${signed(value, digits)} R`);
export const usd = (value) => (value === undefined ? '–' : signed(value, 2));
export const money = (value) => (value === undefined ? '–' : number(value, 2));
export const pct = (value, digits = 2) => (value === undefined || !Number.isFinite(Number(value)) ? '–' : `${signed(value, digits)} %`);
export const share = (value, digits = 0) => (value === undefined ? '–' : `${number(Number(value) * 100, digits)} %`);
export const tone = (value) => (Number(value) > 0 ? 'up' : Number(value) < 0 ? 'down' : 'flat');

// Decimal texts stay as they came, with a thin mark between thousands; no digit is rounded away.
export function price(textOrNumber) {
  if (textOrNumber === undefined || textOrNumber === null) return '–';
  const raw = String(textOrNumber);
  const match = /^(-?)(\d+)(\.\d+)?$/.exec(raw);
  if (!match) return raw;
  return (match[1] ? MINUS : '') + match[2].replace(/\B(?=(\d{3})+(?!\d))/g, ',') + (match[3] ?? '');
}

// A price that was computed, to one digit more than those it stands beside: more would look like a tick that is not there.
export function near(computed, like) {
  if (computed === undefined || computed === null) return '–';
  const digits = (/\.(\d+)$/.exec(String(like ?? '')) ?? ['', ''])[1].length + 1;
  const own = (/\.(\d+)$/.exec(String(computed)) ?? ['', ''])[1].length;
  return own <= digits ? price(computed) : price(Number(computed).toFixed(digits));
}

export function duration(millis) {
  const s = Math.max(0, Math.round(millis / 1000));
  if (s < 60) return `${s} s`;
  if (s < 3600) return `${Math.floor(s / 60)} min`;
  if (s < 86400) return `${Math.floor(s / 3600)} h ${Math.floor((s % 3600) / 60)} min`;
  return `${Math.floor(s / 86400)} d ${Math.floor((s % 86400) / 3600)} h`;
}

const CLOCK = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false });
const DAY = new Intl.DateTimeFormat('en-GB', { day: '2-digit', month: 'short', hour: '2-digit', minute: '2-digit', hour12: false });

export const clock = (millis) => (millis ? CLOCK.format(millis) : '–');
export const when = (millis) => (millis ? DAY.format(millis) : '–');
export const zone = () => Intl.DateTimeFormat().resolvedOptions().timeZone || 'local time';

// profit_lock → Profit lock
export function plain(code) {
  const words = String(code ?? '').replaceAll('_', ' ').trim();
  return words ? words[0].toUpperCase() + words.slice(1).toLowerCase() : '';
}

export const REASONS = {
  harvest_partial_25: 'Level for 25 % reached',
  harvest_partial_50: 'Level for 50 % reached',
  harvest_partial_75: 'Level for 75 % reached',
  profit_lock: 'Profit locked',
  kill_score_triggered: 'Edge collapsed (kill score)',
  exchange_stop: 'Stop at the exchange',
  stop_hit: 'Stop hit',
  target_hit: 'Target hit',
  max_age: 'Too old',
  liquidation: 'Liquidation',
  auto_deleveraging: 'Auto-deleveraging',
  trader: 'By hand',
};

export function reason(code) {
  const first = String(code ?? '').split(',')[0].trim();
  return REASONS[first] ?? (/^[a-z0-9_]+$/i.test(first) ? plain(first) : String(code ?? ''));
}
