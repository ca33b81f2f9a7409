import { describe, expect, test } from 'vitest';
import type { LogFields } from '../../../main/core/ports.ts';
import { type AnyReply, createGate, type Gate } from '../../../main/hosts/gate.ts';
import { httpStatusOf } from '../../../main/hosts/web/http-status.ts';
import { LOCAL_OWNER } from '../../../shared/access.ts';
import { appError, ERROR_CATALOGUE, type ErrorCode, Failure } from '../../../shared/errors.ts';

const logged: [string, LogFields | undefined][] = [];
const log = {
  debug: () => {},
  info: () => {},
  warn: () => {},
  error: (message: string, fields?: LogFields) => void logged.push([message, fields]),
};

type Asked = (name: string, input: unknown) => Promise<AnyReply>;
const asOwner =
  (gate: Gate): Asked =>
  (name, input) =>
    gate(name, input, LOCAL_OWNER);

/** A gate before an engine that answers what it was asked. */
const gate = asOwner(
  createGate(
    async (name, input) => ({ ok: true, value: { name, input } }),
    log,
    () => 'R-1',
  ),
);
const failing = (thrown: unknown) =>
  asOwner(
    createGate(
      () => Promise.reject(thrown),
      log,
      () => 'R-1',
    ),
  );

test('who asks is handed on', async () => {
  const named = createGate(
    async (_name, _input, caller) => ({ ok: true, value: caller.id }),
    log,
    () => 'R-1',
  );
  expect(await named('app.status', {}, { ...LOCAL_OWNER, id: 'p7' })).toEqual({ ok: true, value: 'p7' });
});

describe('input', () => {
  test('is handed on with its defaults filled', async () => {
    expect(await gate('records.list', { entity: 'customer' })).toEqual({
      ok: true,
      value: { name: 'records.list', input: { entity: 'customer', offset: 0, limit: 100 } },
    });
    expect(await gate('app.status', undefined)).toMatchObject({ ok: true });
  });

  test.each([
    ['records.list', {}, 'entity: is needed.'],
    ['records.list', { entity: 7 }, 'entity: must be a text.'],
    ['records.list', { entity: 'a', limit: 501 }, 'limit: must be at most 500.'],
    ['records.list', { entity: 'a', limit: 'ten' }, 'limit: must be a number.'],
    ['records.list', { entity: 'a', limit: 1.5 }, 'limit: must be a whole number.'],
    ['records.list', { entity: 'a', sort: { field: 'x' } }, 'sort.descending: is needed.'],
    ['records.list', { entity: 'a', serach: 'x' }, 'serach: is not a known field here.'],
    ['records.list', ['a'], 'input: must be an object.'],
    ['records.list', 'a', 'input: must be an object.'],
    ['sync.pause', { until: 'tomorrow' }, 'until: must be an instant'],
    ['connection.adopt', { environment: 'moon' }, 'environment: must be one of "sandboxCompany"'],
    ['connection.begin', { environment: 'sandbox', clientId: '', clientSecret: 'x' }, 'clientId: is needed.'],
    ['review.match', { id: '1', revision: '1', choice: {} }, 'choice: has none of the forms'],
  ])('%s with %j says what is wrong', async (name, input, sentence) => {
    const reply = await gate(name, input);
    expect(reply.ok).toBe(false);
    if (reply.ok) return;
    expect(reply.error.code).toBe('input.invalid');
    expect(reply.error.userSentence).toContain(sentence);
  });

  test('nested thousands deep is refused, not fatal', async () => {
    let deep: unknown = 'x';
    for (let i = 0; i < 200_000; i++) deep = [deep];
    const reply = await gate('records.create', { entity: 'customer', body: { deep } });
    expect(reply).toMatchObject({ ok: false, error: { code: 'input.invalid' } });
  });
});

test.each(['sync.nwo', '', 'constructor', '__proto__', 'toString'])('there is no "%s"', async (name) => {
  expect(await gate(name, {})).toMatchObject({ ok: false, error: { code: 'input.unknownCommand', values: { name } } });
});

test('a failure comes out as its error, anything else as a reference to the log', async () => {
  const stale = appError('record.stale', { entity: 'customer' });
  expect(await failing(new Failure(stale))('app.status', {})).toEqual({ ok: false, error: stale });
  const reply = await failing(new Error('disk on fire'))('app.status', {});
  expect(reply).toMatchObject({ ok: false, error: { code: 'internal.unexpected', values: { reference: 'R-1' } } });
  expect(JSON.stringify(reply)).not.toContain('disk on fire');
  expect(logged.at(-1)?.[1]).toMatchObject({ name: 'app.status', reference: 'R-1' });
});

test('every error has a status that says whose turn it is', () => {
  for (const code of Object.keys(ERROR_CATALOGUE) as ErrorCode[]) {
    const status = httpStatusOf(code);
    expect(status, code).toBeGreaterThanOrEqual(400);
    expect(status, code).toBeLessThan(600);
  }
  expect(httpStatusOf('input.invalid')).toBe(400);
  expect(httpStatusOf('input.unknownCommand')).toBe(404);
  expect(httpStatusOf('input.tooLarge')).toBe(413);
  expect(httpStatusOf('access.token')).toBe(401);
  expect(httpStatusOf('access.origin')).toBe(403);
  expect(httpStatusOf('record.stale')).toBe(409);
  expect(httpStatusOf('link.stale')).toBe(409);
  expect(httpStatusOf('internal.unexpected')).toBe(500);
});
