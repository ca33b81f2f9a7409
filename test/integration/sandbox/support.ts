/** A sandbox server for a test, and short ways to ask it as an app, as a browser and as its operator. */
import { expect } from 'vitest';
import {
  type SandboxServer,
  type SandboxServerOptions,
  startSandboxServer,
} from '../../../main/sandbox/server/index.ts';

const open: SandboxServer[] = [];

/** Starts a server that `closeAll` ends; nothing of it is kept in the user's cache folder. */
export async function start(options: SandboxServerOptions = {}): Promise<SandboxServer> {
  const server = await startSandboxServer({ company: 'empty', cacheDir: null, ...options });
  open.push(server);
  return server;
}

export async function closeAll(): Promise<void> {
  for (const server of open.splice(0)) await server.close();
}

// biome-ignore lint/suspicious/noExplicitAny: answers are read member by member, as a client reads them
export type Loose = any;

export type Answer = {
  readonly status: number;
  readonly type: string;
  readonly headers: Headers;
  readonly text: string;
  readonly body: Loose;
};

async function answerOf(response: Response): Promise<Answer> {
  const text = await response.text();
  const type = response.headers.get('content-type') ?? '';
  return {
    status: response.status,
    type,
    headers: response.headers,
    text,
    body: type.includes('json') && text !== '' ? JSON.parse(text) : undefined,
  };
}

/** The control interface: GET without a body, POST with one. */
export async function control(server: SandboxServer, path: string, body?: unknown, method?: string): Promise<Loose> {
  const init = {
    method: method ?? (body === undefined ? 'GET' : 'POST'),
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  };
  return (await answerOf(await fetch(`${server.url}/sandbox${path}`, init))).body;
}

/** A request of the app for the company's books. */
export async function books(server: SandboxServer, path: string, init: RequestInit = {}): Promise<Answer> {
  const headers: Record<string, string> = {
    authorization: `Bearer ${server.accessToken}`,
    accept: 'application/json',
    'content-type': 'application/json',
    ...(init.headers as Record<string, string> | undefined),
  };
  return answerOf(await fetch(`${server.url}/v3/company/${server.realmId}${path}`, { ...init, headers }));
}

export const post = (server: SandboxServer, path: string, body: unknown): Promise<Answer> =>
  books(server, path, { method: 'POST', body: JSON.stringify(body) });

export const create = (server: SandboxServer, name: string): Promise<Answer> =>
  post(server, '/customer', { DisplayName: name });

export const ask = (server: SandboxServer, query: string): Promise<Answer> =>
  books(server, `/query?query=${encodeURIComponent(query)}`);

/** Code of the only fault item, whatever the envelope. */
export function code(answer: Answer): string {
  const { Fault, fault } = answer.body ?? {};
  return Fault?.Error[0].code ?? fault?.error[0].code ?? `no fault: ${answer.status} ${answer.text.slice(0, 80)}`;
}

/** What a browser sends when the person presses a button of the consent page. Returns where it is sent. */
export async function decide(server: SandboxServer, authorizeUri: string, decision: 'allow' | 'refuse'): Promise<URL> {
  const page = await (await fetch(authorizeUri)).text();
  const form = new URLSearchParams();
  for (const [, name = '', value = ''] of page.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)">/g)) {
    form.set(
      name,
      value.replaceAll(/&#(\d+);/g, (_, char: string) => String.fromCharCode(Number(char))),
    );
  }
  form.set('realmId', /name="realmId" value="(\d+)"/.exec(page)?.[1] ?? '');
  form.set('decision', decision);
  const answer = await fetch(`${server.url}/connect/oauth2`, {
    method: 'POST',
    body: form,
    redirect: 'manual',
    headers: { origin: server.url },
  });
  expect(answer.status).toBe(302);
  return new URL(answer.headers.get('location') ?? '');
}
