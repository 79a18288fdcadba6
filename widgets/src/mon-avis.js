// SPDX-License-Identifier: MIT
//
// <mon-avis procedure="…"> asks on any page how a procedure went. Around its
// fallback link it shows one question, sends the answer at once, then offers
// two more. It sets no cookie and keeps nothing before "Send"; afterwards only
// what waits for the network, and not for longer than a week.
//
// Attributes: procedure (required), outcome, channel, lang, theme (light or
// dark), token, endpoint, button. Event: mon-avis:sent, whose detail tells the
// version sent and whether it waits, never the answers.
import messages from 'messages';
import css from './mon-avis.css';

const HOME = new URL(import.meta.url).origin;
const TIMEOUT = 15000; // ms

// How a delivery can end: acknowledged, to be tried again, refused by the
// server, or blocked by the policy of the host page.
const KEPT = 0, LATER = 1, REFUSED = 2, BLOCKED = 3;

// Where script style sheets are not known this throws: the element is then
// never defined, and the link stays.
const sheet = new CSSStyleSheet();
sheet.replaceSync(css);

// newKey makes a UUIDv7; crypto.randomUUID is missing on http pages.
function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  let ms = Date.now();
  for (let i = 5; i >= 0; i--, ms = Math.floor(ms / 256)) bytes[i] = ms;
  bytes[6] = bytes[6] & 15 | 112;
  bytes[8] = bytes[8] & 63 | 128;
  return Array.from(bytes, (b) => b.toString(16).padStart(2, '0')).join('').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

// The queue holds what was sent and not acknowledged: [{url, body, at}].
// Storage may be forbidden; enqueue says whether the entry is safe there.
const QUEUE = 'mon-avis', LONGEST = 20, WEEK = 6048e5;
function read() {
  try {
    return JSON.parse(localStorage[QUEUE]).filter((entry) => Date.now() - entry.at < WEEK);
  } catch {
    return [];
  }
}
function write(entries) {
  try {
    if (entries.length) localStorage[QUEUE] = JSON.stringify(entries.slice(-LONGEST));
    else localStorage.removeItem(QUEUE);
    return true;
  } catch {
    return false;
  }
}
// A later version holds the whole of an earlier one and takes its place.
const enqueue = (entry) => write([...read().filter(({ body }) => body.id !== entry.body.id), entry]);
const dequeue = ({ body: { id, version } }) => write(read().filter(({ body }) => body.id !== id || body.version > version));

// deliver posts one entry as text/plain, which needs no preflight. A host
// page whose policy forbids it reports a violation just after the failure.
async function deliver({ url, body }) {
  let end = LATER, rating;
  const watch = ({ effectiveDirective, blockedURI }) => {
    if (effectiveDirective === 'connect-src' && url.startsWith(blockedURI)) end = BLOCKED;
  };
  document.addEventListener('securitypolicyviolation', watch);
  try {
    const answer = await fetch(url, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'Content-Type': 'text/plain;charset=UTF-8' },
      credentials: 'omit',
      referrerPolicy: 'origin',
      keepalive: true,
      signal: AbortSignal.timeout?.(TIMEOUT),
    });
    if (answer.ok) {
      end = KEPT;
      ({ rating } = await answer.json());
    } else if (answer.status < 500 && ![408, 425, 429].includes(answer.status)) {
      end = REFUSED;
    }
  } catch {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  document.removeEventListener('securitypolicyviolation', watch);
  return { end, rating };
}

// flush sends what waited, oldest first, and stops where the network does.
let flushing;
async function flush() {
  if (flushing) return;
  flushing = true;
  const waiting = read();
  write(waiting);
  for (const entry of waiting) {
    const { end } = await deliver(entry);
    if (end === LATER || end === BLOCKED) break;
    dequeue(entry);
  }
  flushing = false;
}

// h makes an element; SVG ones by their names.
function h(name, attributes, ...children) {
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

class MonAvis extends HTMLElement {
  #words; // in the language of the page
  #tongue; // the attributes that tell it
  #home; // where ratings go
  #body; // what was said so far
  #rating; // the id of the rating, once acknowledged
  #asked; // whether the second step was shown

  connectedCallback() {
    const procedure = this.getAttribute('procedure');
    if (this.shadowRoot || !procedure) return;
    const wanted = (this.closest('[lang]')?.lang || navigator.language).slice(0, 2).toLowerCase();
    const lang = messages[wanted] ? wanted : 'fr';
    this.#words = messages[lang];
    this.#tongue = { lang, dir: this.#words.dir };
    this.#home = this.getAttribute('endpoint')?.replace(/\/$/, '') || HOME;
    this.#body = { version: 0, procedure, instrument: 'avis-1', lang, source: 'button' };
    for (const name of ['outcome', 'channel', 'button', 'token']) this.#body[name] = this.getAttribute(name) || undefined;
    this.attachShadow({ mode: 'open', delegatesFocus: true }).adoptedStyleSheets = [sheet];
    this.shadowRoot.append(this.#firstStep());
  }

  #firstStep() {
    const words = this.#words;
    return this.#form([this.#radios('satisfaction', words.ask, Object.keys(FACES), true)], [h('button', {}, words.send)], async (form) => {
      const satisfaction = form.elements.satisfaction.value;
      if (satisfaction) return this.#send({ satisfaction });
      form.querySelector('fieldset').setAttribute('aria-invalid', 'true');
      form.querySelector('input').focus();
      return words.choose;
    });
  }

  #secondStep() {
    const words = this.#words;
    const stop = h('button', { type: 'button' }, words.stop);
    stop.onclick = () => this.#thank();
    return this.#form([
      h('p', { class: 'name', tabindex: -1 }, words.more),
      this.#radios('clarity', words.clarity, [1, 2, 3, 4, 5]),
      h('div', {}, h('label', { class: 'name', for: 'comment' }, words.comment), h('small', { id: 'hint' }, words.hint),
        h('textarea', { id: 'comment', maxlength: 2000, autocomplete: 'off', 'aria-describedby': 'hint' })),
    ], [h('button', {}, words.complete), stop], async ({ elements }) => {
      const clarity = +elements.clarity.value || undefined;
      const comment = elements.comment.value.trim() || undefined;
      return clarity || comment ? this.#send({ clarity, comment }) : this.#thank();
    });
  }

  // #form makes a step. submit returns the sentence to say when the step has
  // to stay, nothing when another took its place.
  #form(questions, buttons, submit) {
    const alert = h('p', { role: 'alert', id: 'alert' });
    const status = h('p', { role: 'status' });
    const form = h('form', { class: 'card', novalidate: '', ...this.#tongue }, ...questions, alert, h('div', { class: 'buttons' }, ...buttons), status);
    const [send] = buttons;
    form.onchange = () => {
      alert.textContent = '';
      form.querySelector('fieldset').removeAttribute('aria-invalid');
    };
    form.onsubmit = async (event) => {
      event.preventDefault();
      if (send.hasAttribute('aria-disabled')) return;
      send.setAttribute('aria-disabled', 'true');
      alert.textContent = '';
      status.textContent = this.#words.sending;
      alert.textContent = await submit(form) || '';
      status.textContent = '';
      send.removeAttribute('aria-disabled');
    };
    return form;
  }

  #radios(name, question, values, required) {
    return h('fieldset', { role: 'radiogroup', 'aria-describedby': 'alert', ...(required && { 'aria-required': 'true' }) }, h('legend', {}, question),
      h('div', { class: 'choices' }, ...values.map((value) => h('label', {},
        ...(FACES[value] ? [face(value)] : []),
        h('input', { type: 'radio', name, value }),
        h('span', {}, this.#words[value])))));
  }

  // #send delivers the whole state so far as a new version.
  async #send(said) {
    const words = this.#words, body = this.#body;
    body.id ||= newKey();
    Object.assign(body, said).version++;
    const entry = { url: this.#home + '/api/v1/ratings', body: { ...body }, at: Date.now() };
    const safe = enqueue(entry);
    const { end, rating } = await deliver(entry);
    if (end !== LATER) dequeue(entry);
    if (end >= REFUSED) return this.#giveLink();
    if (end === LATER && !safe) return words.retry;
    this.dispatchEvent(new CustomEvent('mon-avis:sent', { bubbles: true, composed: true, detail: { version: body.version, waiting: end === LATER } }));
    if (end === LATER) return this.#say(words.later);
    this.#rating ||= rating;
    if (this.#asked) return this.#thank();
    this.#asked = true;
    this.#show(this.#secondStep());
  }

  #thank() {
    this.#say(this.#words.thanks, ...(this.#rating ? [h('small', {}, this.#words.id, ' ', h('code', {}, this.#rating))] : []));
  }

  // #giveLink shows the page's own link, or one of ours where it has none.
  #giveLink() {
    const href = this.#home + '/avis/' + encodeURIComponent(this.#body.procedure);
    this.#say(this.#words.refused, ' ', h('slot', {}, h('a', { href }, this.#words.link)));
  }

  #say(...content) {
    this.#show(h('div', { class: 'card', ...this.#tongue }, h('p', { tabindex: -1 }, ...content)));
  }

  // #show replaces what is shown and leads the focus to its beginning.
  #show(element) {
    this.shadowRoot.replaceChildren(element);
    element.querySelector('[tabindex]').focus();
  }
}

if (!customElements.get('mon-avis')) {
  customElements.define('mon-avis', MonAvis);
  addEventListener('online', flush);
  flush();
}
