/** Sends the exchanges of the fixtures to a sandbox server, as a client does, and tells how its answers differ. */
import type { CompanySnapshot } from '../../../main/sandbox/company/company.ts';
import { type SandboxServer, startSandboxServer } from '../../../main/sandbox/server/index.ts';
import { differences, type Json } from './compare.ts';

type Values = Readonly<Record<string, string>>;

/** What happens before the exchange. `as` keeps the id of what was made; `{{name}}` puts it in. */
export type Step =
  /** An app writes through the API. Without a body: an action, like sending. */
  | { readonly as?: string; readonly path: string; readonly query?: Values; readonly body?: Json }
  /** A person writes on QuickBooks' own screens. */
  | { readonly as?: string; readonly act: { readonly [name: string]: Json } }
  /** Something the company has already: the first row of a query. */
  | { readonly as: string; readonly find: string };

export type Exchange = {
  readonly name: string;
  /** Steps in an empty company; `book`: those of the shared book. */
  readonly setup?: readonly Step[] | 'book';
  readonly request: {
    readonly method: string;
    /** After the realm; with `root`, after the host. */
    readonly path: string;
    readonly root?: boolean;
    readonly query?: Values;
    readonly body?: Json;
    /** A body that is no JSON. */
    readonly text?: string;
    readonly form?: Values;
    /** Replaces what a client sends by default; an empty value leaves the header out. */
    readonly headers?: Values;
  };
  readonly status: number;
  /** Beyond those every answer of this kind has. */
  readonly headers?: { readonly [name: string]: Json };
  readonly response: Json;
};

const START = Date.parse('2026-11-20T12:00:00-08:00');
/** Between two requests: the stamps of two records differ. */
const TICK = 1500;
const REALM = '9341450000000042';

type Names = Map<string, string>;

function put<T>(value: T, names: Names): T {
  const text = JSON.stringify(value).replace(/\{\{([\w-]+)\}\}/g, (whole, name: string) => names.get(name) ?? whole);
  return JSON.parse(text) as T;
}

type Answer = { readonly status: number; readonly headers: { [name: string]: string }; readonly text: string };

export type Replayer = {
  /** How the answer differs from the fixture: nothing when it is equal. */
  readonly run: (exchange: Exchange) => Promise<string[]>;
  readonly close: () => Promise<void>;
};

/** One server for all: every exchange starts from the company as it was founded, at the same moment. */
export async function startReplayer(book: readonly Step[]): Promise<Replayer> {
  let at = START;
  const server = await startSandboxServer({
    company: 'empty',
    cacheDir: null,
    realmId: REALM,
    clientId: 'CONTRACT-CLIENT',
    clientSecret: 'contract-secret',
    now: () => at,
  });
  const empty = server.company.snapshot();
  let written: { readonly snapshot: CompanySnapshot; readonly names: Names; readonly at: number } | undefined;

  const request = async (asked: Exchange['request']): Promise<Answer> => {
    at += TICK;
    const { init, address } = httpRequest(server, asked);
    const response = await fetch(address, init);
    const text = await response.text();
    return { status: response.status, headers: Object.fromEntries(response.headers), text };
  };

  const take = async (step: Step, names: Names): Promise<string | undefined> => {
    const query = 'find' in step ? { query: put(step.find, names) } : undefined;
    const answer = await request(
      'find' in step
        ? { method: 'GET', path: '/query', ...(query === undefined ? {} : { query }) }
        : 'act' in step
          ? { method: 'POST', path: '/sandbox/act', root: true, body: put(step.act, names) as Json }
          : {
              method: 'POST',
              path: put(step.path, names),
              query: put(step.query ?? {}, names),
              ...bodyOf(step, names),
            },
    );
    if (answer.status !== 200) return `setup ${JSON.stringify(step)}: ${answer.text}`;
    const id = idIn(JSON.parse(answer.text));
    if (step.as !== undefined && id === undefined) return `setup ${JSON.stringify(step)}: nothing to name ${step.as}`;
    if (step.as !== undefined && id !== undefined) names.set(step.as, id);
    return undefined;
  };

  const takeAll = async (steps: readonly Step[], names: Names): Promise<string | undefined> => {
    for (const step of steps) {
      const trouble = await take(step, names);
      if (trouble !== undefined) return trouble;
    }
    return undefined;
  };

  const prepare = async (setup: Exchange['setup'], names: Names): Promise<string | undefined> => {
    if (setup !== 'book') {
      at = START;
      server.company.restore(empty);
      return takeAll(setup ?? [], names);
    }
    if (written === undefined) {
      at = START;
      server.company.restore(empty);
      const trouble = await takeAll(book, names);
      if (trouble !== undefined) return trouble;
      written = { snapshot: server.company.snapshot(), names: new Map(names), at };
    }
    at = written.at;
    server.company.restore(written.snapshot);
    for (const [name, id] of written.names) names.set(name, id);
    return undefined;
  };

  return {
    run: async (exchange) => {
      const names: Names = new Map([
        ['realm', REALM],
        ['access', server.accessToken],
        ['refresh', server.refreshToken],
      ]);
      const trouble = await prepare(exchange.setup, names);
      if (trouble !== undefined) return [trouble];
      const answer = await request(put(exchange.request, names));
      if (answer.status !== exchange.status)
        return [`status: ${answer.status} instead of ${exchange.status}: ${answer.text}`];
      return [
        ...headerDifferences(answer, put(exchange, names)),
        ...differences(readText(answer.text), put(exchange.response, names)),
      ];
    },
    close: server.close,
  };
}

const bodyOf = (step: { readonly body?: Json }, names: Names) =>
  step.body === undefined ? {} : { body: put(step.body, names) };

/** JSON where it is JSON, else the text itself. */
function readText(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}

/** The id of a record that was written, or of the first a query found. The tax service answers without an envelope. */
function idIn(answer: { readonly [name: string]: unknown }): string | undefined {
  const { TaxCodeId, QueryResponse } = answer as { TaxCodeId?: string; QueryResponse?: Record<string, unknown> };
  if (TaxCodeId !== undefined) return TaxCodeId;
  const holder = Object.values(QueryResponse ?? answer)[0];
  const record = (Array.isArray(holder) ? holder[0] : holder) as
    | { Id?: string; Attachable?: { Id: string } }
    | undefined;
  return record?.Attachable?.Id ?? record?.Id;
}

function httpRequest(server: SandboxServer, asked: Exchange['request']): { address: string; init: RequestInit } {
  const address = new URL(server.url + (asked.root === true ? asked.path : `/v3/company/${REALM}${asked.path}`));
  for (const [name, value] of Object.entries(asked.query ?? {})) address.searchParams.set(name, value);
  const headers = new Headers({ accept: 'application/json', 'content-type': 'application/json' });
  if (asked.root !== true) headers.set('authorization', `Bearer ${server.accessToken}`);
  if (asked.text !== undefined) headers.set('content-type', 'application/text');
  if (asked.form !== undefined) headers.set('content-type', 'application/x-www-form-urlencoded');
  for (const [name, value] of Object.entries(asked.headers ?? {})) {
    if (value === '') headers.delete(name);
    else headers.set(name, value);
  }
  const text = asked.text ?? (asked.form === undefined ? undefined : new URLSearchParams(asked.form).toString());
  const body = text ?? (asked.body === undefined ? undefined : JSON.stringify(asked.body));
  return { address: address.href, init: { method: asked.method, headers, ...(body === undefined ? {} : { body }) } };
}

/** Recorded: successes name their charset, faults do not; each carries the number support asks for. */
function headerDifferences(answer: Answer, { request, status, headers }: Exchange): string[] {
  const usual: { [name: string]: Json } =
    request.root === true
      ? {}
      : {
          'content-type': status === 200 ? 'application/json;charset=utf-8' : 'application/json',
          'qbo-version': '$text',
          'service-time': '$text',
        };
  const wanted: { [name: string]: Json } = { ...usual, intuit_tid: '$text', ...headers };
  return Object.entries(wanted).flatMap(([name, value]) => differences(answer.headers[name], value, `header ${name}`));
}
