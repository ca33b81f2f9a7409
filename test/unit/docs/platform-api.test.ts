import { expect, test } from 'vitest';
import { type PlatformOperation, platformOperations } from '../../../shared/platform-api/operations.ts';
import { PLATFORM_API_PATH } from '../../../shared/platform-api/wire.ts';
import { CHECKS } from '../../conformance/suite.ts';

test('docs/platform-api.md lists every operation and every promise', async () => {
  const operations: [string, PlatformOperation][] = Object.entries(platformOperations);
  const headers = ({ parameters }: PlatformOperation): string =>
    parameters
      .filter((one) => one.in !== 'path')
      .map((one) => `\`${one.name}\`${one.required ? '' : '?'}`)
      .join(' ');
  const page = [
    '# Platform API',
    '',
    'What a platform offers so that Plumbline can keep it equal with QuickBooks Online: records, a change feed, and writes',
    `that never happen twice. The headless host serves it for its own workspace at \`${PLATFORM_API_PATH}\`, on this computer only.`,
    `The whole of it as OpenAPI 3.1: \`GET ${PLATFORM_API_PATH}/openapi.json\`.`,
    '',
    '## Keys',
    '',
    'An Admin makes a key with the command `apiKeys.create` (a name and scopes: `invoice:read`, `customer:write`, `*:write`;',
    'writing includes reading). The key is in that answer and nowhere else; only its hash is kept. `apiKeys.list` shows which',
    'there are and when each was last used, `apiKeys.revoke` ends one at once. Send it as `Authorization: Bearer plk_…`. Sessions,',
    'cookies and the token of the window do not count here, and a key counts nowhere else.',
    '',
    '## Operations',
    '',
    '| operation | parameters | what it does |',
    '|---|---|---|',
    ...operations.map(([, one]) => `| \`${one.method} ${one.path}\` | ${headers(one)} | ${one.doc} |`),
    '',
    '## Rules',
    '',
    '- **Writing**: every write has an `Idempotency-Key` of its own. Sent again with the same key it gets the same answer and',
    '  writes nothing; `GET /writes/{key}` tells later what became of it. Changes of a record name the revision they are based',
    '  on in `If-Match`; an older one than the last edit is refused with 412 (`record.stale`): read, merge, write with a new key.',
    '- **Reading**: take a cursor (`GET /changes` without one), list every entity, then follow the feed from that cursor. Keep',
    '  a cursor only together with its records. 410 with `fullNeeded` asks for a new cursor and a full listing.',
    '- **Bodies** are whole: every field the entity has, money as text with two decimals, dates as `YYYY-MM-DD`, references as ids',
    '  of this platform. A new line has the id `""`; the answer’s `lineIds` tells its own.',
    '- **Leaving**: names are deactivated, documents voided or deleted, as `removals` of the entity says. What was deleted stays in',
    '  the feed as a tombstone.',
    '- **Webhooks** (a platform may leave them out): an address is told `{"type":"changed"}` soon after a change, signed in',
    '  `Plumbline-Signature: t=<seconds>,v1=<hex>` (HMAC-SHA256 of `<seconds>.<body>` with the secret). A hint, never data, tried',
    '  four times: the feed is what counts.',
    '- **Refusals** are data: `{"error": {"code", "userSentence", "remedy", "values", "retryable"}}`, codes as in',
    '  [errors.md](errors.md). 429 says in `Retry-After` when to go on. Bodies are at most 1 MiB.',
    '',
    '## Plumbline in front of a platform',
    '',
    '```',
    'PLUMBLINE_PLATFORM_KEY=… npm run serve -- --data ./other --platform-url https://books.example/platform/v1',
    '```',
    '',
    'The key is kept where sign-ins are and needed in the environment at the first start only. The address is https, or http on',
    'this computer. The folder stays with that company for ever; records are edited in the platform’s own screens.',
    '',
    '## Conformance',
    '',
    'A platform that serves these operations can stand where the workspace stands. Whether it keeps what they promise:',
    '',
    '```',
    'PLUMBLINE_PLATFORM_KEY=… npm run conformance -- --url http://127.0.0.1:4000/platform/v1',
    '```',
    '',
    'Records named “Conformance …” are made and stay, so use a test company. The exit code is 0 when every promise is kept, 1 when',
    'one is broken.',
    '',
    '| check | promise |',
    '|---|---|',
    ...CHECKS.map((check) => `| \`${check.name}\` | ${check.promise} |`),
    '',
  ].join('\n');
  await expect(page).toMatchFileSnapshot('../../../docs/platform-api.md');
});
