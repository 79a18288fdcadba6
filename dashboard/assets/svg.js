// Writes the picture that ECharts made as SVG that stands alone: no style
// sheet, no style attributes, no classes; a title and a description for those
// who do not see it. Every text is escaped here.
import { createVNode } from 'zrender/lib/svg/core.js';

const ESCAPES = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escape = (text) => String(text).replace(/[&<>"]/g, (sign) => ESCAPES[sign]);

/** Attributes that serve ECharts when it updates a picture on a page, or nobody. */
const idle = (name) => /^(class|pointer-events|baseProfile|version|xml:space|ecmeta_.*)$/.test(name);

/**
 * Returns the markup of a picture.
 *
 * @param {object} picture the root node
 * @param {{title: string, description: string, language: string, font: string}} about
 *   font is the family of every text
 */
export function write(picture, { title, description, language, font }) {
  Object.assign(picture.attrs, { role: 'img', 'xml:lang': language, 'font-family': font, 'aria-labelledby': 'title desc' });
  picture.children.unshift(
    createVNode('title', 'title', { id: 'title' }, [], title),
    createVNode('desc', 'desc', { id: 'desc' }, [], description),
  );
  return element(picture);
}

function element({ tag, attrs, children = [], text = '' }) {
  const opening = Object.entries(attrs ?? {})
    .filter(([name, value]) => value != null && value !== false && !idle(name))
    .flatMap(([name, value]) => (name === 'style' ? declarations(value) : [[name, value]]))
    .map(([name, value]) => ` ${name}="${escape(value)}"`)
    .join('');
  const inside = escape(text ?? '') + (children ?? []).map(element).join('');
  return inside ? `<${tag}${opening}>${inside}</${tag}>` : `<${tag}${opening}/>`;
}

/** A style attribute as attributes; the font's family is said once, at the root. */
function declarations(style) {
  return style.split(';')
    .map((declaration) => declaration.split(':').map((part) => part.trim()))
    .filter(([name]) => name && name !== 'font-family')
    .map(([name, value]) => [name, value.replace(/px$/, '')]);
}
