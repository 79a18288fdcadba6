// SPDX-License-Identifier: MIT
//
// The later steps of <mon-avis>, with their words in one language: how clear it
// was, where help was sought, what the help was worth, a word to add. Each may
// be passed; each is sent when it is answered.
import words from 'words';
import css from './steps.css';

const STEPS = 4;
const ADMINISTRATION = ['counter', 'phone', 'email', 'chat'];

// from lists the answers whose words begin with a prefix, in their order.
const from = (prefix) => Object.entries(words).filter(([key]) => key.startsWith(prefix)).map(([key, word]) => [key.slice(prefix.length), word]);

// steps shows the first of them. Its argument is the element that asks: what
// was said so far, and how to make, show and send a step.
export default function steps({ h, choices, said, form, send, show, thank }) {
  // step shows one; read returns what was answered, undefined where nothing
  // was, and wrong the sentence about what is wrong with it.
  const step = (number, questions, read, next, wrong = () => {}) => {
    const last = number === STEPS;
    const stop = h('button', { type: 'button' }, words.stop);
    stop.onclick = ({ detail }) => detail > 1 || thank();
    show(form([
      h('p', { class: 'name', tabindex: -1 }, number === 2 ? words.more + ' ' : '', h('small', {}, words.progress.replace('%d', number).replace('%d', STEPS))),
      ...questions,
    ], [h('button', {}, last ? words.finish : words.continue), stop], async ({ elements }) => {
      const answered = Object.entries(read(elements)).filter(([, answer]) => answer);
      return wrong(Object.fromEntries(answered)) || (answered.length ? send(Object.fromEntries(answered), next) : next());
    }));
  };

  const field = (name, label, hint, input) => h('div', {}, h('label', { class: 'name', for: name }, label), h('small', { id: name + '-hint' }, hint), input);
  const ticked = (channel) => said.help?.some((help) => help.channel === channel);

  const clarity = () => step(2, [
    ...(said.outcome ? [] : [choices('outcome', words.outcome, from('outcome-'))]),
    choices('clarity', words.clarity, from('clarity-')),
  ], ({ outcome, clarity }) => ({ outcome: outcome?.value, clarity: +clarity.value }), help);

  const help = () => step(3, [choices('help', words.help, from('help-'), {}, 'checkbox')], ({ help }) => {
    const channels = [...help].filter((box) => box.checked).map((box) => ({ channel: box.value }));
    return { help: channels.length && channels };
  }, () => contact(ADMINISTRATION.filter(ticked)), ({ help = [] }) => help.length > 1 && help.some(({ channel }) => channel === 'none') && words.wrong);

  // contact asks about one channel of the administration at a time.
  const contact = ([channel, ...others]) => {
    if (!channel) return comment();
    step(3, [
      h('p', { class: 'name' }, words['help-' + channel]),
      choices('reached', words.reached, from('reached-')),
      choices('quality', words.quality, from('quality-')),
    ], ({ reached, quality }) => {
      const answer = {};
      if (reached.value) answer.reached = reached.value === 'yes';
      if (quality.value && answer.reached !== false) answer.quality = +quality.value;
      return { help: Object.keys(answer).length && said.help.map((help) => help.channel === channel ? { channel, ...answer } : help) };
    }, () => contact(others));
  };

  const comment = () => step(STEPS, [
    ...(ticked('other') ? [field('other', words.other, words.otherHint, h('input', { id: 'other', maxlength: 200, 'aria-describedby': 'other-hint' }))] : []),
    field('comment', words.comment, words.hint, h('textarea', { id: 'comment', maxlength: 2000, 'aria-describedby': 'comment-hint' })),
  ], ({ other, comment }) => ({ help_other_text: other?.value.trim(), comment: comment.value.trim() }), thank);

  clarity();
}
steps.css = css;
