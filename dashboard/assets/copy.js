// Gives every line that is to be quoted a button that copies it. Without this
// script, or where a page may not write to the clipboard, the line is there to
// be marked by hand.
for (const box of document.querySelectorAll('[data-copy]')) {
  if (!navigator.clipboard) break;
  const button = document.createElement('button');
  const said = document.createElement('span');
  button.type = 'button';
  button.textContent = box.dataset.copy;
  said.setAttribute('role', 'status');
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(box.querySelector('code').textContent);
    said.textContent = box.dataset.copied;
    setTimeout(() => { said.textContent = ''; }, 4000);
  });
  box.append(button, said);
}
