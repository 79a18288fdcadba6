// Dresses a chart for where it is drawn: the option that the server wrote says
// what is shown, this says how it looks, the same in a page and in a picture.
import { textWidth } from './measure.js';
import themes from '../chart/themes.json';

/** The family of every text: what the reader's system writes with. */
export const FONT = 'system-ui, -apple-system, Segoe UI, Roboto, Noto Sans, Liberation Sans, Arial, sans-serif';

/** Below this width, in pixels, texts are smaller and there are fewer of them. */
const NARROW = 480;

/** The thickest bar and the thickest box of an interval, in pixels. */
const THICK = { bar: 44, interval: 24 };

/**
 * Returns the complete ECharts option of a drawing.
 *
 * @param {object} drawing what the server wrote: option, palette, notice
 * @param {{theme: 'light'|'dark', width: number, number: (n: number) => string}} place
 *   where it is drawn; number writes the figures of the value axis
 */
export function dress(drawing, { theme, width, number }) {
  const { option, palette, notice } = drawing;
  const narrow = width < NARROW;
  const place = { colors: themes[theme], width, narrow, number, size: narrow ? 11 : 12 };
  place.names = namesWidth(option.yAxis[0], place);
  place.top = option.yAxis[0].max;
  const colors = palette.map((name) => place.colors.series[name]);
  const legend = dressLegend(option.legend, place);
  // The names of the bounds, one above the other where they may lie close.
  const over = option.series[0]?.type === 'scatter' ? (narrow ? 30 : 16) : 0;
  return {
    ...option,
    color: colors,
    backgroundColor: place.colors.background,
    textStyle: { fontFamily: FONT, color: place.colors.text },
    title: notice && dressNotice(notice, place),
    legend: legend.option,
    grid: {
      left: 4, right: narrow ? 12 : 20, top: (notice ? 40 : 14) + over, bottom: legend.height + 8,
      outerBoundsMode: 'same', outerBoundsContain: 'axisLabel',
    },
    xAxis: dressAxis(option.xAxis[0], place),
    yAxis: dressAxis(option.yAxis[0], place),
    series: option.series.map((series, i) => dressSeries(series, colors[i], place)),
  };
}

/** The label on charts of invented data: part of the picture, it travels with it. */
function dressNotice(text, { colors }) {
  return {
    text, right: 4, top: 3, padding: [5, 10], borderWidth: 1.5, borderRadius: 4,
    borderColor: colors.notice, backgroundColor: colors.background,
    textStyle: { color: colors.notice, fontSize: 12, fontWeight: 'bold' },
  };
}

/** The room for the names of horizontal bars; longer names are broken into lines. */
function namesWidth({ type, data }, { width, size }) {
  if (type !== 'category' || data.every((name) => name === '')) return 0;
  return Math.min(width * 0.3, 240, Math.max(...data.map((name) => textWidth(name, size))));
}

function dressAxis(axis, place) {
  const { colors, width, size, names, number } = place;
  const dressed = { ...axis, axisTick: { show: false }, splitLine: { show: false } };
  const label = { ...axis.axisLabel, color: colors.muted, fontSize: size };
  if (axis.type === 'value') {
    const roomy = width - names - 60 > 5 * (textWidth(number(axis.max ?? 0), size) + 6);
    const interval = axis.max === 100 ? (roomy ? 20 : 50) : undefined;
    return {
      ...dressed, interval, axisLabel: { ...label, formatter: number },
      axisLine: { show: false }, splitLine: { lineStyle: { color: colors.grid } },
    };
  }
  if (axis.inverse) { // the names of horizontal bars
    return { ...dressed, axisLine: { show: false }, axisLabel: { ...label, color: colors.text, interval: 0, width: names, overflow: 'break', lineHeight: 14 } };
  }
  return { ...dressed, axisLine: { lineStyle: { color: colors.muted } }, axisLabel: { ...label, ...months(axis.data, place) } };
}

/**
 * Of months that do not all fit, a regular choice is named, January always
 * among them: its label carries the year on a second line.
 */
function months(labels, { width, size }) {
  const slot = (width - 60) / labels.length;
  const widest = Math.max(...labels.map((label) => textWidth(label.split('\n')[0], size))) + 4;
  const step = [1, 2, 3, 6, 12].find((n) => n * slot >= widest) ?? 24;
  const january = Math.max(0, labels.findLastIndex((label) => label.includes('\n')));
  return { interval: (i) => (i - january) % step === 0, lineHeight: 16 };
}

/** ECharts wraps a legend but makes no room for it: its lines are counted here. */
function dressLegend(legend, { colors, width, size }) {
  const gap = 10;
  const icon = 14;
  let lines = 1;
  let used = 0;
  for (const name of legend.data ?? []) {
    const item = icon + 5 + textWidth(name, size) + gap;
    if (used > 0 && used + item > width - 8) {
      lines += 1;
      used = 0;
    }
    used += item;
  }
  return {
    height: lines * (16 + gap) - gap,
    option: {
      ...legend, left: 4, bottom: 0, padding: 0, itemGap: gap, itemWidth: icon, itemHeight: 10, selectedMode: false,
      textStyle: { color: colors.text, fontSize: size, lineHeight: 16 },
    },
  };
}

function dressSeries(series, color, place) {
  const { colors, narrow } = place;
  if (series.id === 'low') return { ...series, silent: true };
  if (series.id === 'interval') {
    return { ...series, barMaxWidth: THICK.interval, itemStyle: { color: color + '40', borderColor: color, borderWidth: 1, borderRadius: 2 } };
  }
  if (series.stack === 'share') return dressShare(series, place);
  if (series.type === 'scatter') {
    return {
      // The legend shows the shape of the level as well.
      ...series, symbol: series.data[0]?.symbol, symbolSize: narrow ? 10 : 12, itemStyle: { color, borderColor: colors.background, borderWidth: 1, opacity: 0.9 },
      markLine: series.markLine && dressMarks(narrow ? staggered(series.markLine) : series.markLine, place, { position: 'start', distance: 4 }),
    };
  }
  return {
    ...series, symbol: 'circle', symbolSize: narrow ? 5 : 7, lineStyle: { ...series.lineStyle, width: 2.5 },
    itemStyle: { color, borderColor: colors.background, borderWidth: 1 },
    markLine: series.markLine && dressMarks(clearOf(series.data, series.markLine, place), place),
  };
}

/** The name of a bound goes under its line where the first points lie just above it. */
function clearOf(points, marks, { top }) {
  const firsts = points.map((point) => point?.value).filter((value) => typeof value === 'number').slice(0, 2);
  const crowded = ({ yAxis }) => firsts.some((value) => value >= yAxis && value - yAxis < top / 10);
  return { ...marks, data: marks.data.map((mark) => (crowded(mark) ? { ...mark, label: { ...mark.label, position: 'insideStartBottom' } } : mark)) };
}

function staggered(marks) {
  return { ...marks, data: marks.data.map((mark, i) => (i % 2 ? mark : { ...mark, label: { ...mark.label, distance: 18 } })) };
}

function dressMarks(marks, { colors, size }, where = { position: 'insideStartTop', distance: [6, 3] }) {
  return {
    ...marks, silent: true, symbol: ['none', 'none'], animation: false,
    lineStyle: { color: colors.muted, type: 'dashed', width: 1 },
    label: { formatter: '{b}', ...where, color: colors.muted, fontSize: size - 1 },
  };
}

/** Parts of a bar say what they are as far as they are long enough to. */
function dressShare(series, { colors, width, narrow, size, names }) {
  const plot = width - names - 60;
  const fits = (text, value) => textWidth(text, size, true) + 8 < (value / 100) * plot;
  const data = series.data.map((datum) => {
    if (datum.value == null) return datum;
    const percent = datum.label.formatter;
    const texts = narrow ? [percent] : [`${series.name}\u00a0${percent}`, percent];
    const text = texts.find((candidate) => fits(candidate, datum.value));
    return { ...datum, label: { show: text !== undefined, formatter: text } };
  });
  return {
    ...series, data, barMaxWidth: THICK.bar, itemStyle: { borderColor: colors.background, borderWidth: 1.5 },
    label: { color: colors.onSeries, fontSize: size, fontWeight: 'bold' },
  };
}
