import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createGate } from '../../../main/hosts/gate.ts';
import { describeApi } from '../../../main/hosts/headless/describe.ts';
import { type RunningServer, startServer } from '../../../main/hosts/headless/server.ts';
import { createTickets } from '../../../main/hosts/headless/tickets.ts';
import type { AppEvent } from '../../../shared/contract/events.ts';
import { contract } from '../../../shared/contract/index.ts';
import { appError } from '../../../shared/errors.ts';
import { oneCompany } from '../../support/one-company.ts';

/** The server over real sockets, before an engine that notes what reached it. */
const TOKEN = 'a-token-that-nobody-guesses';
const reached: { name: string; input: unknown }[] = [];
const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
let emit: (event: AppEvent) => void = () => {};
let server: RunningServer;
let clock = 0;
const tickets = createTickets(
  () => clock,
  (() => {
    let n = 0;
    return () => `ticket${++n}`;
  })(),
);
const told: string[] = [];
const event = (revision: number): AppEvent => ({ revision, topic: 'review', payload: { total: revision } });

/** Nobody has a sign-in here. */
const nobody = {
  signIn: async () => ({ ok: false as const, error: appError('access.wrongPassword') }),
  callerOf: () => null,
  eventFor: (_caller: unknown, one: AppEvent) => one,
};

beforeAll(async () => {
  server = await startServer({
    port: 0,
    token: TOKEN,
    tickets,
    description: describeApi('1.2.3'),
    assets: async (path) => ({ status: 200, headers: { 'Content-Type': 'text/html' }, body: `<p>${path}` }),
    log: silent,
    companies: oneCompany({
      gate: createGate(
        async (name, input) => {
          reached.push({ name, input });
          return name === 'records.update'
            ? { ok: false, error: appError('record.stale', { entity: 'customer' }) }
            : { ok: true, value: { name } };
        },
        silent,
        () => 'R1',
      ),
      people: nobody,
      webhook: async (raw, signature) => {
        told.push(Buffer.from(raw).toString());
        return signature === 'right' ? 'taken' : 'badSignature';
      },
      subscribe: (listener) => {
        emit = listener;
        return () => {};
      },
      watch: () => () => {},
      current: async () => event(10),
    }),
  });
});
afterAll(() => server.close());

type Answer = { status: number; headers: IncomingHttpHeaders; text: string; json: () => unknown };

/** A request with exactly these headers: fetch would not let us lie about Host and Origin. */
const send = (
  path: string,
  { method = 'POST', headers = {}, body = '' as string | Buffer, token = TOKEN as string | null, chunked = false } = {},
): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const request = httpRequest(
      {
        host: '127.0.0.1',
        port: server.port,
        path,
        method,
        headers: {
          ...(token === null ? {} : { authorization: `Bearer ${token}` }),
          ...(body.length > 0 ? { 'content-type': 'application/json' } : {}),
          ...(body.length > 0 && !chunked ? { 'content-length': Buffer.byteLength(body) } : {}),
          ...headers,
        },
      },
      (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('end', () => {
          const text = Buffer.concat(chunks).toString();
          resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text, json: () => JSON.parse(text) });
        });
        answer.on('error', reject);
      },
    );
    request.on('error', reject);
    request.end(body);
  });

const code = (answer: Answer): string => (answer.json() as { error: { code: string } }).error.code;

describe('who is let in', () => {
  test.each([
    ['no token', { token: null }],
    ['a wrong token', { token: 'guess' }],
    ['the token in another scheme', { token: null, headers: { authorization: `Basic ${TOKEN}` } }],
  ])('%s: 401, and nothing reaches the engine', async (_name, options) => {
    const before = reached.length;
    const answer = await send('/api/app.status', { body: '{}', ...options });
    expect([answer.status, code(answer), answer.headers['www-authenticate']]).toEqual([401, 'access.token', 'Bearer']);
    expect(answer.text).not.toContain(TOKEN);
    expect(reached.length).toBe(before);
  });

  test('the token in the address counts for nothing', async () => {
    expect((await send(`/api/app.status?token=${TOKEN}`, { token: null, body: '{}' })).status).toBe(401);
  });

  test.each([
    ['another name', { host: 'books.example' }],
    ['another port', { host: '127.0.0.1:1' }],
    ['a foreign page', { origin: 'https://evil.example' }],
    ['a page of another program on this computer', { origin: 'http://127.0.0.1:3000' }],
    ['a page without origin', { origin: 'null' }],
    ['a browser on behalf of another site', { 'sec-fetch-site': 'cross-site' }],
  ])('%s: 403 even with the token', async (_name, headers) => {
    const before = reached.length;
    const answer = await send('/api/app.status', { body: '{}', headers });
    expect([answer.status, code(answer)]).toEqual([403, 'access.origin']);
    expect(reached.length).toBe(before);
    // Nobody else's page may read an answer.
    expect(answer.headers['access-control-allow-origin']).toBeUndefined();
  });

  test('a foreign name gets no page either', async () => {
    expect((await send('/', { method: 'GET', headers: { host: 'books.example' } })).status).toBe(403);
  });

  test('our own page is let in, under both names', async () => {
    for (const name of ['127.0.0.1', 'localhost']) {
      const own = `${name}:${server.port}`;
      const answer = await send('/api/app.status', { headers: { host: own, origin: `http://${own}` }, body: '{}' });
      expect(answer.status).toBe(200);
    }
  });

  test('a preflight gets no permission', async () => {
    const answer = await send('/api/app.status', {
      method: 'OPTIONS',
      token: null,
      headers: { origin: 'https://evil.example', 'access-control-request-method': 'POST' },
    });
    expect(answer.status).toBe(403);
    expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
  });

  test('a ticket opens the window once, with the token behind #, and lapses after a minute', async () => {
    const ticket = tickets.issue();
    const first = await send(`/open/${ticket}`, { method: 'GET', token: null });
    expect([first.status, first.headers.location]).toEqual([302, `/#token=${TOKEN}`]);
    const late = tickets.issue();
    clock += 60_001;
    for (const worthless of [ticket, late, 'guess', '']) {
      const answer = await send(`/open/${worthless}`, { method: 'GET', token: null });
      expect([answer.status, answer.headers.location], worthless).toEqual([302, '/']);
    }
    const foreign = await send(`/open/${tickets.issue()}`, {
      method: 'GET',
      token: null,
      headers: { host: 'a.example' },
    });
    expect([foreign.status, foreign.headers.location]).toEqual([403, undefined]);
  });
});

describe('calls', () => {
  test('input in, answer out', async () => {
    const answer = await send('/api/records.list', { body: '{"entity":"customer","limit":5}' });
    expect([answer.status, answer.json()]).toEqual([200, { ok: true, value: { name: 'records.list' } }]);
    expect(reached.at(-1)).toEqual({ name: 'records.list', input: { entity: 'customer', limit: 5, offset: 0 } });
    expect(answer.headers).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
    });
  });

  test('no body is no input', async () => {
    expect((await send('/api/app.status')).status).toBe(200);
  });

  test.each([
    ['an unknown command', '/api/sync.nwo', '{}', 404, 'input.unknownCommand', 'sync.nwo'],
    ['no name', '/api/', '{}', 404, 'input.unknownCommand', ''],
    ['a name of the language', '/api/constructor', '{}', 404, 'input.unknownCommand', 'constructor'],
    ['a body that is no JSON', '/api/app.status', '{"a":', 400, 'input.invalid', 'body: is not JSON'],
    ['a field too many', '/api/app.status', '{"x":1}', 400, 'input.invalid', 'x: is not a known field'],
    ['a field missing', '/api/records.list', '{}', 400, 'input.invalid', 'entity: is needed'],
    ['a field of the wrong kind', '/api/records.list', '{"entity":1}', 400, 'input.invalid', 'entity: must be a text'],
    ['a list for an object', '/api/app.status', '[]', 400, 'input.invalid', 'input: must be an object'],
  ])('%s is told', async (_name, path, body, status, expected, words) => {
    const before = reached.length;
    const answer = await send(path, { body });
    expect([answer.status, code(answer)]).toEqual([status, expected]);
    expect(answer.text.replaceAll('\\"', '"')).toContain(words);
    expect(reached.length).toBe(before);
  });

  test('what is no UTF-8, and what is not called JSON, is told', async () => {
    const bytes = await send('/api/app.status', { body: Buffer.from([0x22, 0xff, 0x22]) });
    expect([bytes.status, bytes.text.includes('UTF-8')]).toEqual([400, true]);
    const form = await send('/api/app.status', { body: 'a=1', headers: { 'content-type': 'text/plain' } });
    expect([form.status, form.text.includes('application/json')]).toEqual([400, true]);
  });

  test('the engine’s refusals have their status', async () => {
    const body = '{"entity":"customer","key":"1","revision":"1","changes":{}}';
    const answer = await send('/api/records.update', { body });
    expect([answer.status, code(answer)]).toEqual([409, 'record.stale']);
  });

  test('only POST calls, only GET reads', async () => {
    const got = await send('/api/app.status', { method: 'GET' });
    expect([got.status, got.headers.allow]).toEqual([405, 'POST']);
    const posted = await send('/api', { body: '{}' });
    expect([posted.status, posted.headers.allow]).toEqual([405, 'GET']);
  });

  test.each([
    ['announced', true],
    ['found out on the way', false],
  ])('more than 1 MiB, %s, is told and goes no further', async (_name, announced) => {
    const before = reached.length;
    const body = JSON.stringify({ entity: 'customer', search: 'x'.repeat(1_200_000) });
    const answer = await send('/api/records.list', { body, chunked: !announced });
    expect([answer.status, code(answer)]).toEqual([413, 'input.tooLarge']);
    expect(answer.text).toContain('1 MiB');
    expect(reached.length).toBe(before);
    // The connection stays usable.
    expect((await send('/api/app.status', { body: '{}' })).status).toBe(200);
  });

  test('what is no HTTP at all does not bring the server down', async () => {
    await new Promise<void>((resolve) => {
      const socket = connect(server.port, '127.0.0.1', () => socket.write('\x16\x03\x01nonsense\r\n\r\n'));
      socket.on('close', () => resolve());
      socket.on('error', () => resolve());
      socket.resume();
    });
    expect((await send('/api/app.status', { body: '{}' })).status).toBe(200);
  });
});

describe('GET /api', () => {
  test('lists every command and query with the schemas of its input and output', async () => {
    const answer = await send('/api', { method: 'GET' });
    const described = answer.json() as {
      operations: { name: string; kind: string; doc: string; input: object; output: object }[];
    };
    expect(described.operations.map((one) => one.name).sort()).toEqual(Object.keys(contract).sort());
    for (const one of described.operations) {
      expect(['command', 'query']).toContain(one.kind);
      expect(one.doc.length, one.name).toBeGreaterThan(10);
      expect(one.input, one.name).toMatchObject({ type: 'object' });
      expect(one.output, one.name).toHaveProperty('$schema');
    }
    const list = described.operations.find((one) => one.name === 'records.list');
    expect(list?.input).toMatchObject({ required: ['entity'], additionalProperties: false });
  });

  test('needs the token too', async () => {
    expect((await send('/api', { method: 'GET', token: null })).status).toBe(401);
  });
});

describe('GET /api/events', () => {
  /** Reads revisions from a stream until there are `count`. */
  async function revisions(count: number, headers: Record<string, string> = {}, act = () => {}): Promise<number[]> {
    const abort = new AbortController();
    const answer = await fetch(new URL('api/events', server.url), {
      headers: { authorization: `Bearer ${TOKEN}`, ...headers },
      signal: abort.signal,
    });
    expect(answer.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    const seen: number[] = [];
    let text = '';
    if (answer.body === null) throw new Error('no stream');
    for await (const part of answer.body.pipeThrough(new TextDecoderStream())) {
      text += part;
      const found = [...text.matchAll(/^id: (\d+)\ndata: (.*)$/gm)];
      for (const match of found.slice(seen.length)) {
        const revision = Number(match[1]);
        expect((JSON.parse(match[2] ?? '') as AppEvent).revision).toBe(revision);
        seen.push(revision);
        if (seen.length === 1) act();
      }
      if (seen.length >= count) break;
    }
    abort.abort();
    return seen;
  }

  test('begins with the state and goes on with what happens', async () => {
    expect(
      await revisions(3, {}, () => {
        emit(event(11));
        emit(event(12));
      }),
    ).toEqual([10, 11, 12]);
  });

  test('goes on where the reader left off', async () => {
    emit(event(13));
    emit(event(14));
    expect(await revisions(2, { 'last-event-id': '12' })).toEqual([13, 14]);
  });

  test('shows the gap to a reader who was away too long', async () => {
    expect(await revisions(1, { 'last-event-id': '3' })).toEqual([10]);
    expect(await revisions(1, { 'last-event-id': 'nonsense' })).toEqual([10]);
  });

  test('needs the token, and takes it from no address', async () => {
    expect((await send(`/api/events?token=${TOKEN}`, { method: 'GET', token: null })).status).toBe(401);
  });
});

test('pages are served without a token; the query never reaches the files', async () => {
  const answer = await send('/records/invoice?x=/../..', { method: 'GET', token: null });
  expect([answer.status, answer.text]).toEqual([200, '<p>/records/invoice']);
  expect((await send('/', { method: 'POST', token: null })).status).toBe(405);
  expect((await send('/', { method: 'HEAD', token: null })).text).toBe('');
});

test('a port that is taken is told', async () => {
  await expect(
    startServer({
      port: server.port,
      token: TOKEN,
      tickets,
      description: {},
      assets: async () => ({ status: 200, headers: {}, body: '' }),
      log: silent,
      companies: oneCompany({
        people: nobody,
        gate: async () => ({ ok: true, value: null }),
        webhook: async () => 'off',
        subscribe: () => () => {},
        watch: () => () => {},
        current: async () => event(1),
      }),
    }),
  ).rejects.toMatchObject({ error: { code: 'host.portInUse' } });
});
