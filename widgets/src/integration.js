// SPDX-License-Identifier: MIT
//
// The page for integrators works without script; with it, texts are copied
// with one button, and the preview has the height that it asks for.
for (const button of document.querySelectorAll('[data-copy]')) {
  const text = document.getElementById(button.dataset.copy);
  const status = button.parentElement.querySelector('[role=status]');
  button.hidden = false;
  button.onclick = async () => {
    text.select();
    try {
      await navigator.clipboard.writeText(text.value);
      status.textContent = button.dataset.done;
    } catch {
      text.focus(); // it is selected, to be copied by hand
    }
  };
}

const preview = document.querySelector('.preview');
addEventListener('message', ({ source, data }) => {
  if (preview?.contentWindow === source && data?.['mon-avis'] === 'height') preview.height = Math.min(data.height, 2000);
});
