/**
 * Sign-in state of the sandbox: codes, access tokens, refresh tokens. Numbers and rules are Intuit's: an access token
 * lives an hour; a refresh token string lives on unchanged for about a day of refreshes, then is replaced and the old one
 * is dead; a chain dies after five years; a code works once, and using it again kills what it gave.
 */
export type Ids = { readonly token: (prefix: string) => string };

export type Grant = {
  readonly id: string;
  readonly realmId: string;
  readonly scope: string;
  readonly since: number;
  refresh: string;
  /** When the present refresh token string was first given out. */
  refreshBorn: number;
  refreshUsed: number;
  access: string;
  accessBorn: number;
  revoked: boolean;
};

type Code = {
  readonly realmId: string;
  readonly scope: string;
  readonly redirectUri: string;
  readonly born: number;
  grant?: string;
};

export type TokenAnswer = { readonly status: number; readonly body: Record<string, string | number> };

export type TokenStore = {
  readonly newCode: (realmId: string, scope: string, redirectUri: string) => string;
  readonly exchange: (code: string, redirectUri: string, hard: boolean) => TokenAnswer & { readonly grant?: Grant };
  readonly refresh: (token: string, hard: boolean) => TokenAnswer & { readonly grant?: Grant };
  readonly revoke: (token: string) => boolean;
  /** A connection made without the browser, for tests and for the app's own start. */
  readonly grant: (realmId: string, scope: string) => Grant;
  readonly check: (
    access: string | undefined,
  ) => { readonly grant: Grant } | { readonly problem: 'missing' | 'unknown' | 'expired' };
  readonly expireAccess: () => void;
  readonly revokeAll: () => void;
  readonly save: () => SavedTokens;
  readonly load: (saved: SavedTokens) => void;
};

export type SavedTokens = { readonly grants: readonly Grant[] };

export const ACCESS_SECONDS = 3600;
export const REFRESH_SECONDS = 8_726_400;
const ROTATION_MS = 24 * 3_600_000;
const CODE_MS = 5 * 60_000;
const HARD_SECONDS = 5 * 365 * 86_400;

export function createTokens(now: () => number, ids: Ids): TokenStore {
  const codes = new Map<string, Code>();
  const grants = new Map<string, Grant>();

  const refused = (description: string): TokenAnswer => ({
    status: 400,
    body: { error_description: description, error: 'invalid_grant' },
  });

  const given = (grant: Grant, hard: boolean): TokenAnswer & { grant: Grant } => {
    const body: Record<string, string | number> = {
      token_type: 'bearer',
      access_token: grant.access,
      expires_in: ACCESS_SECONDS,
      refresh_token: grant.refresh,
      x_refresh_token_expires_in: REFRESH_SECONDS,
    };
    if (hard) body.x_refresh_token_hard_expires_in = HARD_SECONDS - Math.floor((now() - grant.since) / 1000);
    return { status: 200, body, grant };
  };

  const newGrant = (realmId: string, scope: string): Grant => {
    const grant: Grant = {
      id: ids.token('grant'),
      realmId,
      scope,
      since: now(),
      refresh: ids.token('RT1-'),
      refreshBorn: now(),
      refreshUsed: now(),
      access: ids.token('eyJ'),
      accessBorn: now(),
      revoked: false,
    };
    grants.set(grant.id, grant);
    return grant;
  };

  const byRefresh = (token: string) => [...grants.values()].find((grant) => grant.refresh === token && !grant.revoked);

  return {
    newCode: (realmId, scope, redirectUri) => {
      const code = ids.token('AB1');
      codes.set(code, { realmId, scope, redirectUri, born: now() });
      return code;
    },
    exchange: (code, redirectUri, hard) => {
      const known = codes.get(code);
      if (known === undefined) return refused('Invalid authorization code');
      if (known.grant !== undefined) {
        const earlier = grants.get(known.grant);
        if (earlier !== undefined) earlier.revoked = true;
        return refused('Authorization code has already been used');
      }
      if (now() - known.born > CODE_MS) return refused('Authorization code expired');
      if (known.redirectUri !== redirectUri) return refused('Invalid redirect_uri');
      const grant = newGrant(known.realmId, known.scope);
      known.grant = grant.id;
      return given(grant, hard);
    },
    refresh: (token, hard) => {
      const grant = byRefresh(token);
      if (grant === undefined) return refused('Incorrect or invalid refresh token');
      const dead = now() - grant.refreshUsed > REFRESH_SECONDS * 1000 || now() - grant.since > HARD_SECONDS * 1000;
      if (dead) return refused('Token invalid');
      grant.access = ids.token('eyJ');
      grant.accessBorn = now();
      grant.refreshUsed = now();
      if (now() - grant.refreshBorn >= ROTATION_MS) {
        grant.refresh = ids.token('RT1-');
        grant.refreshBorn = now();
      }
      return given(grant, hard);
    },
    revoke: (token) => {
      const grant = [...grants.values()].find(
        (item) => !item.revoked && (item.refresh === token || item.access === token),
      );
      if (grant === undefined) return false;
      grant.revoked = true;
      return true;
    },
    grant: newGrant,
    check: (access) => {
      if (access === undefined || access === '') return { problem: 'missing' };
      const grant = [...grants.values()].find((item) => item.access === access && !item.revoked);
      if (grant === undefined) return { problem: 'unknown' };
      return now() - grant.accessBorn >= ACCESS_SECONDS * 1000 ? { problem: 'expired' } : { grant };
    },
    expireAccess: () => {
      for (const grant of grants.values()) grant.accessBorn = now() - ACCESS_SECONDS * 1000;
    },
    revokeAll: () => {
      for (const grant of grants.values()) grant.revoked = true;
    },
    save: () => ({ grants: [...grants.values()].filter((grant) => !grant.revoked).map((grant) => ({ ...grant })) }),
    load: (saved) => {
      grants.clear();
      for (const grant of saved.grants) grants.set(grant.id, { ...grant });
    },
  };
}
