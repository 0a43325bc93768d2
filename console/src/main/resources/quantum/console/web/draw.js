// Small pictures, drawn by hand: the ladder of a position, bars, courses.
import { h, svg, place, text, data, show } from '/web/dom.js';
import { r as inR, number } from '/web/words.js';

// From the stop to the last level, in R: where the position stands, what was taken, what comes.
export function ladder() {
  const gain = h('span', { class: 'ladder-fill' });
  const stop = h('span', { class: 'ladder-stop' });
  const best = h('span', { class: 'ladder-best' });
  const now = h('span', { class: 'ladder-now' });
  const zero = h('span', { class: 'ladder-zero' });
  const levels = h('span', { class: 'ladder-levels' });
  const el = h('span', { class: 'ladder', role: 'img' }, h('span', { class: 'ladder-track' }), gain, zero, levels, best, stop, now);
  let marks = '';
  return {
    el,
    update(row) {
      const rs = (row.levels ?? []).map((level) => Number(level.r));
      const low = Math.min(-1.15, (row.r ?? 0) - 0.1, (row.stop_r ?? 0) - 0.1);
      const high = Math.max(1, ...rs, row.best_r ?? 0, row.r ?? 0) * 1.06;
      const at = (value) => `${Math.min(100, Math.max(0, ((value - low) / (high - low)) * 100)).toFixed(2)}%`;
      const current = row.r ?? 0;
      place(gain, '--from', at(Math.min(0, current)));
      place(gain, '--to', at(Math.max(0, current)));
      data(gain, 'tone', current >= 0 ? 'up' : 'down');
      place(zero, '--at', at(0));
      place(now, '--at', at(current));
      show(now, row.r !== undefined);
      show(best, row.best_r !== undefined);
      place(best, '--at', at(row.best_r ?? 0));
      show(stop, row.stop_r !== undefined);
      place(stop, '--at', at(row.stop_r ?? 0));
      data(stop, 'state', row.stop_state);
      const taken = new Set((row.taken ?? []).map(Number));
      const wanted = JSON.stringify([rs.map(at), [...taken]]);
      if (wanted !== marks) {
        marks = wanted;
        levels.replaceChildren(...rs.map((value) => {
          const mark = h('span', { class: 'ladder-level', 'data-taken': taken.has(value) ? 'yes' : 'no' });
          place(mark, '--at', at(value));
          return mark;
        }));
      }
      el.setAttribute('aria-label', `Now ${inR(row.r)}, best ${inR(row.best_r)}, stop at ${inR(row.stop_r)}, levels ${rs.map((value) => `${value} R${taken.has(value) ? ' taken' : ''}`).join(', ') || 'none'}`);
    },
  };
}

// K against its threshold.
export function meter() {
  const bar = h('span', { class: 'meter-bar' });
  const limit = h('span', { class: 'meter-limit' });
  const label = h('span', { class: 'num' });
  const el = h('span', { class: 'meter' }, label, h('span', { class: 'meter-track', 'aria-hidden': 'true' }, bar, limit));
  return {
    el,
    update(k, threshold) {
      text(label, k === undefined ? '–' : number(k, 3));
      place(bar, '--to', `${Math.min(100, (k ?? 0) * 100)}%`);
      place(limit, '--at', `${(threshold ?? 0.6) * 100}%`);
      data(el, 'near', k === undefined ? '' : k >= (threshold ?? 0.6) ? 'over' : k >= (threshold ?? 0.6) * 0.92 ? 'near' : '');
    },
  };
}

function scale(domain, range) {
  const span = domain[1] - domain[0] || 1;
  return (value) => range[0] + ((value - domain[0]) / span) * (range[1] - range[0]);
}

function steps(low, high, count = 4) {
  const span = high - low || 1;
  const raw = span / count;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((each) => each >= raw) ?? raw;
  const all = [];
  for (let value = Math.ceil(low / step) * step; value <= high + step * 1e-6; value += step) all.push(Math.abs(value) < step * 1e-9 ? 0 : value);
  return all;
}

// A sum over time as a stepped line; points are [millis, value].
// On a phone a picture is drawn for a phone: scaled down, its text could not be read.
const narrow = () => innerWidth < 720;

export function course(points, label, format, wide = 720) {
  const width = narrow() ? 360 : wide;
  const height = narrow() ? 180 : 200;
  const left = 8;
  const right = 64;
  const top = 12;
  const bottom = 22;
  const values = points.map((point) => point[1]);
  const low = Math.min(0, ...values);
  const high = Math.max(0, ...values);
  const pad = (high - low || 1) * 0.06;
  const x = scale([points[0][0], points.at(-1)[0]], [left, width - right]);
  const y = scale([low - pad, high + pad], [height - bottom, top]);
  let line = `M${left},${y(0)}`;
  let before = y(0);
  for (const [at, value] of points) {
    line += `L${x(at).toFixed(1)},${before.toFixed(1)}L${x(at).toFixed(1)},${y(value).toFixed(1)}`;
    before = y(value);
  }
  const last = points.at(-1);
  const day = new Intl.DateTimeFormat('en-GB', points.at(-1)[0] - points[0][0] > 2 * 86400000
    ? { day: '2-digit', month: 'short' } : { hour: '2-digit', minute: '2-digit', hour12: false });
  return svg('svg', { viewBox: `0 0 ${width} ${height}`, class: 'chart', role: 'img', 'aria-label': label },
    steps(low - pad, high + pad).map((value) => [
      svg('line', { x1: left, x2: width - right, y1: y(value), y2: y(value), class: value === 0 ? 'axis-zero' : 'axis-line' }),
      svgText(width - right + 8, y(value) + 4, format(value), 'axis-text')]).flat(),
    svg('path', { d: `${line}L${x(last[0])},${y(0)}L${left},${y(0)}Z`, class: `area area-${last[1] >= 0 ? 'up' : 'down'}` }),
    svg('path', { d: line, class: `line line-${last[1] >= 0 ? 'up' : 'down'}` }),
    svg('circle', { cx: x(last[0]), cy: y(last[1]), r: 3.5, class: `dot-${last[1] >= 0 ? 'up' : 'down'}` }),
    svgText(left, height - 5, day.format(points[0][0]), 'axis-text'),
    svgText(width - right, height - 5, day.format(last[0]), 'axis-text', 'end'));
}

function svgText(x, y, content, name, anchor) {
  const node = svg('text', { x, y, class: name, 'text-anchor': anchor });
  node.textContent = content;
  return node;
}

// How often which R came.
export function histogram(bins, label) {
  const width = narrow() ? 360 : 720;
  const height = 200;
  const bottom = 24;
  const top = 18;
  const most = Math.max(1, ...bins.map((bin) => bin.count));
  const wide = (width - 16) / bins.length;
  const y = scale([0, most], [height - bottom, top]);
  return svg('svg', { viewBox: `0 0 ${width} ${height}`, class: 'chart', role: 'img', 'aria-label': label },
    svg('line', { x1: 8, x2: width - 8, y1: height - bottom, y2: height - bottom, class: 'axis-zero' }),
    bins.map((bin, i) => [
      bin.count ? svg('rect', { x: 8 + i * wide + 1.5, y: y(bin.count), width: Math.max(2, wide - 3), height: height - bottom - y(bin.count), rx: 2, class: bin.from >= 0 ? 'bar-up' : 'bar-down' }) : undefined,
      bin.count ? svgText(8 + i * wide + wide / 2, y(bin.count) - 5, String(bin.count), 'axis-text', 'middle') : undefined,
      i % Math.ceil(bins.length / (narrow() ? 6 : 12)) === 0 ? svgText(8 + i * wide, height - 8, `${number(bin.from, bin.from % 1 ? 1 : 0)}`, 'axis-text', 'middle') : undefined,
    ]).flat());
}
