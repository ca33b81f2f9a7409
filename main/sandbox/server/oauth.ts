/** Intuit's sign-in addresses: authorize, token, revoke, discovery, userinfo, keys. */
import { createSign, generateKeyPairSync, type KeyObject, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { bearerToken } from './gate.ts';
import { readBody, sendJson, sendText } from './http.ts';
import { type Choice, consentPage, mismatchPage, PAGE_HEADERS, problemPage } from './pages.ts';
import type { Grant, TokenStore } from './tokens.ts';

export type OauthSettings = {
  readonly clientId: string;
  readonly clientSecret: string;
  /** Registered return addresses; empty: any http address on this computer, as development keys allow. */
  readonly redirectUris: readonly string[];
  readonly companies: () => readonly Choice[];
  readonly tokens: TokenStore;
  readonly url: () => string;
  readonly now: () => number;
};

const SCOPES = new Set([
  'com.intuit.quickbooks.accounting',
  'com.intuit.quickbooks.payment',
  'openid',
  'profile',
  'email',
  'phone',
  'address',
]);
const MOST_STATE = 2000;

/** Answers a sign-in address; false when the path is none of them. */
export async function answerOauth(
  settings: OauthSettings,
  keys: () => SigningKey,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<boolean> {
  const method = request.method ?? 'GET';
  const path = url.pathname.replace(/\/$/, '');
  if (path === '/connect/oauth2' && method === 'GET') authorize(settings, response, url.searchParams);
  else if (path === '/connect/oauth2' && method === 'POST') await decide(settings, request, response);
  else if (path === '/oauth2/v1/tokens/bearer' && method === 'POST') await token(settings, keys, request, response);
  else if (path === '/v2/oauth2/tokens/revoke' && method === 'POST') await revoke(settings, request, response);
  else if (path === '/.well-known/openid_configuration' || path === '/.well-known/openid_sandbox_configuration') {
    sendJson(response, 200, discovery(settings.url()));
  } else if (path === '/op/v1/jwks') sendJson(response, 200, { keys: [keys().jwk] });
  else if (path === '/v1/openid_connect/userinfo') userInfo(settings, request, response);
  else return false;
  return true;
}

function discovery(url: string) {
  return {
    issuer: ISSUER,
    authorization_endpoint: `${url}/connect/oauth2`,
    token_endpoint: `${url}/oauth2/v1/tokens/bearer`,
    userinfo_endpoint: `${url}/v1/openid_connect/userinfo`,
    revocation_endpoint: `${url}/v2/oauth2/tokens/revoke`,
    jwks_uri: `${url}/op/v1/jwks`,
    response_types_supported: ['code'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
    scopes_supported: ['openid', 'email', 'profile', 'address', 'phone'],
    token_endpoint_auth_methods_supported: ['client_secret_post', 'client_secret_basic'],
    claims_supported: ['aud', 'exp', 'iat', 'iss', 'realmid', 'sub'],
  };
}

function allowedRedirect(settings: OauthSettings, redirect: string): boolean {
  if (settings.redirectUris.length > 0) return settings.redirectUris.includes(redirect);
  try {
    const parsed = new URL(redirect);
    return (
      parsed.protocol === 'http:' &&
      ['localhost', '127.0.0.1', '[::1]'].includes(parsed.hostname) &&
      parsed.search === ''
    );
  } catch {
    return false;
  }
}

function page(response: ServerResponse, status: number, html: string): void {
  // The form posts back here and is then sent on to the app, so form-action stays open to loopback only.
  sendText(response, status, 'text/html; charset=utf-8', html, PAGE_HEADERS);
}

function back(response: ServerResponse, redirect: string, parameters: Record<string, string>): void {
  const target = new URL(redirect);
  for (const [name, value] of Object.entries(parameters)) target.searchParams.set(name, value);
  response.writeHead(302, { location: target.toString(), 'cache-control': 'no-store' });
  response.end();
}

/** What is wrong with an authorization request: a page, a way back, or nothing. */
function problem(settings: OauthSettings, query: URLSearchParams): { html: string } | { error: string } | undefined {
  if (query.get('client_id') !== settings.clientId)
    return { html: problemPage('The client_id query parameter value is missing or unknown.') };
  if (!allowedRedirect(settings, query.get('redirect_uri') ?? '')) return { html: mismatchPage() };
  if (query.get('response_type') !== 'code')
    return { html: problemPage('The response_type query parameter value is missing or invalid.') };
  const state = query.get('state') ?? '';
  if (state === '' || state.length > MOST_STATE)
    return { html: problemPage('The state query parameter value is missing or invalid.') };
  const scopes = (query.get('scope') ?? '').split(' ').filter((scope) => scope !== '');
  if (scopes.length === 0 || scopes.some((scope) => !SCOPES.has(scope))) return { error: 'invalid_scope' };
  return undefined;
}

function authorize(settings: OauthSettings, response: ServerResponse, query: URLSearchParams): void {
  const wrong = problem(settings, query);
  if (wrong !== undefined) {
    if ('html' in wrong) page(response, 400, wrong.html);
    else back(response, query.get('redirect_uri') ?? '', { error: wrong.error, state: query.get('state') ?? '' });
    return;
  }
  const hidden: Record<string, string> = {};
  for (const name of ['client_id', 'redirect_uri', 'response_type', 'scope', 'state'])
    hidden[name] = query.get(name) ?? '';
  page(response, 200, consentPage(settings.companies(), hidden, 'this app'));
}

async function decide(settings: OauthSettings, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const form = new URLSearchParams(Buffer.from(await readBody(request)).toString('utf8'));
  const wrong = problem(settings, form);
  if (wrong !== undefined)
    return page(response, 400, 'html' in wrong ? wrong.html : problemPage('The scope is invalid.'));
  const redirect = form.get('redirect_uri') ?? '';
  const state = form.get('state') ?? '';
  if (form.get('decision') !== 'allow') return back(response, redirect, { error: 'access_denied', state });
  const realmId = form.get('realmId') ?? '';
  if (!settings.companies().some((company) => company.realmId === realmId)) {
    return page(response, 400, problemPage('Choose a company.'));
  }
  const code = settings.tokens.newCode(realmId, form.get('scope') ?? '', redirect);
  back(response, redirect, { code, state, realmId });
}

function equal(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}

/** The app behind a token request, by Basic header or by form fields. */
function knownClient(settings: OauthSettings, request: IncomingMessage, form: URLSearchParams): boolean {
  const header = request.headers.authorization ?? '';
  let id = form.get('client_id') ?? '';
  let secret = form.get('client_secret') ?? '';
  if (/^basic /i.test(header)) {
    const [user = '', ...rest] = Buffer.from(header.slice(6), 'base64').toString('utf8').split(':');
    id = user;
    secret = rest.join(':');
  }
  return equal(id, settings.clientId) && equal(secret, settings.clientSecret);
}

async function token(
  settings: OauthSettings,
  keys: () => SigningKey,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const form = new URLSearchParams(Buffer.from(await readBody(request)).toString('utf8'));
  const headers = { 'cache-control': 'no-store' };
  if (!knownClient(settings, request, form)) return sendJson(response, 401, { error: 'invalid_client' }, headers);
  const hard = request.headers['x-include-refresh-token-hard-expires-in'] === 'true';
  const type = form.get('grant_type');
  if (type === 'authorization_code') {
    const result = settings.tokens.exchange(form.get('code') ?? '', form.get('redirect_uri') ?? '', hard);
    return sendJson(response, result.status, withIdToken(settings, keys, result.body, result.grant), headers);
  }
  if (type === 'refresh_token') {
    const given = form.get('refresh_token');
    if (given === null || given === '') return sendJson(response, 400, { error: 'invalid_request' }, headers);
    const result = settings.tokens.refresh(given, hard);
    return sendJson(response, result.status, result.body, headers);
  }
  sendJson(response, 400, { error: type === null ? 'invalid_request' : 'unsupported_grant_type' }, headers);
}

async function revoke(settings: OauthSettings, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const text = Buffer.from(await readBody(request)).toString('utf8');
  const form = new URLSearchParams(text);
  if (!knownClient(settings, request, form)) return sendJson(response, 401, { error: 'invalid_client' });
  let given = form.get('token') ?? '';
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed === 'object' && parsed !== null && 'token' in parsed && typeof parsed.token === 'string')
      given = parsed.token;
  } catch {
    // Form fields are accepted too.
  }
  if (given === '' || !settings.tokens.revoke(given)) return sendJson(response, 400, { error: 'invalid_request' });
  response.writeHead(200, { 'content-length': 0 });
  response.end();
}

const USER = { sub: '6d9c4a52-2f0e-4d0b-9f5c-5a2f1c0b7e11', email: 'dana@larkspurroofing.example' };

function userInfo(settings: OauthSettings, request: IncomingMessage, response: ServerResponse): void {
  const checked = settings.tokens.check(bearerToken(request.headers.authorization));
  if (!('grant' in checked) || !checked.grant.scope.split(' ').includes('openid')) {
    const challenge = { 'www-authenticate': 'Bearer realm="Intuit", error="invalid_token"' };
    sendJson(response, 401, { error: 'invalid_token' }, challenge);
    return;
  }
  const scopes = checked.grant.scope.split(' ');
  const body: Record<string, unknown> = { sub: USER.sub };
  if (scopes.includes('email')) Object.assign(body, { email: USER.email, emailVerified: true });
  if (scopes.includes('profile')) Object.assign(body, { givenName: 'Dana', familyName: 'Whitlock' });
  if (scopes.includes('phone')) Object.assign(body, { phoneNumber: '+1 7075550100', phoneNumberVerified: true });
  if (scopes.includes('address')) {
    body.address = {
      streetAddress: '321 Lakeville St',
      locality: 'Petaluma',
      region: 'CA',
      postalCode: '94952',
      country: 'US',
    };
  }
  sendJson(response, 200, body);
}

const ISSUER = 'https://oauth.platform.intuit.com/op/v1';

export type SigningKey = { readonly key: KeyObject; readonly jwk: Record<string, unknown> };

/** The key that signs id tokens; made when first asked for. */
export function lazySigningKey(): () => SigningKey {
  let made: SigningKey | undefined;
  return () => {
    if (made === undefined) {
      const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
      made = {
        key: pair.privateKey,
        jwk: { ...pair.publicKey.export({ format: 'jwk' }), use: 'sig', alg: 'RS256', kid: 'sandbox-1' },
      };
    }
    return made;
  };
}

function withIdToken(
  settings: OauthSettings,
  keys: () => SigningKey,
  body: Record<string, string | number>,
  grant: Grant | undefined,
) {
  if (grant === undefined || !grant.scope.split(' ').includes('openid')) return body;
  const seconds = Math.floor(settings.now() / 1000);
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const head = encode({ kid: 'sandbox-1', typ: 'JWT', alg: 'RS256' });
  const claims = encode({
    sub: USER.sub,
    aud: [settings.clientId],
    realmid: grant.realmId,
    auth_time: seconds,
    iss: ISSUER,
    exp: seconds + 3600,
    iat: seconds,
  });
  const signature = createSign('RSA-SHA256').update(`${head}.${claims}`).sign(keys().key).toString('base64url');
  return { ...body, id_token: `${head}.${claims}.${signature}` };
}
