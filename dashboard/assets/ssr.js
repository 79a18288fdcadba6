// Draws a chart as a static picture, in the server's JavaScript interpreter.
import './interpreter.js';
import { init, setPlatformAPI } from './vendor.js';
import { dress, FONT } from './dress.js';
import { textWidth } from './measure.js';
import { write } from './svg.js';

setPlatformAPI({
  measureText: (text, font) => ({ width: textWidth(text, parseFloat(font.match(/([\d.]+)px/)[1]), font.includes('bold')) }),
});

/**
 * Returns the chart as SVG markup.
 *
 * @param {string} json the drawing that the server wrote, as JSON
 * @param {'light'|'dark'} theme
 * @param {number} width in pixels
 * @param {number} height in pixels
 * @param {(n: number) => string} number writes the figures of the value axis
 */
export function draw(json, theme, width, height, number) {
  const drawing = JSON.parse(json);
  const chart = init(null, null, { renderer: 'svg', ssr: true, width, height });
  chart.setOption({ ...dress(drawing, { theme, width, number }), animation: false });
  const picture = chart.getZr().painter.renderToVNode({ animation: false, emphasis: false, compress: true, useViewBox: true });
  const { title, lang: language, option: { aria } } = drawing;
  return write(picture, { title, description: aria.label.description, language, font: FONT });
}
