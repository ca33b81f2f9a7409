/** Intuit's own sign-in client, as published, with nothing changed but the host. */
import OAuthClient from 'intuit-oauth';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { SandboxServer } from '../../../main/sandbox/server/index.ts';
import { books, closeAll, code, control, decide, type Loose, start } from './support.ts';

const REDIRECT = 'http://localhost:45999/callback';
const EVERYTHING = [
  OAuthClient.scopes.Accounting,
  OAuthClient.scopes.OpenId,
  OAuthClient.scopes.Profile,
  OAuthClient.scopes.Email,
  OAuthClient.scopes.Phone,
  OAuthClient.scopes.Address,
];

let server: SandboxServer;
let client: OAuthClient;
const tried = new Set<string>();

/** Not called, and why. */
const LEFT_OUT: Readonly<Record<string, string>> = {
  getQBOEnvironmentURI: "names the address of QuickBooks' own screens, and asks nothing",
  getEnvironmentURI: 'names an address, and asks nothing',
  loadResponseFromJWKsURI: 'is called by nothing any more; the key is fetched by loadResponse',
};

beforeEach(async () => {
  server = await start({ redirectUris: [REDIRECT] });
  client = makeClient();
});

afterEach(closeAll);

function makeClient(more: object = {}): OAuthClient {
  const made = new OAuthClient({
    clientId: server.clientId,
    clientSecret: server.clientSecret,
    environment: 'sandbox',
    redirectUri: REDIRECT,
    ...more,
  });
  // What is called on it, by a test or by itself, is ticked off.
  const ticking = new Proxy(made, {
    get: (target, name, receiver) => {
      if (typeof name === 'string') tried.add(name);
      return Reflect.get(target, name, receiver);
    },
  });
  ticking.setAuthorizeURLs({
    authorizeEndpoint: `${server.url}/connect/oauth2`,
    tokenEndpoint: `${server.url}/oauth2/v1/tokens/bearer`,
    revokeEndpoint: `${server.url}/v2/oauth2/tokens/revoke`,
    userInfoEndpoint: `${server.url}/v1/openid_connect/userinfo`,
  });
  OAuthClient.jwks_uri = `${server.url}/op/v1/jwks`;
  OAuthClient.environment.sandbox = `${server.url}/`;
  return ticking;
}

async function connect(of: OAuthClient, scope: string[] = EVERYTHING): Promise<string> {
  const back = await decide(server, of.authorizeUri({ scope, state: 'the-state' }), 'allow');
  expect(back.searchParams.get('state')).toBe('the-state');
  await of.createToken(back.toString());
  return back.toString();
}

const failure = async (of: Promise<unknown>): Promise<Loose> =>
  of.then(
    () => undefined,
    (error: unknown) => error,
  );

describe('signing in', () => {
  test('authorize, token, company, userinfo, id token', async () => {
    await connect(client);
    const token = client.getToken();
    expect(token.realmId).toBe(server.realmId);
    expect(token.expires_in).toBe(3600);
    expect(token.isAccessTokenValid() && token.isRefreshTokenValid()).toBe(true);
    expect(await client.validateIdToken()).toBe(true);
    const info = await client.makeApiCall({ url: `v3/company/${server.realmId}/companyinfo/${server.realmId}` });
    expect((info.json as Loose).CompanyInfo.CompanyName).toBeTruthy();
    const person = (await client.getUserInfo()).getJson() as Loose;
    expect(Object.keys(person)).toEqual([
      'sub',
      'email',
      'emailVerified',
      'givenName',
      'familyName',
      'phoneNumber',
      'phoneNumberVerified',
      'address',
    ]);
    expect(Object.keys(person.address)).toEqual(['streetAddress', 'locality', 'region', 'postalCode', 'country']);
  });

  test('an id token signed by someone else is not believed', async () => {
    await connect(client);
    const [head, claims, signature = ''] = client.getToken().id_token.split('.');
    const flipped = (signature.startsWith('A') ? 'B' : 'A') + signature.slice(1);
    client.getToken().id_token = [head, claims, flipped].join('.');
    expect(await failure(client.validateIdToken())).toBeInstanceOf(Error);
  });

  test('without openid there is no id token and no userinfo; without accounting no books', async () => {
    await connect(client, [OAuthClient.scopes.Accounting]);
    expect(client.getToken().id_token).toBe('');
    expect((await failure(client.getUserInfo())).authResponse.status()).toBe(401);
    const other = makeClient();
    await connect(other, [OAuthClient.scopes.OpenId]);
    const bearer = { authorization: `Bearer ${other.getToken().access_token}` };
    expect(code(await books(server, '/companyinfo/1', { headers: bearer }))).toBe('3100');
  });

  test('the hard end of a chain is told to those who ask, and comes nearer', async () => {
    const asking = makeClient({ includeRefreshTokenHardExpiresIn: true });
    await connect(asking);
    const first = asking.getToken().x_refresh_token_hard_expires_in;
    expect(first).toBe(5 * 365 * 86_400);
    await control(server, '/clock', { forward: { days: 10 } });
    await asking.refresh();
    expect(asking.getToken().x_refresh_token_hard_expires_in).toBeLessThanOrEqual(first - 10 * 86_400);
    await connect(client);
    expect(client.getToken().x_refresh_token_hard_expires_in).toBe(0);
  });

  test('a code works once; used again it takes the tokens it gave', async () => {
    const back = await connect(client);
    const again = await failure(makeClient().createToken(back));
    expect([again.authResponse.status(), again.error]).toEqual([400, 'invalid_grant']);
    expect(again.intuit_tid).toBeTruthy();
    expect((await failure(client.refresh())).error).toBe('invalid_grant');
  });

  test('another redirect at the exchange than at the start is refused', async () => {
    const back = await decide(server, client.authorizeUri({ scope: EVERYTHING, state: 's' }), 'allow');
    const other = makeClient({ redirectUri: `${REDIRECT}/` });
    expect((await failure(other.createToken(back.toString()))).error).toBe('invalid_grant');
  });

  test('a redirect that is not registered ends on a page, not in a redirect', async () => {
    const other = makeClient({ redirectUri: `${REDIRECT}/` });
    const answer = await fetch(other.authorizeUri({ scope: EVERYTHING, state: 's' }), { redirect: 'manual' });
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain('The <code>redirect_uri</code> query parameter value is invalid');
  });
});

describe('refreshing', () => {
  test('the string stays for a day, then a new one comes and the old one is dead', async () => {
    await connect(client);
    const first = client.getToken().refresh_token;
    const access = client.getToken().access_token;
    await control(server, '/clock', { forward: { hours: 23 } });
    await client.refresh();
    expect(client.getToken().refresh_token).toBe(first);
    expect(client.getToken().access_token).not.toBe(access);
    await control(server, '/clock', { forward: { hours: 2 } });
    await client.refresh();
    const second = client.getToken().refresh_token;
    expect(second).not.toBe(first);
    expect((await failure(makeClient().refreshUsingToken(first))).error_description).toBe(
      'Incorrect or invalid refresh token',
    );
    await client.refreshUsingToken(second);
    expect(client.getToken().refresh_token).toBe(second);
  });

  test('two at once: one wins, the other is told invalid_grant; in bad cases both are out', async () => {
    await connect(client);
    await control(server, '/clock', { forward: { days: 2 } });
    const { refresh_token } = client.getToken();
    const race = await Promise.allSettled([
      makeClient().refreshUsingToken(refresh_token),
      makeClient().refreshUsingToken(refresh_token),
    ]);
    expect(race.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    await control(server, '/switches', { reusedRefresh: 'revoke' });
    const kept: string = race.flatMap((result) =>
      result.status === 'fulfilled' ? [result.value.getJson().refresh_token] : [],
    )[0];
    expect((await failure(makeClient().refreshUsingToken(refresh_token))).error).toBe('invalid_grant');
    expect((await failure(makeClient().refreshUsingToken(kept))).error).toBe('invalid_grant');
  });

  test('a connection nobody refreshed for 101 days is over; refreshed in between it lives, for five years at most', async () => {
    await connect(client);
    await control(server, '/clock', { forward: { days: 100 } });
    await client.refresh();
    await control(server, '/clock', { forward: { days: 102 } });
    expect((await failure(client.refresh())).error_description).toBe('Token invalid');
    const long = makeClient();
    await connect(long);
    for (let days = 0; days < 5 * 365; days += 95) {
      await control(server, '/clock', { forward: { days: 95 } });
      if (days + 95 <= 5 * 365) await long.refresh();
    }
    expect((await failure(long.refresh())).error).toBe('invalid_grant');
  });

  test('an access token lives its hour out, also when a newer one was given', async () => {
    await connect(client);
    const bearer = { authorization: `Bearer ${client.getToken().access_token}` };
    await client.refresh();
    expect((await books(server, '/companyinfo/1', { headers: bearer })).status).toBe(200);
    await control(server, '/clock', { forward: { minutes: 61 } });
    const late = await books(server, '/companyinfo/1', { headers: bearer });
    expect([late.status, code(late)]).toEqual([401, '3200']);
    expect(late.body.fault.error[0].detail).toMatch(/^Token expired: eyJ/);
  });
});

describe('the end of a connection', () => {
  test('revoking by either token ends both', async () => {
    await connect(client);
    const { access_token, refresh_token } = client.getToken();
    await client.revoke({ access_token });
    expect((await failure(makeClient().refreshUsingToken(refresh_token))).error).toBe('invalid_grant');
    const bearer = { authorization: `Bearer ${access_token}` };
    expect(code(await books(server, '/companyinfo/1', { headers: bearer }))).toBe('3200');
    expect((await failure(makeClient().revoke({ refresh_token }))).authResponse.status()).toBe(400);
  });

  test('a person who takes the app out inside QuickBooks: not authorised, and no refresh', async () => {
    await connect(client);
    const bearer = { authorization: `Bearer ${client.getToken().access_token}` };
    await control(server, '/connection', { action: 'disconnect' });
    const answer = await books(server, '/companyinfo/1', { headers: bearer });
    expect([answer.status, code(answer)]).toEqual([403, '3100']);
    expect((await failure(client.refresh())).error).toBe('invalid_grant');
  });

  test('a wrong secret is invalid_client', async () => {
    const thief = makeClient({ clientSecret: 'guess' });
    const wrong = await failure(thief.refreshUsingToken(server.refreshToken));
    expect([wrong.authResponse.status(), wrong.error]).toEqual([401, 'invalid_client']);
  });
});

describe('calls through the client', () => {
  const books = () => `v3/company/${server.realmId}`;
  const customer = (body: object, more: object = {}) =>
    client.makeApiCall({ url: `${books()}/customer`, method: 'POST', body, ...more });

  test('made, read, changed, found; by a full address as well', async () => {
    await connect(client);
    const made = (await customer({ DisplayName: 'Otto Brandt' })) as Loose;
    expect([made.status, made.json.Customer.SyncToken]).toEqual([200, '0']);
    expect(made.headers.intuit_tid).toBeTruthy();
    const { Id } = made.json.Customer;
    const changed = (await customer(
      { Id, SyncToken: '0', sparse: true, Notes: 'Dog' },
      { params: { operation: 'update' } },
    )) as Loose;
    expect(changed.json.Customer).toMatchObject({ Notes: 'Dog', SyncToken: '1', DisplayName: 'Otto Brandt' });
    const query = `select * from Customer where Id = '${Id}'`;
    const found = (await client.makeApiCall({
      url: `/${books()}/query`,
      params: { query, minorversion: 75 },
    })) as Loose;
    expect(found.json.QueryResponse.Customer).toMatchObject([{ Id, SyncToken: '1', Notes: 'Dog' }]);
    const posted = (await client.makeApiCall({
      url: `${server.url}/${books()}/query`,
      method: 'POST',
      body: query,
      headers: { 'Content-Type': 'application/text' },
    })) as Loose;
    expect(posted.json.QueryResponse.Customer[0].Id).toBe(Id);
  });

  test('a PDF as bytes', async () => {
    await connect(client);
    const item = (await client.makeApiCall({
      url: `${books()}/item`,
      method: 'POST',
      body: { Name: 'Hours', Type: 'Service', IncomeAccountRef: { value: '1' } },
    })) as Loose;
    const { Customer } = ((await customer({ DisplayName: 'Otto' })) as Loose).json;
    const line = {
      DetailType: 'SalesItemLineDetail',
      Amount: 12,
      SalesItemLineDetail: { ItemRef: { value: item.json.Item.Id } },
    };
    const made = (await client.makeApiCall({
      url: `${books()}/invoice`,
      method: 'POST',
      body: { CustomerRef: { value: Customer.Id }, Line: [line] },
    })) as Loose;
    const pdf = (await client.makeApiCall({
      url: `${books()}/invoice/${made.json.Invoice.Id}/pdf`,
      headers: { Accept: 'application/pdf' },
      responseType: 'arraybuffer',
    })) as Loose;
    expect(Buffer.from(pdf.data).subarray(0, 5).toString()).toBe('%PDF-');
  });

  test('faults as the client tells them', async () => {
    await connect(client);
    await customer({ DisplayName: 'Twice' });
    const twice = await failure(customer({ DisplayName: 'Twice' }));
    expect(twice).toMatchObject({ code: '6240', faultType: 'ValidationFault', fault: { errors: [{ code: '6240' }] } });
    expect(twice.intuitTid).toBeTruthy();
    for (const [kind, told] of [
      ['throttle', 'RATE_LIMIT_EXCEEDED'],
      ['error-500', 'INTERNAL_SERVER_ERROR'],
      ['outage', '503'],
      ['lose-before', 'NETWORK_ERROR'],
    ]) {
      await control(server, '/faults', { script: [{ kind, times: 1 }] });
      expect([kind, (await failure(client.makeApiCall({ url: `${books()}/companyinfo/1` }))).code]).toEqual([
        kind,
        told,
      ]);
    }
    await control(server, '/connection', { action: 'expire-access' });
    expect((await failure(client.makeApiCall({ url: `${books()}/companyinfo/1` }))).code).toBe('401');
    await client.refresh();
    expect(((await client.makeApiCall({ url: `${books()}/companyinfo/1` })) as Loose).status).toBe(200);
  });

  test('a person who refuses; a client without tokens; tokens that were kept', async () => {
    const back = await decide(server, client.authorizeUri({ scope: EVERYTHING, state: 's' }), 'refuse');
    expect(back.searchParams.get('error')).toBe('access_denied');
    expect(await failure(client.createToken(back.toString()))).toBeInstanceOf(Error);
    expect(await failure(client.refresh())).toBeInstanceOf(Error);
    expect(client.isAccessTokenValid()).toBe(false);
    await connect(client);
    const kept = makeClient();
    kept.setToken(client.getToken());
    expect(kept.isAccessTokenValid()).toBe(true);
    const info = (await kept.makeApiCall({ url: `${books()}/companyinfo/1` })) as Loose;
    expect(info.json.CompanyInfo.Id).toBe('1');
    const told = await kept.revoke();
    expect(told.status()).toBe(200);
    expect((await failure(client.refresh())).error).toBe('invalid_grant');
  });
});

test('no method of the package was left out without a reason', () => {
  const methods = Object.keys(OAuthClient.prototype);
  expect(methods.length).toBeGreaterThan(20);
  expect(methods.filter((method) => !tried.has(method) && !(method in LEFT_OUT))).toEqual([]);
  expect(Object.keys(LEFT_OUT).filter((method) => tried.has(method) || !methods.includes(method))).toEqual([]);
});
