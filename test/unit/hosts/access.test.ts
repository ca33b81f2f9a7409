import { describe, expect, test } from 'vitest';
import { bearerOf, refuseCrossSite, refuseForeign, sameToken } from '../../../main/hosts/web/access.ts';

describe('who may ask', () => {
  const ours = { host: '127.0.0.1:4711' };

  test.each([
    ['the number', { host: '127.0.0.1:4711' }],
    ['the name', { host: 'localhost:4711' }],
    ['the name in capitals', { host: 'LocalHost:4711' }],
    ['a page of ours', { host: 'localhost:4711', origin: 'http://localhost:4711' }],
    ['a page of ours under the other name', { host: '127.0.0.1:4711', origin: 'http://localhost:4711' }],
  ])('%s may', (_name, headers) => {
    expect(refuseForeign(headers, 4711)).toBeNull();
  });

  test.each([
    ['no host', {}, 'no host named'],
    ['another name pointed here', { host: 'books.example:4711' }, 'books.example:4711'],
    ['a name that begins alike', { host: '127.0.0.1:4711.example' }, '127.0.0.1:4711.example'],
    ['another port', { host: '127.0.0.1:4712' }, '127.0.0.1:4712'],
    ['no port', { host: '127.0.0.1' }, '127.0.0.1'],
    ['a page elsewhere', { ...ours, origin: 'https://books.example' }, 'https://books.example'],
    ['a page on another port', { ...ours, origin: 'http://127.0.0.1:8080' }, 'http://127.0.0.1:8080'],
    ['a page over https', { ...ours, origin: 'https://127.0.0.1:4711' }, 'https://127.0.0.1:4711'],
    ['a page without an origin', { ...ours, origin: 'null' }, 'null'],
  ])('%s may not, and is named', (_name, headers, named) => {
    const error = refuseForeign(headers, 4711);
    expect(error?.code).toBe('access.origin');
    expect(error?.userSentence).toContain(named);
  });

  test('port 80 may be left out, as clients do', () => {
    expect(refuseForeign({ host: 'localhost' }, 80)).toBeNull();
    expect(refuseForeign({ host: 'localhost:80' }, 80)).toBeNull();
  });

  test('a browser that asks for another site is refused even without Origin', () => {
    expect(refuseCrossSite({ ...ours, 'sec-fetch-site': 'cross-site' })?.code).toBe('access.origin');
    expect(refuseCrossSite({ ...ours, 'sec-fetch-site': 'same-site' })?.code).toBe('access.origin');
    expect(refuseCrossSite({ ...ours, 'sec-fetch-site': 'same-origin' })).toBeNull();
    expect(refuseCrossSite({ ...ours, 'sec-fetch-site': 'none' })).toBeNull();
    expect(refuseCrossSite(ours)).toBeNull();
  });
});

const hasToken = (headers: { authorization: string | undefined }, token: string): boolean => {
  const given = bearerOf(headers);
  return given !== null && sameToken(given, token);
};

test('only the whole token counts', () => {
  const token = 'ZHaQ0pS4nXo';
  expect(hasToken({ authorization: `Bearer ${token}` }, token)).toBe(true);
  expect(hasToken({ authorization: `bearer ${token}` }, token)).toBe(true);
  for (const authorization of [
    undefined,
    '',
    token,
    `Basic ${token}`,
    `Bearer ${token}x`,
    `Bearer ${token.slice(1)}`,
    'Bearer ',
    `Bearer ${token} ${token}`,
  ])
    expect(hasToken({ authorization }, token), String(authorization)).toBe(false);
});
