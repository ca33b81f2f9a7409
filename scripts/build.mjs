/**
 * Builds what cannot run as it is: the window (`dist/renderer`) and the desktop app's main and preload scripts
 * (`dist/desktop`). `node scripts/build.mjs [--renderer] [--desktop]`; without a flag, both. Parts whose sources did not
 * change are left alone, unless `--force`.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureNode24, root } from './ensure.mjs';

/** What each part is made of and where it goes. */
const PARTS = {
  renderer: { title: 'the window', sources: ['renderer', 'shared'], out: join(root, 'dist', 'renderer') },
  desktop: { title: 'the desktop app', sources: ['main', 'preload', 'shared'], out: join(root, 'dist', 'desktop') },
};

/** Every source file below a folder, in a fixed order. */
function* filesIn(dir) {
  if (!existsSync(dir)) return;
  for (const entry of readdirSync(dir, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(dir, entry.name);
    if (entry.isDirectory()) yield* filesIn(path);
    else if (entry.isFile()) yield path;
  }
}

/** A mark of everything that goes into a part. By content: a checkout changes times, not what is built. */
function markOf({ sources }) {
  const hash = createHash('sha256');
  const files = [
    ...sources.flatMap((source) => [...filesIn(join(root, source))]),
    join(root, 'package-lock.json'),
    fileURLToPath(import.meta.url),
  ];
  for (const file of files)
    hash
      .update(`${relative(root, file)}\0`)
      .update(readFileSync(file))
      .update('\0');
  return hash.digest('hex');
}

const stampOf = (out) => join(out, '.built');
const isFresh = (part, mark) => existsSync(stampOf(part.out)) && readFileSync(stampOf(part.out), 'utf8') === mark;

/**
 * Builds a part beside the old one and puts it in its place when it is whole, so that a host that serves it meanwhile, or a
 * second build at the same time, never sees half of it.
 */
async function renew(part, make) {
  const next = `${part.out}.${process.pid}.new`;
  try {
    const mark = markOf(part);
    mkdirSync(dirname(part.out), { recursive: true });
    await make(next);
    writeFileSync(stampOf(next), mark);
    put(next, part.out, () => isFresh(part, mark));
  } finally {
    rmSync(next, { recursive: true, force: true });
  }
}

/** How often another build may come between moving the old one away and moving the new one in. */
const TRIES = 5;

/** Puts a folder in the place of another. When someone else was quicker with the same content, theirs stays. */
function put(next, place, isThere) {
  const old = `${place}.${process.pid}.old`;
  for (let left = TRIES; ; left--) {
    try {
      if (existsSync(place)) renameSync(place, old);
      renameSync(next, place);
      return;
    } catch (error) {
      if (isThere()) return;
      if (left === 0) throw error;
    } finally {
      rmSync(old, { recursive: true, force: true });
    }
  }
}

async function buildRenderer(out) {
  const { build } = await import('vite');
  await build({
    configFile: join(root, 'renderer', 'vite.config.ts'),
    root: join(root, 'renderer'),
    logLevel: 'warn',
    build: { outDir: out, emptyOutDir: true },
  });
}

/**
 * Modules that stay outside the bundle: Electron's own, those that carry a binary, and the QuickBooks library, whose axios
 * must be the very copy it was installed with.
 */
const OUTSIDE = ['electron', 'better-sqlite3', 'keytar', 'node-quickbooks', 'axios'];

async function buildDesktop(out) {
  const { build } = await import('vite');
  const { contract } = await import('../shared/contract/index.ts');
  const common = {
    configFile: false,
    root,
    logLevel: 'warn',
    publicDir: false,
    ssr: { noExternal: true, external: OUTSIDE },
  };
  const bundle = (entry, file, format) => ({
    ssr: join(root, entry),
    outDir: out,
    emptyOutDir: false,
    minify: false,
    sourcemap: true,
    target: 'esnext',
    rolldownOptions: { output: { format, entryFileNames: file, codeSplitting: false } },
  });
  await build({ ...common, build: bundle('main/hosts/electron/main.ts', 'main.mjs', 'esm') });
  // What runs in a thread of its own is a file of its own, beside the one that begins it.
  await build({ ...common, build: bundle('main/adapters/table-worker.ts', 'table-worker.mjs', 'esm') });
  await build({
    ...common,
    // The keyhole's list of names, without the schemas behind them: a sandboxed preload should be small.
    define: {
      OPERATION_NAMES: JSON.stringify(Object.keys(contract)),
      APP_VERSION: JSON.stringify(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version),
    },
    build: bundle('preload/index.ts', 'preload.cjs', 'cjs'),
  });
  // The packager's only picture; it makes the formats of each system from it.
  const { appIconPng } = await import('../main/hosts/electron/icon/marks.ts');
  const icons = join(root, 'dist', 'icons');
  mkdirSync(icons, { recursive: true });
  writeFileSync(join(icons, 'icon.png'), appIconPng(1024));
}

const MAKERS = { renderer: buildRenderer, desktop: buildDesktop };

/**
 * Builds the named parts where they are missing or older than their sources.
 *
 * @param {('renderer' | 'desktop')[]} names
 * @param {{ force?: boolean, say?: (text: string) => void }} [options]
 */
export async function ensureBuilt(names, { force = false, say = (text) => process.stderr.write(`${text}\n`) } = {}) {
  for (const name of names) {
    const part = PARTS[name];
    if (!force && isFresh(part, markOf(part))) continue;
    say(`Building ${part.title} …`);
    await renew(part, MAKERS[name]);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  ensureNode24(fileURLToPath(import.meta.url));
  const flags = process.argv.slice(2);
  const wanted = Object.keys(PARTS).filter((name) => flags.includes(`--${name}`));
  await ensureBuilt(wanted.length > 0 ? wanted : Object.keys(PARTS), { force: flags.includes('--force') });
}
