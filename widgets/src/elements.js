// SPDX-License-Identifier: MIT

// h makes an element; SVG ones by their names.
export function h(name, attributes, ...children) {
  const svg = /^(svg|circle|path)$/.test(name);
  const element = svg ? document.createElementNS('http://www.w3.org/2000/svg', name) : document.createElement(name);
  for (const key in attributes) element.setAttribute(key, attributes[key]);
  element.append(...children);
  return element;
}

const FACES = {
  bad: 'M19 24l6-3M45 24l-6-3M23 28v3M41 28v3M22 46q10-10 20 0',
  medium: 'M23 25v4M41 25v4M21 43h22',
  good: 'M19 27q4-5 8 0M37 27q4-5 8 0M19 38q13 16 26 0',
};
const face = (code) => h('svg', { viewBox: '0 0 64 64', 'aria-hidden': 'true', class: code },
  h('circle', { cx: 32, cy: 32, r: 28 }), h('path', { d: FACES[code] }));

// choices asks one question whose answers are [value, label] pairs. With boxes
// several may be ticked.
export const choices = (name, question, answers, attributes = { role: 'radiogroup' }, type = 'radio') =>
  h('fieldset', { 'aria-describedby': 'alert', ...attributes }, h('legend', {}, question),
    h('div', { class: 'choices' }, ...answers.map(([value, label]) => h('label', {},
      ...(FACES[value] ? [face(value)] : []),
      h('input', { type, name, value }),
      h('span', {}, label)))));
