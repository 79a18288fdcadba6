// SPDX-License-Identifier: MIT
//
// The queue holds what was sent and not acknowledged: [{url, body, at}]. It is
// the only thing that is ever kept on a device, and never before "Send".

// How a delivery can end: acknowledged, to be tried again, refused by the
// server, or blocked by the policy of the host page.
export const KEPT = 0, LATER = 1, REFUSED = 2, BLOCKED = 3;

const NAME = 'mon-avis', LONGEST = 20, WEEK = 6048e5; // ms
const TIMEOUT = 15000, PAUSE = 60000; // ms

function read() {
  try {
    return JSON.parse(localStorage[NAME]).filter(({ at, body }) => body.id && Date.now() - at < WEEK);
  } catch {
    return [];
  }
}

function write(entries) {
  try {
    if (entries.length) localStorage[NAME] = JSON.stringify(entries.slice(-LONGEST));
    else localStorage.removeItem(NAME);
    return true;
  } catch {
    return false;
  }
}

// A later version holds the whole of an earlier one and takes its place.
// Storage may be forbidden: enqueue says whether the entry is safe there.
export const enqueue = (entry) => write([...read().filter(({ body }) => body.id !== entry.body.id), entry]);
export const dequeue = ({ body: { id, version } }) => write(read().filter(({ body }) => body.id !== id || body.version > version));

// post sends text/plain, which needs no preflight, and outlives the page.
export const post = (url, body) => fetch(url, {
  method: 'POST',
  body: JSON.stringify(body),
  headers: { 'Content-Type': 'text/plain;charset=UTF-8' },
  credentials: 'omit',
  referrerPolicy: 'origin',
  keepalive: true,
  signal: AbortSignal.timeout?.(TIMEOUT),
});

// deliver posts one entry. A host page whose policy forbids it reports a
// violation just after the failure.
export async function deliver({ url, body }) {
  let end = LATER, rating;
  const watch = ({ disposition, effectiveDirective, blockedURI }) => {
    if (disposition === 'enforce' && effectiveDirective === 'connect-src' && url.startsWith(blockedURI)) end = BLOCKED;
  };
  document.addEventListener('securitypolicyviolation', watch);
  try {
    const answer = await post(url, body);
    if (answer.ok) {
      ({ rating } = await answer.json()); // an answer that did not arrive whole acknowledges nothing
      end = KEPT;
    } else if (answer.status < 500 && ![408, 425, 429].includes(answer.status)) {
      end = REFUSED;
    }
  } catch {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  document.removeEventListener('securitypolicyviolation', watch);
  return { end, rating };
}

// waiting holds, by key, what is to be told when an entry is acknowledged.
export const waiting = new Map();

// retry flushes once in a minute's time.
let timer;
export const retry = () => {
  clearTimeout(timer);
  timer = setTimeout(flush, PAUSE);
};

// flush sends what waited, oldest first, stops where the network does, and
// tries again later.
let flushing;
export async function flush() {
  if (flushing) return;
  flushing = true;
  const entries = read();
  write(entries);
  for (const entry of entries) {
    const { end, rating } = await deliver(entry);
    if (end === LATER || end === BLOCKED) {
      if (end === LATER) retry();
      break;
    }
    dequeue(entry);
    if (end === KEPT) waiting.get(entry.body.id)?.(rating);
  }
  flushing = false;
}
