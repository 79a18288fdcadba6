// SPDX-License-Identifier: MIT
//
// <mon-avis procedure="…"> asks on any page how a procedure went. Around its
// fallback link it shows one question, sends the answer at once, then offers
// the others. It sets no cookie and keeps nothing before "Send"; afterwards
// only what waits for the network, and not for longer than a week.
//
// French and the first question are here. Other languages, and the later
// steps, are parts that are fetched from beside this script when they are
// needed.
//
// Attributes: procedure (required), button, outcome, channel, source, lang,
// theme (light or dark), token, endpoint. What they say when the first answer
// is sent counts, as frameworks may set them late; another procedure begins
// anew. Event: mon-avis:sent, whose detail tells the version sent and whether
// it waits, never the answers.
import french from 'words/fr';
import { choices, h } from './elements.js';
import { newKey } from './key.js';
import css from './mon-avis.css';
import { BLOCKED, KEPT, LATER, REFUSED, deliver, dequeue, enqueue, flush, post, retry, waiting } from './queue.js';

const HERE = import.meta.url;
const HOME = new URL(HERE).origin;

// part fetches a part of the very version of this script.
const part = (name) => import(new URL(`../${VERSION}/${name}.js`, HERE).href);

// Where script style sheets are not known this throws: the element is then
// never defined, and the link stays.
const adopt = (text) => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(text);
  return sheet;
};
const sheet = adopt(css);

// The steps on the way to a rating, which are counted.
const WAY = ['offered', 'seen', 'opened', 'started'];

let blocked; // by the policy of this page

class MonAvis extends HTMLElement {
  static observedAttributes = ['procedure'];

  #words; // in the language of the page
  #tongue; // the attributes that tell it
  #home; // where ratings go
  #body; // what was said so far
  #rating; // the id of the rating, once acknowledged
  #way = 0; // how much of WAY was walked
  #told = 0; // how much of it was told

  async connectedCallback() {
    if (this.#words || !this.getAttribute('procedure')) return;
    this.#words = french;
    let lang = (this.closest('[lang]')?.lang || document.documentElement.lang || navigator.language).slice(0, 2).toLowerCase();
    try {
      this.#words = LANGUAGES.includes(lang) ? (await part(lang)).default : french;
    } catch {
      // French is better than nothing.
    }
    if (this.#words === french) lang = 'fr';
    this.#tongue = { lang, dir: this.#words.dir };
    const root = this.attachShadow({ mode: 'open', delegatesFocus: true });
    root.adoptedStyleSheets = [sheet];
    root.addEventListener('focusin', () => this.#walk(3));
    root.addEventListener('change', () => this.#walk(4));
    document.addEventListener('visibilitychange', () => document.hidden && this.#count());
    this.#begin();
  }

  attributeChangedCallback(name, before, now) {
    if (!this.shadowRoot) return this.isConnected && this.connectedCallback();
    if (!now || before === now) return;
    this.#count();
    this.#begin();
  }

  // #begin asks the first question.
  #begin() {
    this.#body = { version: 0, instrument: 'avis-1', source: 'button', lang: this.#tongue.lang };
    this.#rating = '';
    this.#way = this.#told = 0;
    this.#read();
    this.shadowRoot.replaceChildren(this.#firstStep());
    this.#walk(1);
    new IntersectionObserver((entries, observer) => {
      if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
      this.#walk(2);
      observer.disconnect();
    }, { threshold: .5 }).observe(this);
  }

  // #read takes over what the page says.
  #read() {
    this.#home = this.getAttribute('endpoint')?.replace(/\/$/, '') || HOME;
    for (const name of ['procedure', 'outcome', 'channel', 'button', 'token', 'source']) this.#body[name] = this.getAttribute(name) || this.#body[name];
  }

  #walk(steps) { this.#way = Math.max(this.#way, steps); }

  // #count tells how far citizens came since it was last told: one message for
  // a page that is left once.
  #count() {
    const events = WAY.slice(this.#told, this.#way).map((step) => [step, 1]);
    const { procedure, button } = this.#body;
    if (this.inert || blocked || !events[0]) return;
    this.#told = this.#way;
    post(this.#home + '/api/v1/events', { procedure, button, events: Object.fromEntries(events) }).catch(() => {});
  }

  #firstStep() {
    const words = this.#words;
    return this.#form([
      choices('satisfaction', words.ask, [['bad', words.bad], ['medium', words.medium], ['good', words.good]], { role: 'radiogroup', 'aria-required': 'true' }),
      ...(words.note ? [h('small', {}, words.note)] : []),
    ], [h('button', {}, words.send)], async (form) => {
      const satisfaction = form.elements.satisfaction.value, said = this.#body;
      if (!satisfaction) return words.choose;
      const steps = part('steps-' + this.#tongue.lang).catch(() => {});
      if (!said.version) this.#read();
      return this.#send({ satisfaction }, async () => {
        const later = (await steps)?.default;
        if (said !== this.#body) return;
        if (!later) return this.#thank();
        this.shadowRoot.adoptedStyleSheets = [sheet, adopt(later.css)];
        later({ h, choices, said, form: this.#form, send: this.#send, show: this.#show, thank: this.#thank });
      });
    });
  }

  // #form makes a step. submit returns the sentence to say when the step has
  // to stay, nothing when another took its place.
  #form = (questions, buttons, submit) => {
    const alert = h('p', { role: 'alert', id: 'alert' });
    const status = h('p', { role: 'status' });
    const form = h('form', { class: 'card', novalidate: '', autocomplete: 'off', ...this.#tongue }, ...questions, alert, h('div', { class: 'buttons' }, ...buttons), status);
    const [send] = buttons;
    const wrong = form.querySelector('fieldset');
    form.onchange = () => {
      alert.textContent = '';
      wrong?.removeAttribute('aria-invalid');
    };
    // The second click of a double click is not for the step that came between.
    form.onclick = (event) => {
      if (event.detail > 1 && event.target.matches('button')) event.preventDefault();
    };
    form.onsubmit = async (event) => {
      event.preventDefault();
      if (send.hasAttribute('aria-disabled')) return;
      send.setAttribute('aria-disabled', 'true');
      alert.textContent = '';
      status.textContent = this.#words.sending;
      const before = this.#body.version;
      alert.textContent = await submit(form) || '';
      status.textContent = '';
      send.removeAttribute('aria-disabled');
      if (!alert.textContent || this.#body.version > before) return;
      wrong.setAttribute('aria-invalid', 'true');
      wrong.querySelector('input').focus();
    };
    return form;
  };

  // #send delivers the whole state so far as a new version, and goes on with
  // next once it is kept.
  #send = async (said, next) => {
    const words = this.#words, body = this.#body;
    body.id ||= newKey();
    Object.assign(body, said).version++;
    const entry = { url: this.#home + '/api/v1/ratings', body: { ...body }, at: Date.now() };
    const safe = enqueue(entry);
    const { end, rating } = await deliver(entry);
    if (end !== LATER) dequeue(entry);
    if (body !== this.#body) return; // the page went on to another procedure
    if (end >= REFUSED) {
      blocked ||= end === BLOCKED;
      return this.#rating ? this.#thank() : this.#giveLink();
    }
    if (end === LATER && !safe) return words.retry;
    this.#tell(end === LATER);
    if (end === KEPT) {
      this.#rating ||= rating;
      return next();
    }
    waiting.set(body.id, (rating) => {
      if (body !== this.#body) return;
      this.#rating ||= rating;
      this.#tell(false);
      this.#thank();
    });
    retry();
    this.#say(words.later);
  };

  #tell(waits) {
    this.dispatchEvent(new CustomEvent('mon-avis:sent', { bubbles: true, composed: true, detail: { version: this.#body.version, waiting: waits } }));
  }

  #thank = () => {
    this.#say(this.#words.thanks, ...(this.#rating ? [h('small', {}, this.#words.id, ' ', h('code', {}, this.#rating))] : []));
  };

  // #giveLink shows the page's own link, or one of ours where it has none.
  #giveLink() {
    const href = this.#home + '/avis/' + encodeURIComponent(this.#body.procedure);
    this.#say(this.#words.refused, ' ', h('slot', {}, h('a', { href }, this.#words.link)));
  }

  // #say shows a message in the place of the step, or of another message.
  #say(...content) {
    const shown = this.shadowRoot.querySelector('p[tabindex][role]');
    if (shown) return shown.replaceChildren(...content);
    this.#show(h('div', { class: 'card', ...this.#tongue }, h('p', { tabindex: -1, role: 'status' }, ...content)));
  }

  // #show replaces what is shown and leads the focus to its beginning.
  #show = (element) => {
    this.shadowRoot.replaceChildren(element);
    element.querySelector('[tabindex]').focus();
  };
}

if (!customElements.get('mon-avis')) {
  customElements.define('mon-avis', MonAvis);
  addEventListener('online', flush);
  flush();
}
