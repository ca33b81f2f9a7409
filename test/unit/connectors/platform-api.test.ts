import { describe, expect, test } from 'vitest';
import { createPlatformApiConnector, type PlatformTransport } from '../../../main/connectors/platform-api/index.ts';
import type { TranslationContext, WriteRequest } from '../../../main/core/types.ts';
import { createEntityRegistry } from '../../../main/entities/index.ts';
import { appError } from '../../../shared/errors.ts';

const CONTEXT = {} as TranslationContext;
const COMPANY = {
  id: 'BOOK1',
  name: 'Pillar',
  environment: 'production',
  version: '1',
  scopes: ['*:write'],
  entities: [],
};
const RECORD = {
  entity: 'customer',
  id: 'C1',
  revision: '7',
  life: 'live',
  body: { displayName: 'Birch' },
  changedAt: null,
};
const REQUEST: WriteRequest = {
  entity: 'customer',
  kind: 'update',
  id: 'C1',
  revision: '6',
  body: { displayName: 'Birch' },
  fields: ['displayName'],
  native: null,
  key: 'K1',
};

type Answer = { status: number; headers?: Record<string, string>; body: unknown } | Error;

/** A platform that answers its company, and everything else like this. */
function connector(answer: Answer, known: string | null = 'BOOK1') {
  const asked: Parameters<PlatformTransport>[0][] = [];
  const kept: string[] = [];
  const made = createPlatformApiConnector({
    url: 'https://pillar.example/v1',
    apiKey: async () => 'plk_secret',
    entities: createEntityRegistry(),
    label: 'Pillar',
    company: { known: () => known, keep: (id) => void kept.push(id) },
    transport: async (request) => {
      asked.push(request);
      if (request.url === 'https://pillar.example/v1')
        return { status: 200, headers: {}, body: JSON.stringify(COMPANY) };
      if (answer instanceof Error) throw answer;
      const body = typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body);
      return { status: answer.status, headers: answer.headers ?? {}, body };
    },
  });
  return { ...made, asked, kept };
}
const refusal = (status: number, ...error: Parameters<typeof appError>): Answer => ({
  status,
  body: { error: appError(...error) },
});
const noAnswer = (arrived: 'no' | 'maybe'): Error => Object.assign(new Error('nothing'), { arrived });

describe('what becomes of a write', () => {
  test.each<[string, Answer, string, string | null]>([
    ['the agreed answer', { status: 200, body: { record: RECORD, lineIds: [] } }, 'confirmed', null],
    ['200 with another body: it may have happened', { status: 200, body: '<html>' }, 'uncertain', 'sync.uncertain'],
    ['a page of a proxy', { status: 502, body: '<html>' }, 'uncertain', 'sync.uncertain'],
    ['404 of a proxy', { status: 404, body: 'not found' }, 'uncertain', 'sync.uncertain'],
    ['no answer', noAnswer('maybe'), 'uncertain', 'sync.uncertain'],
    ['never reached', noAnswer('no'), 'notSent', 'platform.offline'],
    ['an old revision', refusal(412, 'record.stale', { entity: 'customer' }), 'stale', 'record.stale'],
    ['a refusal', refusal(422, 'record.inUse', { title: 'Birch', reason: 'it owes' }), 'rejected', 'platform.rejected'],
    ['a key that was revoked', refusal(401, 'access.apiKey'), 'notSent', 'platform.credentials'],
    ['a scope that is missing', refusal(403, 'access.scope'), 'notSent', 'platform.credentials'],
    ['too much', { status: 429, headers: { 'retry-after': '3' }, body: '' }, 'notSent', 'platform.throttled'],
    ['a full disk over there', refusal(503, 'host.diskFull'), 'notSent', 'platform.offline'],
    ['503 of a proxy', { status: 503, body: '' }, 'uncertain', 'sync.uncertain'],
    ['a fault of its own', refusal(500, 'internal.unexpected'), 'uncertain', 'sync.uncertain'],
  ])('%s', async (_, answer, kind, code) => {
    const side = connector(answer);
    const [outcome] = await side.write([REQUEST], CONTEXT);
    expect(outcome?.kind).toBe(kind);
    if (outcome && outcome.kind !== 'confirmed') {
      expect(outcome.error.code).toBe(code);
      expect(JSON.stringify(outcome.error)).not.toContain('plk_secret');
      if (code === 'platform.throttled') expect(outcome.error.retryAfterMs).toBe(3000);
    }
    expect(side.asked.at(-1)).toMatchObject({
      method: 'PUT',
      url: 'https://pillar.example/v1/records/customer/C1',
      headers: { 'idempotency-key': 'K1', 'if-match': '"6"', authorization: 'Bearer plk_secret' },
    });
  });

  test('answers stand in the order of the writes, and only some go at once', async () => {
    let [open, most] = [0, 0];
    const side = createPlatformApiConnector({
      url: 'https://pillar.example/v1',
      apiKey: async () => 'k',
      entities: createEntityRegistry(),
      company: { known: () => 'BOOK1', keep: () => {} },
      transport: async ({ url, method }) => {
        if (method === 'GET') return { status: 200, headers: {}, body: JSON.stringify(COMPANY) };
        most = Math.max(most, ++open);
        const id = url.split('/').at(-1) ?? '';
        for (let n = Number(id) % 4; n >= 0; n--) await Promise.resolve();
        open--;
        return { status: 200, headers: {}, body: JSON.stringify({ record: { ...RECORD, id }, lineIds: [] }) };
      },
    });
    const ids = Array.from({ length: 30 }, (_, n) => String(n));
    const outcomes = await side.write(
      ids.map((id) => ({ ...REQUEST, id })),
      CONTEXT,
    );
    expect(outcomes.map((one) => one.kind === 'confirmed' && one.observation.id)).toEqual(ids);
    expect(most).toBeGreaterThan(1);
    expect(most).toBeLessThan(10);
  });
});

describe('a lost write', () => {
  const probe = (answer: Answer) => connector(answer).probe([{ request: REQUEST, sentAt: '' }], CONTEXT);
  test('is found by its key', async () => {
    expect(await probe({ status: 200, body: { record: RECORD, lineIds: ['L1'] } })).toMatchObject([
      { kind: 'found', observation: { id: 'C1', side: 'platform' }, lineIds: ['L1'] },
    ]);
  });
  test('never came only where the platform says so itself', async () => {
    expect(await probe(refusal(404, 'record.notFound', { entity: 'write', id: 'K1' }))).toEqual([{ kind: 'absent' }]);
    for (const answer of [
      { status: 404, body: '<html>' },
      refusal(404, 'input.unknownCommand'),
      noAnswer('maybe'),
      noAnswer('no'),
    ])
      expect(await probe(answer)).toMatchObject([{ kind: 'failed' }]);
  });
});

describe('the company', () => {
  test('is kept at the first contact', async () => {
    const side = connector({ status: 200, body: { entries: [] } }, null);
    expect(await side.lists()).toEqual({ ok: true, value: [] });
    expect(side.kept).toEqual(['BOOK1']);
  });
  test('another one is neither read nor written', async () => {
    const side = connector({ status: 200, body: { record: RECORD, lineIds: [] } }, 'BOOK2');
    const wrong = { ok: false, error: { code: 'platform.otherCompany' } };
    expect(await side.cursorNow()).toMatchObject(wrong);
    expect(await side.changes('c', ['customer'], CONTEXT)).toMatchObject(wrong);
    expect(await side.write([REQUEST], CONTEXT)).toMatchObject([{ kind: 'notSent' }]);
    expect(await side.probe([{ request: REQUEST, sentAt: '' }], CONTEXT)).toMatchObject([{ kind: 'failed' }]);
    expect(side.asked.every((one) => one.url === 'https://pillar.example/v1')).toBe(true);
  });
});

test('a cursor that the feed cannot go on from asks for a full reading', async () => {
  const gone = { error: appError('platform.cursor', { reason: 'it is another book' }), fullNeeded: true };
  const answer = await connector({ status: 410, body: gone }).changes('c', ['customer'], CONTEXT);
  expect(answer).toMatchObject({ ok: false, fullNeeded: true, error: { code: 'plan.stale' } });
  expect(await connector({ status: 410, body: 'gone' }).changes('c', ['customer'], CONTEXT)).not.toHaveProperty(
    'fullNeeded',
  );
});
