import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { ACCESS_WORDS } from '../../../shared/access.ts';
import { contract } from '../../../shared/contract/index.ts';
import { ERROR_CATALOGUE } from '../../../shared/errors.ts';

/** Reference pages are kept true by comparing them with what they describe; `vitest run -u test/unit/docs` rewrites them. */
describe('reference pages', () => {
  test('docs/errors.md lists every failure', async () => {
    const rows = Object.entries(ERROR_CATALOGUE).map(
      ([code, entry]) =>
        `| \`${code}\` | ${entry.sentence} | ${entry.remedy} | ${entry.retryable ? 'by itself' : ''} |`,
    );
    const page = [
      '# Failures',
      '',
      'Every failure Plumbline can tell, by code. `{…}` is filled with the names and numbers of the case. *By itself* marks',
      'what is tried again without anybody doing anything; the rest waits in Problems or Review, never dropped.',
      '',
      '| code | what happened | what to do | again |',
      '|---|---|---|---|',
      ...rows,
      '',
    ].join('\n');
    await expect(page).toMatchFileSnapshot('../../../docs/errors.md');
  });

  test('docs/operations.md lists every command and query with its input', async () => {
    const rows = Object.entries(contract).map(([name, operation]) => {
      const schema = z.toJSONSchema(operation.input, { io: 'input', unrepresentable: 'any' }) as {
        properties?: Record<string, unknown>;
        required?: string[];
      };
      const members = Object.keys(schema.properties ?? {}).map((key) =>
        schema.required?.includes(key) ? `\`${key}\`` : `\`${key}\`?`,
      );
      return `| \`${name}\` | ${operation.kind} | ${operation.doc} | ${ACCESS_WORDS[operation.access]} | ${members.join(' ')} |`;
    });
    const page = [
      '# Commands and queries',
      '',
      'What `POST /api/<name>` understands; `GET /api` answers the same with full JSON Schemas of input and output.',
      '`?` marks what may be left out. *Admins* includes the owner; *by record* means: who may create such records, that is a',
      'Basic user with the right its entity names, Admins and the owner (see [security.md](security.md)).',
      '',
      '| name | kind | what it does | who may | input |',
      '|---|---|---|---|---|',
      ...rows,
      '',
    ].join('\n');
    await expect(page).toMatchFileSnapshot('../../../docs/operations.md');
  });

  test('the README names only scripts that exist', () => {
    const scripts = Object.keys((JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: object }).scripts);
    const named = [...readFileSync('README.md', 'utf8').matchAll(/npm run (\w+)/g)].map((match) => match[1]);
    expect(named.length).toBeGreaterThan(3);
    for (const name of named) expect(scripts).toContain(name);
  });
});
