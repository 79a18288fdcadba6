// SPDX-License-Identifier: MIT
//
// Tells the page around the frame how high the frame would like to be. The
// page may listen; where it does not, the frame keeps the height that it was
// given and scrolls.
const tell = () => parent.postMessage({ 'mon-avis': 'height', height: Math.ceil(document.documentElement.getBoundingClientRect().height) }, '*');

if (parent !== window) new ResizeObserver(tell).observe(document.documentElement);
