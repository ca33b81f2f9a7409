/** Which unit tests a fault in a file can make fail, and which of them are asked first. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

/** Rooms of unit tests that are asked; the others test what holds no planted fault. */
const ROOMS = ['core', 'engine', 'connectors', 'entities', 'workspace', 'regressions'];

/** Imports of values: from '…', import '…', import('…'). What is imported as a type alone runs nothing. */
const IMPORT = /^(?:import|export)\s+(?!type\b)[^;]*?from\s+'(\.[^']+)'|import\s*\(?\s*'(\.[^']+)'/gm;

/** Every unit test of these rooms, as paths from the project's root. */
export const unitTests = (root: string): string[] =>
  ROOMS.flatMap((room) =>
    readdirSync(join(root, 'test/unit', room), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.test.ts'))
      .map((name) => join('test/unit', room, name)),
  );

/** Imports between the test and the file at most; tests that do not reach the file are missing: nothing in them can change. */
export function distancesTo(root: string, file: string, tests: readonly string[]): Map<string, number> {
  const imports = new Map<string, string[]>();
  const importsOf = (path: string): string[] => {
    let known = imports.get(path);
    if (!known) {
      const source = readFileSync(join(root, path), 'utf8');
      known = [...source.matchAll(IMPORT)]
        .map((found) => normalize(join(dirname(path), found[1] ?? found[2] ?? '')))
        .filter((to) => /\.tsx?$/.test(to) && existsSync(join(root, to)));
      imports.set(path, known);
    }
    return known;
  };
  const distances = new Map<string, number>();
  for (const test of tests) {
    const seen = new Set([test]);
    let ring = [test];
    for (let steps = 0; ring.length > 0; steps++) {
      if (ring.includes(file)) {
        distances.set(test, steps);
        break;
      }
      ring = [...new Set(ring.flatMap(importsOf))].filter((path) => !seen.has(path));
      for (const path of ring) seen.add(path);
    }
  }
  return distances;
}

/** What is near and quick first: `ms` is how long each test file takes where nothing is wrong. */
export function inOrder(distances: ReadonlyMap<string, number>, ms: ReadonlyMap<string, number>): string[] {
  const cost = (test: string): number => (distances.get(test) ?? 0) * (100 + (ms.get(test) ?? 0));
  return [...distances.keys()].sort((left, right) => cost(left) - cost(right));
}
