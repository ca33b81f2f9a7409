/**
 * What the products this one is drawn from promise their users, and which test shows that it holds here
 * (`test/promises/promises.json`). A row's tests are `file › part of the test's full name`.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './ensure.mjs';

/**
 * Every promise with what became of its tests. `failed`: one of them failed, was skipped or did not run; `open`: no test
 * shows it yet.
 *
 * @param {{ file: string, name: string, state: string }[]} results of a whole run; `file` from the project's folder
 */
export function judge(promises, results) {
  return promises.map((promise) => {
    const found = promise.tests.map((wanted) => {
      const [file, part] = wanted.split(' › ');
      const hits = results.filter((one) => one.file === file && one.name.includes(part));
      return hits.length > 0 && hits.every((one) => one.state === 'passed');
    });
    const state = found.length === 0 ? 'open' : found.every(Boolean) ? 'shown' : 'failed';
    return { ...promise, state };
  });
}

/** Prints the table. */
export function printPromises(results) {
  const promises = JSON.parse(readFileSync(join(root, 'test/promises/promises.json'), 'utf8'));
  const judged = judge(promises, results);
  process.stdout.write('\n── promises\n');
  const marks = { shown: 'shown ', failed: 'FAILED', open: 'open  ' };
  for (const { state, id, says } of judged) process.stdout.write(`${marks[state]}  ${id.padEnd(22)} ${says}\n`);
  const count = (state) => judged.filter((one) => one.state === state).length;
  process.stdout.write(`${count('shown')} shown, ${count('failed')} failed, ${count('open')} without a test\n`);
}
