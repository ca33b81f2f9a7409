/** A thin HTTP server around the company model. Every path but /sandbox/ is Intuit's own, so only the host differs. */
import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Company, type CompanyOptions, createCompany } from '../company/company.ts';
import { seededRandom } from '../company/generate.ts';
import type { Profile } from '../company/profile.ts';
import type { SeedOptions } from '../company/seed.ts';
import { createApi } from './api.ts';
import { generatedSnapshot, systemCacheDir } from './cache.ts';
import { answerControl, type Control } from './control.ts';
import { loadBalancerPage, systemFailure } from './envelopes.ts';
import { createFaultPlan, type FaultSpec } from './fault-plan.ts';
import { createFileLinks } from './files.ts';
import type { Condition } from './gate.ts';
import { sendJson, sendText, TooLarge } from './http.ts';
import { createLimits } from './limits.ts';
import { listen } from './listen.ts';
import { createProgramMeter, type SavedMeter } from './meter.ts';
import { answerOauth, lazySigningKey, type OauthSettings } from './oauth.ts';
import { keepState, openState } from './persist.ts';
import type { ServerState } from './state-file.ts';
import { companySwitches, defaultServerSwitches, type SwitchChanges, serverSwitches } from './switches.ts';
import { createTokens, type Grant, type SavedTokens, type TokenStore } from './tokens.ts';
import { createWebhooks, type WebhookSettings } from './webhooks.ts';

export type SandboxServerOptions = {
  /** 0 or absent: any free port. */
  readonly port?: number;
  readonly company?: SeedOptions;
  /** Plan, country, currency, tax: laid over what the seed or the file says. */
  readonly profile?: Profile;
  readonly switches?: SwitchChanges;
  readonly faults?: FaultSpec;
  readonly webhooks?: WebhookSettings;
  readonly realmId?: string;
  readonly clientId?: string;
  readonly clientSecret?: string;
  /** Registered return addresses. Absent: any http address on this computer. */
  readonly redirectUris?: readonly string[];
  /** File that carries the company and its connections over restarts. */
  readonly persist?: string;
  /** Where generated companies are kept; null: nowhere. Absent: the operating system's place for caches. */
  readonly cacheDir?: string | null;
  /** Present time in epoch milliseconds; the control interface moves it forward. */
  readonly now?: () => number;
  /** Real milliseconds after which a request is given up; 120,000, as the service does. */
  readonly requestTimeoutMs?: number;
};

export type SandboxServer = {
  /** `http://127.0.0.1:port`, no slash at the end. */
  readonly url: string;
  readonly realmId: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly accessToken: string;
  readonly refreshToken: string;
  /** Signs webhooks. */
  readonly verifierToken: string;
  /** The company itself, for tests in the same process. */
  readonly company: Company;
  readonly close: () => Promise<void>;
};

const TIMEOUT_MS = 120_000;

/** Scopes of the connection that stands ready without the browser. */
const READY_SCOPES = 'com.intuit.quickbooks.accounting openid profile email phone address';

const word = (prefix: string) => prefix + randomBytes(24).toString('base64url');

type Identity = { clientId: string; clientSecret: string; verifierToken: string };

/** What the file keeps besides the company. */
type KeptState = {
  readonly identity?: Identity;
  readonly tokens?: SavedTokens;
  readonly offset?: number;
  readonly meter?: SavedMeter;
};

export async function startSandboxServer(options: SandboxServerOptions = {}): Promise<SandboxServer> {
  const real = options.now ?? Date.now;
  const saved = await openState(options.persist);
  const kept: KeptState = saved?.server ?? {};
  let offset = kept.offset ?? 0;
  const now = () => real() + offset;
  let url = '';
  const files = createFileLinks(now);
  const company = await openCompany(options, saved?.company, now, (file) => files.make(url, file));
  if (saved !== undefined) company.repeat(saved.since);
  const tokens = createTokens(now, { token: word });
  if (kept.tokens !== undefined) tokens.load(kept.tokens);
  const identity: Identity = kept.identity ?? {
    clientId: options.clientId ?? word('AB'),
    clientSecret: options.clientSecret ?? word(''),
    verifierToken: word(''),
  };
  const grant = standing(tokens, company.realmId);
  const meter = createProgramMeter(company.realmId, now);
  if (kept.meter !== undefined) meter.load(kept.meter);
  const serverState = (): ServerState => ({ identity, tokens: tokens.save(), offset, meter: meter.save() });
  const persistence = await keepState(options.persist, saved, company, serverState);
  // A refreshed or new connection was handed out before the file was opened for writing.
  persistence.keep({ identity, tokens: tokens.save() });
  await persistence.stored();

  const first = company.snapshot();
  const faults = createFaultPlan();
  if (options.faults !== undefined) faults.set(options.faults);
  const limits = createLimits(now);
  const switches = defaultServerSwitches();
  const webhooks = createWebhooks(
    { realmId: company.realmId, clientId: () => identity.clientId, verifierToken: () => identity.verifierToken },
    now,
  );
  if (options.webhooks !== undefined) webhooks.set(options.webhooks);
  company.watch({ commit: ({ events }) => webhooks.tell(events) });
  let condition: Condition = 'well';
  const change = (changes: SwitchChanges) => {
    company.setSwitches(companySwitches(changes));
    Object.assign(switches, serverSwitches(changes));
    tokens.setReuse(switches.reusedRefresh);
  };
  if (options.switches !== undefined) change(options.switches);

  const traceId = traceIds();
  const timeoutMs = options.requestTimeoutMs ?? TIMEOUT_MS;
  const api = createApi({
    company,
    gate: { tokens, condition: () => condition, offering: () => company.offering() },
    limits,
    meter,
    faults,
    switches,
    persistence,
    now,
    traceId,
    random: seededRandom(1),
    timeoutMs,
  });
  const oauth: OauthSettings = {
    clientId: identity.clientId,
    clientSecret: identity.clientSecret,
    redirectUris: options.redirectUris ?? [],
    companies: () => [{ realmId: company.realmId, name: company.name() }],
    tokens,
    url: () => url,
    now,
  };
  const keepServer = () => {
    persistence.keep(serverState());
    return persistence.stored();
  };
  const control: Control = {
    company,
    tokens,
    faults,
    meter,
    limits,
    webhooks,
    calls: api.calls,
    now,
    switches,
    change,
    condition: () => condition,
    setCondition: (changed) => {
      condition = changed;
    },
    forward: async (ms) => {
      offset += ms;
      await keepServer();
      await webhooks.settle();
    },
    reset: async () => {
      company.restore(first);
      api.calls.length = 0;
      faults.clear();
      meter.reset();
      condition = 'well';
      await persistence.rewrite();
    },
    changed: keepServer,
  };
  const keys = lazySigningKey();

  const serve = (request: IncomingMessage, response: ServerResponse): void => {
    const target = request.url ?? '/';
    const here = listening.isFromHere(request);
    if (here && target.startsWith('/v3/')) {
      api.serve(request, response, target);
      return;
    }
    response.setHeader('intuit_tid', traceId());
    if (!here) sendJson(response, 403, { error: 'The sandbox answers this computer only.' });
    else serveRest(request, response, target).catch((error: unknown) => broke(response, error));
  };
  const serveRest = async (request: IncomingMessage, response: ServerResponse, target: string): Promise<void> => {
    const parsed = URL.canParse(target, url) ? new URL(target, url) : undefined;
    if (parsed === undefined) return page(response, 400);
    if (files.serve(company, request.method ?? 'GET', parsed, response)) return;
    if (await answerControl(control, request, response, parsed)) return;
    if (await answerOauth(oauth, keys, request, response, parsed)) {
      if (request.method === 'POST') await keepServer();
      return;
    }
    sendJson(response, 404, { error: `Nothing is served at ${parsed.pathname}.` });
  };
  const broke = (response: ServerResponse, error: unknown) => {
    if (response.headersSent) response.destroy();
    else if (error instanceof TooLarge) page(response, 413);
    else {
      const { status, headers, body } = systemFailure(now());
      sendText(response, status, headers['content-type'] ?? 'application/json', String(body));
    }
  };

  const listening = await listen({ port: options.port ?? 0, timeoutMs, serve });
  url = listening.url;

  let closing: Promise<void> | undefined;
  const end = async () => {
    webhooks.close();
    await listening.close();
    persistence.keep({ meter: meter.save() });
    await persistence.close();
  };
  return {
    url,
    realmId: company.realmId,
    ...identity,
    accessToken: grant.access,
    refreshToken: grant.refresh,
    company,
    close: () => {
      closing ??= end();
      return closing;
    },
  };
}

function page(response: ServerResponse, status: number): void {
  sendText(response, status, 'text/html', String(loadBalancerPage(status).body));
}

/** The company of the file, of the cache, or a new one. */
async function openCompany(
  options: SandboxServerOptions,
  saved: Parameters<Company['restore']>[0] | undefined,
  now: () => number,
  fileUrl: NonNullable<CompanyOptions['fileUrl']>,
): Promise<Company> {
  const folder = options.cacheDir === undefined ? systemCacheDir() : options.cacheDir;
  const start = saved ?? (folder === null ? undefined : await generatedSnapshot(options.company, folder, { now }));
  return createCompany({
    clock: { now },
    fileUrl,
    ...(options.company === undefined ? {} : { seed: options.company }),
    ...(options.realmId === undefined ? {} : { realmId: options.realmId }),
    ...(start === undefined ? {} : { saved: start }),
    ...(options.profile === undefined ? {} : { profile: options.profile }),
  });
}

/** Header `intuit_tid`: unlike any other of this server, and cheap. */
function traceIds(): () => string {
  const run = randomBytes(8).toString('hex');
  let count = 0;
  return () => {
    count += 1;
    return `1-${run}-${count.toString(16).padStart(16, '0')}`;
  };
}

/** The connection handed out at start: the saved one, refreshed when it is over an hour old, or a new one. */
function standing(tokens: TokenStore, realmId: string): Grant {
  const saved = tokens.save().grants[0];
  if (saved !== undefined && 'grant' in tokens.check(saved.access)) return saved;
  return (
    (saved === undefined ? undefined : tokens.refresh(saved.refresh, false).grant) ??
    tokens.grant(realmId, READY_SCOPES)
  );
}
