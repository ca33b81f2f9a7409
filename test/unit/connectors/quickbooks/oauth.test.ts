import { describe, expect, test } from 'vitest';
import { quickbooksEndpoints } from '../../../../main/connectors/quickbooks/endpoints.ts';
import {
  authorizeUrl,
  createTokenSource,
  exchangeCode,
  type QuickbooksTokens,
  readCallback,
  refreshTokens,
  revokeToken,
} from '../../../../main/connectors/quickbooks/oauth.ts';
import { type HttpAnswer, type HttpRequest, NoAnswer } from '../../../../main/connectors/quickbooks/transport.ts';
import { answer, virtualTime } from './support.ts';

const granted = (number: number, more: object = {}): HttpAnswer =>
  answer(200, {
    token_type: 'bearer',
    access_token: `access-${number}`,
    expires_in: 3600,
    refresh_token: `refresh-${number}`,
    x_refresh_token_expires_in: 8726400,
    ...more,
  });

function setUp(answers: ((request: HttpRequest) => HttpAnswer | Promise<HttpAnswer>)[]) {
  const time = virtualTime();
  const requests: HttpRequest[] = [];
  const deps = {
    endpoints: quickbooksEndpoints('sandboxCompany', 'http://127.0.0.1:9'),
    credentials: { clientId: 'the-id', clientSecret: 'the secret:' },
    clock: time.clock,
    transport: async (request: HttpRequest): Promise<HttpAnswer> => {
      requests.push(request);
      const next = answers.shift();
      if (!next) throw new Error('one request too many');
      return next(request);
    },
  };
  return { time, requests, deps };
}

const tokensAt = (now: number, more: Partial<QuickbooksTokens> = {}): QuickbooksTokens => ({
  accessToken: 'access-0',
  accessExpiresAt: new Date(now + 3_600_000).toISOString(),
  refreshToken: 'refresh-0',
  refreshExpiresAt: null,
  hardExpiresAt: null,
  renewedAt: new Date(now).toISOString(),
  ...more,
});

function source(answers: Parameters<typeof setUp>[0], more: Partial<QuickbooksTokens> = {}) {
  const { time, requests, deps } = setUp(answers);
  const saved: string[] = [];
  const died: string[] = [];
  let refuseToSave = false;
  const tokens = createTokenSource({
    ...deps,
    tokens: tokensAt(time.clock.now(), more),
    persist: async (fresh) => {
      if (refuseToSave) throw new Error('locked');
      saved.push(fresh.refreshToken);
    },
    onDead: (error) => died.push(error.code),
  });
  return { time, requests, tokens, saved, died, lock: (on: boolean) => (refuseToSave = on) };
}

describe('signing in', () => {
  test('the address to open', () => {
    const url = new URL(
      authorizeUrl(quickbooksEndpoints('production'), {
        clientId: 'id',
        redirectUri: 'https://example.com/back?x',
        state: 's&t',
      }),
    );
    expect(url.origin + url.pathname).toBe('https://appcenter.intuit.com/connect/oauth2');
    expect(Object.fromEntries(url.searchParams)).toEqual({
      client_id: 'id',
      response_type: 'code',
      scope: 'com.intuit.quickbooks.accounting',
      redirect_uri: 'https://example.com/back?x',
      state: 's&t',
    });
  });

  test('addresses of the environments', () => {
    expect(quickbooksEndpoints('production').apiBase).toBe('https://quickbooks.api.intuit.com');
    expect(quickbooksEndpoints('sandbox').apiBase).toBe('https://sandbox-quickbooks.api.intuit.com');
    expect(quickbooksEndpoints('sandboxCompany', 'http://127.0.0.1:81/')).toMatchObject({
      authorize: 'http://127.0.0.1:81/connect/oauth2',
      token: 'http://127.0.0.1:81/oauth2/v1/tokens/bearer',
      revoke: 'http://127.0.0.1:81/v2/oauth2/tokens/revoke',
      apiBase: 'http://127.0.0.1:81',
      webBase: null,
    });
  });

  test.each([
    ['http://localhost/cb?code=c&state=s1&realmId=123', 's1', { ok: true, value: { code: 'c', realmId: '123' } }],
    ['http://localhost/cb?code=c&state=other&realmId=123', 's1', 'connection.state'],
    ['http://localhost/cb?code=c&realmId=123', 's1', 'connection.state'],
    ['http://localhost/cb?error=access_denied&state=s1', 's1', 'connection.refused'],
    ['http://localhost/cb?error=access_denied&state=s2', 's1', 'connection.state'],
    ['http://localhost/cb?code=c&state=s1', 's1', 'connection.state'],
    ['http://localhost/cb?code=c&state=s1&realmId=12/../3', 's1', 'connection.state'],
    ['nonsense', 's1', 'connection.state'],
    ['http://localhost/cb?code=c&state=&realmId=1', 's1', 'connection.state'],
  ])('the callback %s', (url, state, expected) => {
    const read = readCallback(url, state);
    if (typeof expected === 'string') expect(read).toMatchObject({ ok: false, error: { code: expected } });
    else expect(read).toEqual(expected);
  });

  test('a code is traded with Basic authentication and the same redirect', async () => {
    const { deps, requests, time } = setUp([() => granted(1, { x_refresh_token_hard_expires_in: 156032154 })]);
    const got = await exchangeCode(deps, { code: 'c+1', redirectUri: 'http://localhost:8/cb' });
    expect(got).toMatchObject({ ok: true, value: { accessToken: 'access-1', refreshToken: 'refresh-1' } });
    if (got.ok) {
      expect(Date.parse(got.value.accessExpiresAt)).toBe(time.clock.now() + 3_600_000);
      expect(Date.parse(got.value.hardExpiresAt ?? '')).toBe(time.clock.now() + 156032154_000);
    }
    const sent = requests[0];
    expect(sent?.url).toBe('http://127.0.0.1:9/oauth2/v1/tokens/bearer');
    expect(sent?.headers.authorization).toBe(`Basic ${btoa('the-id:the secret:')}`);
    expect(Object.fromEntries(new URLSearchParams(sent?.body ?? ''))).toEqual({
      grant_type: 'authorization_code',
      code: 'c+1',
      redirect_uri: 'http://localhost:8/cb',
    });
  });
});

describe('refused tokens', () => {
  test.each([
    [400, { error: 'invalid_grant', error_description: 'Token invalid' }, 'connection.credentials', false],
    [400, { error: 'invalid_grant' }, 'connection.credentials', false],
    [401, { error: 'invalid_client' }, 'connection.client', false],
    [401, '', 'connection.client', false],
    [400, '{"error":"inva', 'connection.outage', true],
    [500, '<html>oops</html>', 'connection.outage', true],
    [503, '', 'connection.outage', true],
    [429, '', 'connection.throttled', true],
    [200, 'not json', 'connection.outage', true],
  ])('%i %j is %s', async (status, body, code, retryable) => {
    const { deps } = setUp([() => answer(status, body)]);
    expect(await refreshTokens(deps, 'r')).toMatchObject({ ok: false, error: { code, retryable } });
  });

  test('no answer', async () => {
    const { deps } = setUp([
      () => {
        throw new NoAnswer('maybe', 'cut');
      },
    ]);
    expect(await refreshTokens(deps, 'r')).toMatchObject({ ok: false, error: { code: 'connection.offline' } });
  });

  test('revoking: what QuickBooks does not know is as good as revoked', async () => {
    const { deps, requests } = setUp([() => answer(200, ''), () => answer(400, ''), () => answer(503, '')]);
    expect(await revokeToken(deps, 'r')).toEqual({ ok: true, value: null });
    expect(requests[0]?.body).toBe('{"token":"r"}');
    expect((await revokeToken(deps, 'r')).ok).toBe(true);
    expect(await revokeToken(deps, 'r')).toMatchObject({ ok: false, error: { code: 'connection.outage' } });
  });
});

describe('the token source', () => {
  test('uses a token until shortly before its end, then renews and stores it first', async () => {
    const { time, tokens, saved, requests } = source([() => granted(1)]);
    expect(await tokens.access()).toEqual({ ok: true, value: 'access-0' });
    time.forward(3_600_000 - 119_000);
    expect(await tokens.access()).toEqual({ ok: true, value: 'access-1' });
    expect(saved).toEqual(['refresh-1']);
    expect(requests).toHaveLength(1);
  });

  test('never two refreshes at once', async () => {
    let release: (value: HttpAnswer) => void = () => {};
    const { tokens, requests } = source([() => new Promise((resolve) => (release = resolve))]);
    const all = [tokens.refresh('access-0'), tokens.refresh('access-0'), tokens.access(), tokens.access()];
    await Promise.resolve();
    release(granted(1));
    expect(await Promise.all(all)).toEqual(Array(4).fill({ ok: true, value: 'access-1' }));
    expect(requests).toHaveLength(1);
    // Somebody who was refused with the old token learns of the new one without another refresh.
    expect(await tokens.refresh('access-0')).toEqual({ ok: true, value: 'access-1' });
  });

  test('a pair that cannot be stored is not used, and not asked for again', async () => {
    const { tokens, lock, saved, requests } = source([() => granted(1)]);
    lock(true);
    expect(await tokens.refresh('access-0')).toMatchObject({ ok: false, error: { code: 'host.secretsLocked' } });
    expect(await tokens.access()).toMatchObject({ ok: false });
    lock(false);
    expect(await tokens.access()).toEqual({ ok: true, value: 'access-1' });
    expect(saved).toEqual(['refresh-1']);
    expect(requests).toHaveLength(1);
  });

  test('an outage keeps the refresh token; the next try uses the same', async () => {
    const { tokens, requests } = source([() => answer(503, ''), () => granted(1)]);
    expect(await tokens.refresh('access-0')).toMatchObject({ ok: false, error: { retryable: true } });
    expect((await tokens.refresh('access-0')).ok).toBe(true);
    const used = requests.map((request) => new URLSearchParams(request.body ?? '').get('refresh_token'));
    expect(used).toEqual(['refresh-0', 'refresh-0']);
  });

  test('invalid_grant ends it, once and for all', async () => {
    const { tokens, died, requests } = source([() => answer(400, { error: 'invalid_grant' })]);
    expect(await tokens.refresh('access-0')).toMatchObject({ ok: false, error: { code: 'connection.credentials' } });
    expect(await tokens.access()).toMatchObject({ ok: false, error: { code: 'connection.credentials' } });
    expect(died).toEqual(['connection.credentials']);
    expect(requests).toHaveLength(1);
  });

  test('tokens made elsewhere without an access token are renewed at once', async () => {
    const { tokens } = source([() => granted(1)], {
      accessToken: '',
      accessExpiresAt: '2026-05-10T12:00:00.000Z',
      renewedAt: '2026-05-10T12:00:00.000Z',
    });
    expect(await tokens.access()).toEqual({ ok: true, value: 'access-1' });
  });
});
