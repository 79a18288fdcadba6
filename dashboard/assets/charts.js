// Makes the charts of a page interactive. Each is a figure that is complete
// without this script: a picture drawn by the server, and what to draw as JSON.
// When the figure comes near the screen of somebody who does something, ECharts
// is loaded and its drawing takes the picture's place; if anything fails, the
// picture stays.
import { dress, FONT } from './dress.js';
import themes from '../chart/themes.json';

const dark = matchMedia('(prefers-color-scheme: dark)');
const narrow = matchMedia('(max-width: 36em)');
const still = matchMedia('(prefers-reduced-motion: reduce)');
const patterns = ['(prefers-contrast: more)', '(forced-colors: active)'].map((query) => matchMedia(query));

/** Returns what writes the figures of the value axis: "8", "80 %", "1 200". */
function axisNumber({ format, lang }) {
  const percent = format === 'percent';
  const writer = new Intl.NumberFormat(lang, percent ? { style: 'percent' } : {});
  return (n) => writer.format(percent ? n / 100 : n).replace(/\u202f/g, '\u00a0');
}

/**
 * The tooltip shows the lines that the server wrote: a figure reads the same
 * there and in the table. It is drawn in the picture (rich text), as HTML would
 * need styles and markup that the page's policy refuses. Rich text has no
 * escape for its own signs: they go.
 */
function tooltip(drawing, colors) {
  const formatter = (params) => {
    const { seriesIndex, dataIndex } = Array.isArray(params) ? params[0] : params;
    const tips = drawing.tips[drawing.tips.length === 1 ? 0 : seriesIndex];
    return tips[dataIndex].map((line) => line.replace(/[{}|]/g, ' ')).join('\n');
  };
  return {
    ...drawing.option.tooltip, formatter, renderMode: 'richText', confine: true,
    backgroundColor: colors.background, borderColor: colors.muted,
    textStyle: { color: colors.text, fontFamily: FONT, fontSize: 13, lineHeight: 20 },
  };
}

/** One figure of the page and its drawing. */
class Figure {
  constructor(figure, init) {
    this.figure = figure;
    this.init = init;
    this.box = figure.querySelector('[data-chart-box]');
    this.drawing = JSON.parse(figure.querySelector('script[type="application/json"]').textContent);
    this.stage = document.createElement('div');
  }

  /** Draws the chart, and only then takes the picture away. */
  draw({ moving = false } = {}) {
    const theme = dark.matches && !this.printed ? 'dark' : 'light';
    const width = Math.floor(this.box.clientWidth);
    const height = this.drawing.heights[narrow.matches ? 'narrow' : 'wide'];
    const option = dress(this.drawing, { theme, width, number: axisNumber(this.drawing) });
    option.tooltip = tooltip(this.drawing, themes[theme]);
    option.animation = moving && !still.matches;
    option.aria = { ...option.aria, decal: { show: patterns.some((query) => query.matches) } };
    // The chart is kept and told everything anew: taking one away writes HTML.
    this.chart ??= this.init(this.stage, null, { renderer: 'svg', width, height });
    this.chart.resize({ width, height, silent: true });
    this.chart.setOption(option, { notMerge: true });
    this.width = width;
    if (!this.stage.isConnected) this.box.replaceChildren(this.stage);
    this.figure.dataset.ready = theme;
  }

  /** Redraws when the page changes its width, its colours, or goes to paper. */
  watch() {
    new ResizeObserver(() => {
      if (Math.floor(this.box.clientWidth) !== this.width) this.draw();
    }).observe(this.box);
    for (const query of [dark, narrow, ...patterns]) query.addEventListener('change', () => this.draw());
    for (const moment of ['beforeprint', 'afterprint']) {
      addEventListener(moment, () => {
        this.printed = moment === 'beforeprint';
        this.draw();
      });
    }
  }
}

async function enliven(element) {
  await attended;
  const { init } = await import('./vendor.js');
  const figure = new Figure(element, init);
  figure.draw({ moving: true });
  figure.watch();
}

/**
 * The first sign that somebody is there. Until then the pictures say the same:
 * a page that was only opened costs a telephone neither bytes nor work.
 */
const attended = new Promise((resolve) => {
  for (const sign of ['scroll', 'pointermove', 'pointerdown', 'keydown', 'focusin']) {
    addEventListener(sign, resolve, { once: true, passive: true });
  }
});

const near = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) {
    if (!isIntersecting) continue;
    near.unobserve(target);
    enliven(target).catch((error) => console.warn('The chart stays a picture:', error));
  }
}, { rootMargin: '200px' });

for (const figure of document.querySelectorAll('figure[data-chart]')) near.observe(figure);
