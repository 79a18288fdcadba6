// Builds the embeddable script: node widgets/build.mjs
//
// It writes dist/mon-avis.js and dist/manifest.json, and fails when the
// script weighs more than its budget. The words come from the messages that
// the hosted form uses.
import { createHash } from 'node:crypto';
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import * as esbuild from 'esbuild';

const VERSION = '1.0.0';
const FILE = 'mon-avis.js';
const BUDGET = 5000; // bytes, gzip

// What the script says, by its short names.
const WORDS = {
  dir: 'direction',
  ask: 'satisfaction.question',
  bad: 'satisfaction.bad',
  medium: 'satisfaction.medium',
  good: 'satisfaction.good',
  clarity: 'clarity.question',
  1: 'clarity.1',
  2: 'clarity.2',
  3: 'clarity.3',
  4: 'clarity.4',
  5: 'clarity.5',
  more: 'widget.more',
  comment: 'comment.question',
  hint: 'widget.comment.hint',
  send: 'widget.send',
  complete: 'widget.complete',
  stop: 'widget.stop',
  choose: 'widget.choose',
  sending: 'widget.sending',
  thanks: 'widget.thanks',
  id: 'widget.id',
  later: 'widget.later',
  retry: 'widget.retry',
  refused: 'widget.refused',
  link: 'widget.link',
};

const at = (path) => new URL(path, import.meta.url);

// messages gathers the script's words in every language there is.
async function messages() {
  const all = {};
  for (const file of (await readdir(at('messages/'))).sort()) {
    const texts = JSON.parse(await readFile(at('messages/' + file), 'utf8'));
    all[file.slice(0, -5)] = Object.fromEntries(Object.entries(WORDS).map(([name, key]) => {
      if (!(key in texts)) throw new Error(`messages/${file} has no message "${key}"`);
      return [name, texts[key]];
    }));
  }
  return all;
}

// words gives the script its messages as a module, and its style sheet as a
// minified text.
const words = {
  name: 'words',
  setup(build) {
    build.onResolve({ filter: /^messages$/ }, () => ({ path: 'messages', namespace: 'words' }));
    build.onLoad({ filter: /.*/, namespace: 'words' }, async () => ({ contents: JSON.stringify(await messages()), loader: 'json' }));
    build.onLoad({ filter: /\.css$/ }, async ({ path }) => {
      const { code } = await esbuild.transform(await readFile(path, 'utf8'), { loader: 'css', minify: true });
      return { contents: code.trim(), loader: 'text' };
    });
  },
};

const { outputFiles: [script] } = await esbuild.build({
  entryPoints: [at('src/mon-avis.js').pathname],
  bundle: true,
  minify: true,
  write: false,
  format: 'esm',
  target: 'es2022',
  charset: 'utf8',
  legalComments: 'inline',
  banner: { js: `/*! mon-avis ${VERSION} | MIT | Copyright (c) 2026 The observatory's authors */` },
  plugins: [words],
});

const code = script.contents;
const gzip = gzipSync(code, { level: 9 }).length;
console.log(`${FILE} ${VERSION}: ${code.length} bytes, ${gzip} gzip (at most ${BUDGET})`);
if (gzip > BUDGET) {
  console.error(`${FILE} is ${gzip - BUDGET} bytes over its budget`);
  process.exit(1);
}
const integrity = 'sha384-' + createHash('sha384').update(code).digest('base64');
await mkdir(at('dist/'), { recursive: true });
await writeFile(at('dist/' + FILE), code);
await writeFile(at('dist/manifest.json'), JSON.stringify({ version: VERSION, file: FILE, integrity, bytes: code.length, gzip }, null, 2) + '\n');
