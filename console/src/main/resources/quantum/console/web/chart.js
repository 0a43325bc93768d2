// One position on its prices: the chart library draws, this says what.
import { createChart, createSeriesMarkers, CandlestickSeries, LineSeries, LineStyle } from '/web/lightweight-charts.js';
import { h, text, show } from '/web/dom.js';
import { r as inR, price as shownPrice, clock, near } from '/web/words.js';

const MINUTE = 60_000;

// Redis keeps the close of each minute. A candle of several minutes is made of them; one of a single minute opens where the one
// before closed.
export function candles(minutes, most = 170) {
  if (!minutes.length) return { bars: [], size: 1 };
  const size = [1, 2, 5, 15, 30].find((each) => minutes.length / each <= most) ?? 60;
  const bars = [];
  let before = minutes[0][1];
  for (const [at, close] of minutes) {
    const time = Math.floor(at / (size * MINUTE)) * size * 60;
    const last = bars.at(-1);
    if (last?.time === time) {
      last.high = Math.max(last.high, close);
      last.low = Math.min(last.low, close);
      last.close = close;
    } else bars.push({ time, open: before, high: Math.max(before, close), low: Math.min(before, close), close });
    before = close;
  }
  return { bars, size };
}

function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

export function plot() {
  const tip = h('div', { class: 'plot-tip', hidden: true });
  const empty = h('div', { class: 'plot-empty' }, 'Reading prices');
  const el = h('div', { class: 'plot', id: 'plot', role: 'img', 'aria-label': 'Prices of the position with entry, stop and levels; the tables beside it say the same in words' }, tip, empty);
  let chart;
  let series;
  let stopLine;
  let markers;
  let lines = [];
  let last = {};
  let known = {};

  function style() {
    return {
      layout: { background: { color: 'transparent' }, textColor: colour('--muted'), fontFamily: getComputedStyle(document.body).fontFamily, fontSize: 12, attributionLogo: false },
      grid: { vertLines: { color: colour('--faint') }, horzLines: { color: colour('--faint') } },
      rightPriceScale: { borderColor: colour('--line') },
      timeScale: { borderColor: colour('--line'), timeVisible: true, secondsVisible: false, rightOffset: 4, lockVisibleTimeRangeOnResize: true },
      crosshair: { mode: 0 },
      localization: { timeFormatter: (time) => clock(time * 1000) },
    };
  }

  function open(digits) {
    chart = createChart(el, { autoSize: true, ...style() });
    series = chart.addSeries(CandlestickSeries, { upColor: colour('--up'), downColor: colour('--down'), wickUpColor: colour('--up'), wickDownColor: colour('--down'), borderVisible: false, priceLineVisible: false,
      priceFormat: { type: 'price', precision: digits, minMove: 10 ** -digits } });
    stopLine = chart.addSeries(LineSeries, { color: colour('--accent'), lineWidth: 2, lineType: 1, priceLineVisible: false, lastValueVisible: false, crosshairMarkerVisible: false });
    markers = createSeriesMarkers(series, []);
    chart.subscribeCrosshairMove((at) => {
      const bar = at.time !== undefined && at.seriesData.get(series);
      show(tip, Boolean(bar));
      if (!bar) return;
      const gross = last.risk && last.entry ? ((bar.close - Number(last.entry)) * (last.side === 'SHORT' ? -1 : 1)) / Number(last.risk) : undefined;
      const k = kAt(at.time * 1000);
      text(tip, `${clock(at.time * 1000)}  ${near(bar.close, last.price)}${gross === undefined ? '' : `  ${inR(gross)}`}${k === undefined ? '' : `  K ${k.toFixed(3)}`}`);
    });
  }

  // K is known now, and where a decision was made on it
  function kAt(millis) {
    const told = (known.events ?? []).filter((event) => event.k !== undefined && event.at <= millis);
    if (millis >= (known.lastBar ?? Infinity)) return last.k;
    return told[0]?.k;
  }

  document.addEventListener('theme', restyle);
  matchMedia('(prefers-color-scheme: light)').addEventListener('change', restyle);

  function restyle() {
    if (!chart) return;
    chart.applyOptions(style());
    series.applyOptions({ upColor: colour('--up'), downColor: colour('--down'), wickUpColor: colour('--up'), wickDownColor: colour('--down') });
    stopLine.applyOptions({ color: colour('--accent') });
    guide(last);
    story(known.events ?? []);
  }

  function guide(row) {
    for (const line of lines) series.removePriceLine(line);
    lines = [];
    const add = (at, title, name, lineStyle = LineStyle.Dashed) => at !== undefined && lines.push(series.createPriceLine({ price: Number(at), title, color: colour(name), lineWidth: 1, lineStyle, axisLabelVisible: true }));
    add(row.entry, 'entry', '--muted', LineStyle.Solid);
    add(row.stop, 'stop', row.protected ? '--accent' : '--down', LineStyle.Solid);
    for (const level of row.levels ?? []) if (level.state !== 'TAKEN') add(level.price, `${level.r} R · ${level.percent ?? ''} %`, '--up');
    if (row.stop_next) add(row.stop_next.price, 'stop moves', '--warn', LineStyle.Dotted);
  }

  function story(events) {
    if (!chart || !known.first) return;
    const own = events.filter((event) => event.of_this_position);
    const bar = (millis) => Math.max(known.first, Math.floor(millis / (known.size * MINUTE)) * known.size * 60);
    markers.setMarkers(own.filter((event) => ['ENTRY', 'HARVEST', 'CLOSE'].includes(event.kind) && event.price).map((event) => ({
      time: bar(event.at),
      position: (event.kind === 'ENTRY') === (last.side !== 'SHORT') ? 'belowBar' : 'aboveBar',
      shape: event.kind === 'ENTRY' ? 'arrowUp' : 'circle',
      color: event.kind === 'ENTRY' ? colour('--accent') : colour('--up'),
      text: event.kind === 'ENTRY' ? 'entry' : event.kind === 'HARVEST' ? `${event.action.replace('PARTIAL_', '')} %` : 'close',
    })).sort((a, b) => a.time - b.time));
    const steps = own.filter((event) => event.stop !== undefined).map((event) => ({ time: bar(event.at), value: Number(event.stop) })).sort((a, b) => a.time - b.time);
    const path = steps.filter((step, i) => i === steps.length - 1 || steps[i + 1].time !== step.time);
    if (path.length && known.lastBar && path.at(-1).time * 1000 < known.lastBar) path.push({ time: known.lastBar / 1000, value: path.at(-1).value });
    stopLine.setData(path);
  }

  return {
    el,
    prices(minutes, like) {
      text(empty, 'No minutes of this symbol are kept');
      show(empty, minutes.length === 0);
      if (!minutes.length) return;
      const digits = Math.min(8, (/\.(\d+)$/.exec(String(like ?? '')) ?? ['', ''])[1].length);
      const first = !chart;
      if (first) open(digits);
      const { bars, size } = candles(minutes);
      series.setData(bars);
      known = { ...known, first: bars[0].time, size, lastBar: bars.at(-1).time * 1000 };
      guide(last);
      story(known.events ?? []);
      if (first) chart.timeScale().fitContent();
    },
    row(row) {
      const again = JSON.stringify([row.entry, row.stop, row.protected, row.levels?.map((l) => [l.r, l.state, l.price]), row.stop_next?.price]);
      const moved = again !== known.guides;
      last = row;
      known.guides = again;
      if (chart && moved) guide(row);
      if (series && row.price && known.lastBar) {
        const now = Number(row.price);
        const bar = series.data().at(-1);
        series.update({ ...bar, close: now, high: Math.max(bar.high, now), low: Math.min(bar.low, now) });
      }
    },
    events(events) {
      known.events = events;
      story(events);
    },
    leave() {
      document.removeEventListener('theme', restyle);
      chart?.remove();
    },
  };
}
