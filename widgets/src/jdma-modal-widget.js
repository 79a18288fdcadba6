// SPDX-License-Identifier: MIT
//
// Stands in for the floating button that pages have carried since before the
// observatory: the same attributes on the same script tag, and our form.
//
//   data-jdma-form-url      address of the form; its host does not matter
//   data-jdma-button-image  picture of the button
//   data-jdma-button-label  what the button is called
//   data-jdma-position      bottom-right (if left out) or bottom-left
const script = document.currentScript;
const { jdmaFormUrl, jdmaButtonImage, jdmaButtonLabel = 'Je donne mon avis', jdmaPosition = 'bottom-right' } = script.dataset;

const STYLE = `
  button { font: 600 1rem/1.25 system-ui, sans-serif; cursor: pointer; }
  button:focus-visible { outline: 3px solid #3a45a8; outline-offset: 3px; }
  .open { position: fixed; inset-block-end: 1rem; inset-inline-end: 1rem; z-index: 2147483000; min-inline-size: 2.75rem; min-block-size: 2.75rem; padding: 0; color: #3a45a8; background: #fff; border: 0; border-radius: 1.5rem; }
  .open.left { inset-inline: 1rem auto; }
  .open img { display: block; max-inline-size: 60vw; }
  dialog { inline-size: min(40rem, 100vw); block-size: min(46rem, 100vh); padding: .5rem; border: 1px solid #72768f; border-radius: 1rem; box-sizing: border-box; background: Canvas; color: CanvasText; }
  dialog[open] { display: flex; flex-direction: column; gap: .5rem; }
  .close { align-self: end; min-inline-size: 2.75rem; min-block-size: 2.75rem; color: inherit; background: none; border: 1px solid currentColor; border-radius: 1.5rem; }
  iframe { flex: 1; border: 0; }
`;

function element(name, properties, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

// form is the address of the form, on the host that this script came from.
function form() {
  const { pathname, searchParams } = new URL(jdmaFormUrl, script.src);
  searchParams.set('mode', 'widget');
  return new URL(pathname + '?' + searchParams, script.src).href;
}

function show() {
  const host = element('div');
  const root = host.attachShadow({ mode: 'open' });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLE);
  root.adoptedStyleSheets = [sheet];
  const close = element('button', { className: 'close', type: 'button', textContent: '✕', ariaLabel: 'Fermer' });
  const dialog = element('dialog', { ariaLabel: jdmaButtonLabel }, close);
  const picture = jdmaButtonImage ? element('img', { src: jdmaButtonImage, alt: jdmaButtonLabel }) : jdmaButtonLabel;
  const open = element('button', { className: jdmaPosition.endsWith('left') ? 'open left' : 'open', type: 'button' }, picture);
  open.ariaHasPopup = 'dialog';
  open.onclick = () => {
    if (!dialog.querySelector('iframe')) dialog.append(element('iframe', { src: form(), title: jdmaButtonLabel }));
    dialog.showModal();
  };
  close.onclick = () => dialog.close();
  dialog.onclose = () => open.focus();
  root.append(open, dialog);
  document.body.append(host);
}

if (jdmaFormUrl) {
  if (document.body) show();
  else addEventListener('DOMContentLoaded', show);
}
