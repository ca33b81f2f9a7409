import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { importBreaks } from '../../boundaries/check.ts';
import { findingsIn } from '../../boundaries/globals.ts';

describe('imports between rooms', () => {
  let root = '';
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'plumbline-rooms-'));
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  const put = (file: string, text: string) => {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  };
  const broken = async () => (await importBreaks(root, ['main', 'shared'])).map((line) => line.split(':')[0]);

  test('a tidy tree passes', async () => {
    put('shared/words.ts', "export const word = 'plumb';\n");
    put('main/core/plan.ts', "import { word } from '../../shared/words.ts';\nexport const plan = word;\n");
    expect(await broken()).toEqual([]);
  });

  test.each([
    [
      'core reaching for node',
      'main/core/bad.ts',
      "import { readFileSync } from 'node:fs';\nexport const x = readFileSync;\n",
      'core-node',
    ],
    [
      'core reaching for the engine',
      'main/core/bad.ts',
      "import type { Run } from '../engine/run.ts';\nexport type X = Run;\n",
      'core-rooms',
    ],
    [
      'the engine reaching for an entity',
      'main/engine/bad.ts',
      "import { item } from '../entities/item.ts';\nexport const x = item;\n",
      'engine-rooms',
    ],
    [
      'a connector reaching for another',
      'main/connectors/a/bad.ts',
      "import { b } from '../b/b.ts';\nexport const x = b;\n",
      'connectors-other-connectors',
    ],
    [
      'shared reaching for main',
      'shared/bad.ts',
      "import { item } from '../main/entities/item.ts';\nexport const x = item;\n",
      'shared-rooms',
    ],
  ])('%s is refused', async (_, file, text, rule) => {
    put('main/engine/run.ts', 'export type Run = { id: string };\n');
    put('main/entities/item.ts', 'export const item = 1;\n');
    put('main/connectors/b/b.ts', 'export const b = 1;\n');
    put('main/connectors/a/a.ts', 'export const a = 1;\n');
    put('shared/words.ts', 'export const word = 1;\n');
    put(file, text);
    expect(await broken()).toContain(rule);
  });
});

describe('globals in pure rooms', () => {
  const what = (file: string, source: string) => findingsIn(file, source).map((found) => `${found.line} ${found.what}`);

  test('the clock, randomness, timers, network and console are found with their lines', () => {
    const source = [
      '// a comment first',
      'export const a = () => Date.now();',
      'export const b = () => new Date();',
      'export const c = () => Math.random();',
      'export const d = () => setTimeout(() => {}, 1);',
      "export const e = () => fetch('x');",
      'export const f = () => console.log(process.env);',
    ].join('\n');
    expect(what('main/core/bad.ts', source)).toEqual([
      '2 Date.now',
      '3 new Date() without an argument',
      '4 Math.random',
      '5 setTimeout',
      '6 fetch',
      '7 console',
      '7 process',
    ]);
  });

  test('a handed-in clock, a property called fetch and a date from a value are fine', () => {
    const source = 'export const f = (io: { fetch(): void; now: number }) => { io.fetch(); return new Date(io.now); };';
    expect(what('main/engine/good.ts', source)).toEqual([]);
  });

  test('core has no async, the engine may', () => {
    const source = 'export const f = async () => 1;';
    expect(what('main/core/bad.ts', source)).toEqual(['1 async in core']);
    expect(what('main/engine/good.ts', source)).toEqual([]);
  });

  test('the window talks only through transport', () => {
    const source = "export const f = () => fetch('/api'); export const g = () => window.bridge;";
    expect(what('renderer/features/x/bad.tsx', source)).toEqual([
      '1 fetch outside transport/',
      '1 window.bridge outside transport/',
    ]);
    expect(what('renderer/transport/http.ts', source)).toEqual([]);
  });
});
