import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
// @ts-expect-error: a plain script, which needs nothing built to run
import { judge } from '../../../scripts/promises.mjs';
import promises from '../../promises/promises.json' with { type: 'json' };

describe('promises of the products this one is drawn from', () => {
  test('docs/promises.md lists each with the tests that show it', async () => {
    const sources = [...new Set(promises.map((one) => one.source))];
    const page = [
      '# Promises',
      '',
      'What the five documents this product is drawn from promise their users, in our words, and the tests that show it here.',
      '`npm test` ends with this list and what became of each. *None yet* is work to be done.',
      ...sources.flatMap((source) => [
        '',
        `## ${source}`,
        '',
        '| promise | shown by |',
        '|---|---|',
        ...promises
          .filter((one) => one.source === source)
          .map((one) => `| ${one.says} | ${one.tests.map((shown) => `\`${shown}\``).join('<br>') || '*None yet*'} |`),
      ]),
      '',
    ].join('\n');
    await expect(page).toMatchFileSnapshot('../../../docs/promises.md');
  });

  test('names are used once, and every test named exists', () => {
    expect(new Set(promises.map((one) => one.id)).size).toBe(promises.length);
    for (const shown of promises.flatMap((one) => one.tests)) {
      const [file = '', part = ''] = shown.split(' › ');
      expect(existsSync(file), file).toBe(true);
      expect(part.length, shown).toBeGreaterThan(6);
      expect(readFileSync(file, 'utf8'), shown).toContain(part.split(' › ').at(-1));
    }
  });

  test('a test that failed, was skipped or did not run shows nothing', () => {
    const row = { id: 'a', source: 's', says: '', tests: ['x.test.ts › is told'] };
    const of = (state: string) => [{ file: 'x.test.ts', name: 'a fault > is told', state }];
    expect(judge([row], of('passed'))[0]?.state).toBe('shown');
    expect(judge([row], of('failed'))[0]?.state).toBe('failed');
    expect(judge([row], of('skipped'))[0]?.state).toBe('failed');
    expect(judge([row], [])[0]?.state).toBe('failed');
    expect(judge([{ ...row, tests: [] }], [])[0]?.state).toBe('open');
  });
});
