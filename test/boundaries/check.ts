/** Checks the law between the rooms; used by `npm test` and by its own test. Prints one line per break. */

import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { cruise, type ICruiseResult } from 'dependency-cruiser';
import { findingsInFiles } from './globals.ts';

const rules = createRequire(import.meta.url)('./rules.cjs') as Parameters<typeof cruise>[1] & {
  forbidden: unknown[];
  options: object;
};

/** Breaks of the import rules below `root`: "rule: from -> to". */
export async function importBreaks(root: string, rooms: string[]): Promise<string[]> {
  const result = await cruise(rooms, {
    ...rules.options,
    baseDir: root,
    validate: true,
    ruleSet: { forbidden: rules.forbidden },
  } as Parameters<typeof cruise>[1]);
  const output = result.output as ICruiseResult;
  return output.summary.violations.map((found) => `${found.rule.name}: ${found.from} -> ${found.to}`);
}

/** Breaks of the rules about globals, for every source file git knows or does not ignore below `root`. */
export function globalBreaks(root: string): string[] {
  const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '--', 'shared', 'main', 'renderer'], {
    cwd: root,
    encoding: 'utf8',
  })
    .split('\n')
    .filter((file) => /\.tsx?$/.test(file));
  return findingsInFiles(root, [...new Set(files)]).map((found) => `${found.file}:${found.line}: ${found.what}`);
}

if (import.meta.main) {
  const root = process.cwd();
  const breaks = [
    ...(await importBreaks(root, ['main', 'preload', 'renderer', 'shared', 'test'])),
    ...globalBreaks(root),
  ];
  for (const line of breaks) console.log(line);
  console.log(breaks.length === 0 ? 'Boundaries hold.' : `${breaks.length} boundary breaks.`);
  process.exit(breaks.length === 0 ? 0 : 1);
}
