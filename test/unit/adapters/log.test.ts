import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { createLog, type LogLevel } from '../../../main/adapters/log.ts';
import { createRotatingFile } from '../../../main/adapters/rotating-file.ts';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});
const folder = () => {
  const made = mkdtempSync(join(tmpdir(), 'plumbline-log-'));
  folders.push(made);
  return made;
};

function logger(level: LogLevel = 'info') {
  const lines: string[] = [];
  const log = createLog({
    sink: { write: (line) => lines.push(line) },
    clock: { now: () => Date.UTC(2026, 4, 31, 9) },
    level,
  });
  return { log, lines, text: () => lines.join('') };
}

/** Shaped like the real ones, made up here. */
const ACCESS = `eyJhbGciOiJkaXIiLCJlbmMiOiJBMTI4Q0JDIn0..${'x9_-Q'.repeat(30)}.${'Zk3'.repeat(20)}`;
const REFRESH = `AB11${'q7Lm2'.repeat(9)}`;

describe('a log line', () => {
  test('is one JSON object with time, level, message and fields', () => {
    const { log, lines } = logger();
    log.info('Run finished', { runId: 'R1', records: 12, ok: true, none: null });
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0]!)).toEqual({
      level: 'info',
      time: '2026-05-31T09:00:00.000Z',
      runId: 'R1',
      records: 12,
      ok: true,
      none: null,
      msg: 'Run finished',
    });
  });

  test('below the level is not written', () => {
    const { log, lines } = logger('warn');
    log.debug('a');
    log.info('b');
    log.warn('c');
    log.error('d');
    expect(lines.map((line) => JSON.parse(line).msg)).toEqual(['c', 'd']);
  });
});

describe('secrets', () => {
  test.each([
    'token',
    'accessToken',
    'refresh_token',
    'clientSecret',
    'client_secret',
    'password',
    'passphrase',
    'Authorization',
    'cookie',
    'apiKey',
    'code_verifier',
  ])('under the name %s are masked at every level', (name) => {
    const { log, text } = logger('debug');
    for (const level of ['debug', 'info', 'warn', 'error'] as const) log[level]('x', { [name]: 'hunter-2-hunter' });
    expect(text()).not.toContain('hunter');
    expect(text().match(/\[secret\]/g)).toHaveLength(4);
  });

  test.each([
    ['bearer header', `GET failed, sent Authorization: Bearer ${ACCESS}`, ACCESS],
    ['basic header', 'sent Basic QUJDREVGOnNlY3JldHNlY3JldA==', 'QUJDREVGOnNlY3JldHNlY3JldA'],
    ['form body', `grant_type=refresh_token&refresh_token=${REFRESH}`, REFRESH],
    ['short form body', 'refresh_token=abc123&x=1', 'abc123'],
    ['JSON', '{"access_token":"short-one","expires_in":3600}', 'short-one'],
    ['sign-in address', 'http://127.0.0.1:9/cb?code=XAB99f&state=s', 'XAB99f'],
    ['web token alone', `got ${ACCESS} back`, ACCESS],
    ['refresh token alone', `got ${REFRESH} back`, REFRESH],
    ['opaque text', `got ${'aB3'.repeat(40)} back`, 'aB3aB3'],
    ['private key', '-----BEGIN PRIVATE KEY-----\nMIIBVQ\n-----END PRIVATE KEY-----', 'MIIBVQ'],
  ])('in a %s are masked in messages and fields', (_, words, secret) => {
    const { log, text } = logger('debug');
    log.error(words, { detail: words });
    log.debug(words, { detail: words });
    expect(text()).not.toContain(secret);
    expect(text()).toContain('[secret]');
  });

  test('leave ids, hashes, addresses and counts readable', () => {
    const { log, lines } = logger();
    const hash = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
    const fields = {
      hash,
      url: 'https://quickbooks.api.intuit.com/v3/company/9341452/query?minorversion=75',
      requestId: '01JWZ3N6V8Q4R5S6T7V8W9X0YZ',
      tokenExpiresAt: '2026-05-31T10:00:00.000Z',
      tokenRenewals: 3,
      secretsKind: 'keychain',
    };
    log.info('Token renewed', fields);
    expect(JSON.parse(lines[0]!)).toMatchObject(fields);
  });

  test('do not hide behind a harmless name', () => {
    const { log, text } = logger();
    log.info('x', { tokenAge: 'sk_live_9f8e7d6c5b4a' });
    expect(text()).not.toContain('sk_live');
  });
});

describe('bodies', () => {
  test('are left out from info upwards and kept, masked, at debug', () => {
    const body = '{"DisplayName":"Pine Ridge HOA","refresh_token":"abc123"}';
    const high = logger('info');
    high.log.info('Sent', { body, requestBody: body, native: body });
    high.log.error('Failed', { payload: body });
    expect(high.text()).not.toContain('Pine Ridge');
    const low = logger('debug');
    low.log.debug('Sent', { body });
    expect(low.text()).toContain('Pine Ridge');
    expect(low.text()).not.toContain('abc123');
  });

  test('under another name are clipped', () => {
    const { log, lines } = logger('info');
    log.info('x', { detail: 'word '.repeat(1_000) });
    expect(lines[0]!.length).toBeLessThan(800);
  });
});

describe('the rotating file', () => {
  test('begins anew at its size, keeps so many older ones and loses no line among them', () => {
    const path = join(folder(), 'logs', 'plumbline.log');
    const file = createRotatingFile({ path, maxBytes: 100, keep: 2 });
    for (let n = 10; n < 40; n++) file.write(`line number ${n}, padded\n`);
    file.close();
    expect(existsSync(`${path}.3`)).toBe(false);
    const lines = [`${path}.2`, `${path}.1`, path].flatMap((name) => {
      expect(statSync(name).size).toBeLessThanOrEqual(100);
      return readFileSync(name, 'utf8').trim().split('\n');
    });
    const numbers = lines.map((line) => Number(/\d+/.exec(line)?.[0]));
    expect(numbers.at(-1)).toBe(39);
    expect(numbers).toEqual(numbers.map((_, i) => numbers[0]! + i));
    expect(statSync(path).mode & 0o077).toBe(0);
  });

  test('goes on after its folder was removed', () => {
    const dir = join(folder(), 'logs');
    const path = join(dir, 'plumbline.log');
    const file = createRotatingFile({ path, maxBytes: 10, keep: 1 });
    file.write('first line\n');
    rmSync(dir, { recursive: true });
    file.write('second line\n');
    file.write('third line\n');
    file.close();
    expect(readFileSync(path, 'utf8')).toBe('third line\n');
  });

  test('appends to what an earlier start wrote', () => {
    const path = join(folder(), 'a.log');
    for (const line of ['one\n', 'two\n']) {
      const file = createRotatingFile({ path });
      file.write(line);
      file.close();
    }
    expect(readFileSync(path, 'utf8')).toBe('one\ntwo\n');
  });
});
