// Bundles the dashboard's script and style sheet into web/dist/, which Go embeds:
// file names that carry a hash of the content, each file also compressed, a
// manifest (name → file, integrity), and the licences of what is bundled.
// Run it from the top of the work tree: node dashboard/build.mjs
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const here = path.dirname(fileURLToPath(import.meta.url));
const top = path.dirname(here);
const dist = path.join(top, 'web', 'dist');
const source = (name) => path.join(here, 'assets', name);

const common = {
  bundle: true, minify: true, metafile: true, write: false, outdir: dist, absWorkingDir: top,
  charset: 'utf8', legalComments: 'none', logLevel: 'warning',
  define: { 'process.env.NODE_ENV': '"production"' },
};

/**
 * What browsers load. ECharts is built first: charts.js imports it under the
 * name that its content gives it, and only when a chart comes into view.
 */
async function bundlePages() {
  const browser = {
    ...common, entryNames: '[name]-[hash]', format: 'esm', target: ['chrome109', 'firefox115', 'safari16'],
    banner: { js: '/* Licences of the bundled packages: LICENSES.txt */' },
  };
  const vendor = await build({ ...browser, entryPoints: { vendor: source('vendor.js') } });
  const address = './' + path.basename(vendor.outputFiles[0].path);
  const lazily = {
    name: 'lazily',
    setup: ({ onResolve }) => onResolve({ filter: /^\.\/vendor\.js$/ }, () => ({ path: address, external: true })),
  };
  const entryPoints = { app: source('app.css'), charts: source('charts.js'), copy: source('copy.js') };
  return [vendor, await build({ ...browser, entryPoints, plugins: [lazily] })];
}

/** What the server runs to draw the same charts as pictures; nobody downloads it. */
function bundleServer() {
  return build({ ...common, entryPoints: { ssr: source('ssr.js') }, format: 'iife', globalName: 'charts', target: 'es2017' });
}

/** The texts that the licences of the packages in these bundles ask to be kept. */
async function licences(bundles) {
  const inputs = bundles.flatMap(({ metafile }) => Object.keys(metafile.inputs));
  const packages = new Set(inputs.map((file) => file.match(/^node_modules\/((?:@[^/]+\/)?[^/]+)/)?.[1]).filter(Boolean));
  const texts = [];
  for (const name of [...packages].sort()) {
    const folder = path.join(top, 'node_modules', name);
    const { version, license } = JSON.parse(await readFile(path.join(folder, 'package.json'), 'utf8'));
    const files = await licenceFiles(folder);
    if (files.length === 0) throw new Error(`${name} ${version} has no licence file: do not bundle it`);
    const bodies = await Promise.all(files.map((file) => readFile(file, 'utf8')));
    texts.push(`${name} ${version} (${license})\n\n${bodies.map((body) => body.trim()).join('\n\n')}\n`);
  }
  return Buffer.from(texts.join(`\n${'='.repeat(78)}\n\n`));
}

/** A package keeps these texts at its top or in a folder licenses/. */
async function licenceFiles(folder) {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => entry.isFile() && /^(licen[cs]e|notice|copyright)/i.test(entry.name))
    .map((entry) => path.join(entry.parentPath, entry.name))
    .filter((file) => /^(licenses\/)?[^/]+$/.test(path.relative(folder, file)))
    .sort();
}

/** Empties dist/, but for the file that keeps the folder in the repository. */
async function clean() {
  await mkdir(dist, { recursive: true });
  const old = (await readdir(dist)).filter((file) => file !== '.gitkeep');
  await Promise.all(old.map((file) => rm(path.join(dist, file), { recursive: true })));
}

/** Writes a file as it is and compressed, and returns what the manifest says of it. */
async function publish(file, content) {
  await writeFile(path.join(dist, file), content);
  await writeFile(path.join(dist, file + '.br'), brotliCompressSync(content));
  await writeFile(path.join(dist, file + '.gz'), gzipSync(content, { level: 9 }));
  return { file, integrity: 'sha384-' + createHash('sha384').update(content).digest('base64') };
}

const [pages, server] = await Promise.all([bundlePages(), bundleServer()]);
const notices = await licences([...pages, server]);
await clean();

const manifest = {};
for (const { path: name, contents } of pages.flatMap((bundle) => bundle.outputFiles)) {
  const file = path.basename(name);
  manifest[file.replace(/-[A-Z0-9]{8}\./, '.')] = await publish(file, contents);
}
const digest = createHash('sha256').update(notices).digest('hex').slice(0, 8).toUpperCase();
manifest['LICENSES.txt'] = await publish(`LICENSES-${digest}.txt`, notices);
await writeFile(path.join(dist, 'ssr.js'), server.outputFiles[0].contents);
await writeFile(path.join(dist, 'manifest.json'), JSON.stringify(manifest, null, 2) + '\n');
