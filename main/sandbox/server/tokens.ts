/**
 * Sign-in state of the sandbox: codes, access tokens, refresh tokens. Numbers and rules are Intuit's: an access token
 * lives an hour; a refresh token string lives on unchanged for about a day of refreshes, then is replaced and the old one
 * is dead; a chain dies after five years; a code works once, and using it again kills what it gave. An access token lives
 * its hour out even when a newer one was given.
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
  /** The person took the app out inside QuickBooks: its calls are then not authorised rather than unknown. */
  disconnected?: boolean;
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
  ) => { readonly grant: Grant } | { readonly problem: 'missing' | 'unknown' | 'expired' | 'disconnected' };
  readonly expireAccess: () => void;
  readonly revokeAll: () => void;
  /** The person takes the app out of a company inside QuickBooks. */
  readonly disconnect: () => void;
  /** What using a refresh token that was replaced does: a refusal, or (seen in races) the loss of the whole grant. */
  readonly setReuse: (reuse: 'refuse' | 'revoke') => void;
  readonly save: () => SavedTokens;
  readonly load: (saved: SavedTokens) => void;
};

export type SavedTokens = { readonly grants: readonly Grant[] };

export const ACCESS_SECONDS = 3600;
export const REFRESH_SECONDS = 8_726_400;
const ROTATION_MS = 24 * 3_600_000;
const CODE_MS = 5 * 60_000;
const HARD_SECONDS = 5 * 365 * 86_400;
/** How long expired tokens and codes are still told apart from unknown ones. */
const KEPT_MS = 24 * 3_600_000;

export function createTokens(now: () => number, ids: Ids): TokenStore {
  const codes = new Map<string, Code>();
  const grants = new Map<string, Grant>();
  const accesses = new Map<string, { readonly grant: Grant; born: number }>();
  const refreshes = new Map<string, Grant>();
  /** Refresh tokens that were replaced, and whose they were. */
  const replaced = new Map<string, Grant>();
  let reuse: 'refuse' | 'revoke' = 'refuse';

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

  const file = (grant: Grant): Grant => {
    grants.set(grant.id, grant);
    accesses.set(grant.access, { grant, born: grant.accessBorn });
    refreshes.set(grant.refresh, grant);
    return grant;
  };

  const newGrant = (realmId: string, scope: string): Grant =>
    file({
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
    });

  const dropExpired = () => {
    for (const [token, { born }] of accesses) if (now() - born >= KEPT_MS) accesses.delete(token);
    for (const [code, { born }] of codes) if (now() - born >= KEPT_MS) codes.delete(code);
  };

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
      const grant = refreshes.get(token);
      if (grant === undefined || grant.revoked) {
        const earlier = replaced.get(token);
        if (earlier !== undefined && reuse === 'revoke') earlier.revoked = true;
        return refused('Incorrect or invalid refresh token');
      }
      const dead = now() - grant.refreshUsed > REFRESH_SECONDS * 1000 || now() - grant.since > HARD_SECONDS * 1000;
      if (dead) return refused('Token invalid');
      dropExpired();
      grant.access = ids.token('eyJ');
      grant.accessBorn = now();
      grant.refreshUsed = now();
      if (now() - grant.refreshBorn >= ROTATION_MS) {
        refreshes.delete(grant.refresh);
        replaced.set(grant.refresh, grant);
        grant.refresh = ids.token('RT1-');
        grant.refreshBorn = now();
      }
      return given(file(grant), hard);
    },
    revoke: (token) => {
      const grant = refreshes.get(token) ?? accesses.get(token)?.grant;
      if (grant === undefined || grant.revoked) return false;
      grant.revoked = true;
      return true;
    },
    grant: newGrant,
    check: (access) => {
      if (access === undefined || access === '') return { problem: 'missing' };
      const known = accesses.get(access);
      if (known?.grant.disconnected === true) return { problem: 'disconnected' };
      if (known === undefined || known.grant.revoked) return { problem: 'unknown' };
      return now() - known.born >= ACCESS_SECONDS * 1000 ? { problem: 'expired' } : { grant: known.grant };
    },
    expireAccess: () => {
      const born = now() - ACCESS_SECONDS * 1000;
      for (const known of accesses.values()) known.born = born;
      for (const grant of grants.values()) grant.accessBorn = born;
    },
    revokeAll: () => {
      for (const grant of grants.values()) grant.revoked = true;
    },
    disconnect: () => {
      for (const grant of grants.values()) Object.assign(grant, { revoked: true, disconnected: true });
    },
    setReuse: (changed) => {
      reuse = changed;
    },
    save: () => ({ grants: [...grants.values()].filter((grant) => !grant.revoked).map((grant) => ({ ...grant })) }),
    load: (saved) => {
      for (const map of [grants, accesses, refreshes, replaced]) map.clear();
      for (const grant of saved.grants) file({ ...grant });
    },
  };
}
