// Builds the embeddable script: node widgets/build.mjs
//
// It writes into dist/ the script, its parts (one per other language, the
// later steps in every language) and manifest.json, which are one version; into
// dist/page/ the scripts of our own pages, which have none. It fails when
// something weighs more than its budget, or is not what was released under its
// version. The words come from the messages that the hosted form uses. With
// --release it also copies the version into released/, for ever.
import { createHash } from 'node:crypto';
import { copyFile, mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import * as esbuild from 'esbuild';

const VERSION = '1.0.0';
const SCRIPT = 'mon-avis.js';
const BUDGET = 5000; // bytes, gzip: all that loads before the first answer
const PART = 3000; // bytes, gzip: each part that loads on demand
const HOME = 'fr'; // the language that the script itself speaks

// What the script says, by its short names.
const FIRST = {
  dir: 'direction',
  note: 'unreviewed',
  ask: 'satisfaction.question',
  bad: 'satisfaction.bad',
  medium: 'satisfaction.medium',
  good: 'satisfaction.good',
  send: 'widget.send',
  choose: 'widget.choose',
  sending: 'widget.sending',
  thanks: 'widget.thanks',
  id: 'widget.id',
  later: 'widget.later',
  retry: 'widget.retry',
  refused: 'widget.refused',
  link: 'widget.link',
};

// What the later steps say.
const LATER = {
  more: 'widget.more',
  progress: 'form.progress',
  continue: 'form.continue',
  finish: 'form.finish',
  stop: 'widget.stop',
  outcome: 'outcome.question',
  ...answers('outcome', ['done', 'not_eligible', 'gave_up', 'error']),
  clarity: 'clarity.question',
  ...answers('clarity', [1, 2, 3, 4, 5]),
  help: 'help.question',
  ...answers('help', ['counter', 'phone', 'email', 'chat', 'relative', 'association', 'websites', 'aidant', 'other', 'none']),
  wrong: 'error.help',
  reached: 'reached.question',
  ...answers('reached', ['yes', 'no']),
  quality: 'quality.question',
  ...answers('quality', [1, 2, 3, 4, 5]),
  other: 'other.question',
  otherHint: 'other.hint',
  comment: 'comment.question',
  hint: 'widget.comment.hint',
};

function answers(question, codes) {
  return Object.fromEntries(codes.map((code) => [`${question}-${code}`, `${question}.${code}`]));
}

const at = (path) => new URL(path, import.meta.url);

// messages are the texts of every language, by its code.
const messages = {};
for (const file of (await readdir(at('messages/'))).sort()) {
  if (!/^[a-z]+\.json$/.test(file)) continue; // those of one page
  messages[file.slice(0, -5)] = JSON.parse(await readFile(at('messages/' + file), 'utf8'));
}
const others = Object.keys(messages).filter((lang) => lang !== HOME);

// choose returns the texts that were named, in one language.
function choose(names, lang) {
  const chosen = {};
  for (const [name, key] of Object.entries(names)) {
    if (!(key in messages[lang])) throw new Error(`messages/${lang}.json has no message "${key}"`);
    if (messages[lang][key]) chosen[name] = messages[lang][key];
  }
  return chosen;
}

// bundle builds one file. It may import its words, and style sheets as
// minified texts.
async function bundle(file, entry, words = {}) {
  const imports = {
    name: 'imports',
    setup(build) {
      build.onResolve({ filter: /^words/ }, ({ path }) => ({ path, namespace: 'words' }));
      build.onLoad({ filter: /.*/, namespace: 'words' }, () => ({ contents: JSON.stringify(words), loader: 'json' }));
      build.onLoad({ filter: /\.css$/ }, async ({ path }) => {
        const { code } = await esbuild.transform(await readFile(path, 'utf8'), { loader: 'css', minify: true });
        return { contents: code.trim(), loader: 'text' };
      });
    },
  };
  const { outputFiles: [output] } = await esbuild.build({
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    ...entry,
    target: 'es2022',
    charset: 'utf8',
    define: { VERSION: JSON.stringify(VERSION), LANGUAGES: JSON.stringify(others) },
    banner: { js: `/*! ${file.replace('.js', '')} ${VERSION} | MIT${entry === wordsAlone ? '' : ' | Copyright (c) 2026 The observatory\'s authors'} */` },
    plugins: [imports],
  });
  const code = Buffer.from(output.contents);
  return { file, code, gzip: gzipSync(code, { level: 9 }).length };
}

const source = (name) => ({ entryPoints: [at('src/' + name).pathname] });
const wordsAlone = { stdin: { contents: "export { default } from 'words';", resolveDir: at('.').pathname } };

const script = await bundle(SCRIPT, source(SCRIPT), choose(FIRST, HOME));
const languages = await Promise.all(others.map((lang) => bundle(`${lang}.js`, wordsAlone, choose(FIRST, lang))));
const steps = await Promise.all(Object.keys(messages).map((lang) => bundle(`steps-${lang}.js`, source('steps.js'), choose(LATER, lang))));
const around = await Promise.all([
  bundle('frame.js', source('frame.js')),
  bundle('integration.js', source('integration.js')),
  bundle('jdma-modal-widget.js', { ...source('jdma-modal-widget.js'), format: 'iife' }), // no module on the pages that carry it
]);

// weigh prints what a file weighs and says whether it may.
function weigh({ file, code, gzip }, budget, beside = 0) {
  const most = budget ? ` (at most ${budget}${beside ? `, with ${SCRIPT}: ${gzip + beside}` : ''})` : '';
  console.log(`${file} ${VERSION}: ${code.length} bytes, ${gzip} gzip${most}`);
  return !budget || gzip + beside <= budget;
}
const light = [
  weigh(script, BUDGET),
  ...languages.map((part) => weigh(part, BUDGET, script.gzip)),
  ...steps.map((part) => weigh(part, PART)),
  ...around.map((part) => weigh(part)),
];
if (light.includes(false)) {
  console.error('the script or a part of it is over its budget');
  process.exit(1);
}

// What was released is never built anew with other bytes.
for (const { file, code } of [script, ...languages, ...steps]) {
  const before = await readFile(at(`released/${VERSION}/${file}`)).catch(() => undefined);
  if (before && !before.equals(code)) {
    console.error(`${file} is not what was released as ${VERSION}: raise VERSION in widgets/build.mjs`);
    process.exit(1);
  }
}

await mkdir(at('dist/'), { recursive: true });
for (const old of await readdir(at('dist/'))) if (old !== '.gitkeep') await rm(at('dist/' + old), { recursive: true });
await mkdir(at('dist/page/'));
for (const { file, code } of around) await writeFile(at('dist/page/' + file), code);
const files = {};
for (const { file, code, gzip } of [script, ...languages, ...steps]) {
  await writeFile(at('dist/' + file), code);
  files[file] = { integrity: 'sha384-' + createHash('sha384').update(code).digest('base64'), bytes: code.length, gzip };
}
await writeFile(at('dist/manifest.json'), JSON.stringify({ version: VERSION, script: SCRIPT, files }, null, 2) + '\n');
console.log(`integrity="${files[SCRIPT].integrity}"`);
if (process.argv.includes('--release')) {
  await mkdir(at(`released/${VERSION}/`)); // fails when it was released
  for (const file of [...Object.keys(files), 'manifest.json']) await copyFile(at('dist/' + file), at(`released/${VERSION}/${file}`));
  console.log(`released/${VERSION}/ is to be committed, with its lines of released.sum: go test ./widgets -run Released -update`);
}
