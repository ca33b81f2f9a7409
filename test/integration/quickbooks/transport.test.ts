import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createHttpTransport, NoAnswer } from '../../../main/connectors/quickbooks/index.ts';

let server: Server;
let url = '';
const seen: { path: string; port: number; authorization: string | undefined }[] = [];

const serve = (request: IncomingMessage, response: ServerResponse): void => {
  seen.push({
    path: request.url ?? '',
    port: request.socket.remotePort ?? 0,
    authorization: request.headers.authorization,
  });
  if (request.url === '/moved') response.writeHead(302, { location: `${url}/elsewhere` }).end('moved');
  else if (request.url === '/large') response.end('x'.repeat(20_000_000));
  else if (request.url === '/cut') {
    response.writeHead(200, { 'content-length': '100' });
    response.write('half', () => response.destroy());
  } else if (request.url === '/never') return;
  else request.pipe(response.writeHead(400, { Intuit_Tid: 'tid-1', 'x-two': ['a', 'b'] }));
};

beforeAll(async () => {
  server = createServer(serve);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const ask = (path: string, body: string | null = null, timeoutMs?: number) => {
  const transport = createHttpTransport(timeoutMs === undefined ? {} : { timeoutMs });
  const headers = { authorization: 'Bearer secret' };
  return transport({ method: body === null ? 'GET' : 'POST', url: `${url}${path}`, headers, body }).finally(() =>
    transport.close(),
  );
};

test('any status is an answer; text goes as UTF-8, header names are lower case', async () => {
  expect(await ask('/echo', 'Süß 北京')).toMatchObject({
    status: 400,
    headers: { intuit_tid: 'tid-1', 'x-two': 'a, b' },
    body: 'Süß 北京',
  });
});

test('a redirect is not followed, so the token goes nowhere else', async () => {
  expect(await ask('/moved')).toMatchObject({ status: 302, body: 'moved' });
  expect(seen.map((one) => one.path)).not.toContain('/elsewhere');
});

test('large answers are fine', async () => {
  expect((await ask('/large')).body).toHaveLength(20_000_000);
});

test('connections are kept', async () => {
  const transport = createHttpTransport();
  for (const path of ['/1', '/2', '/3'])
    await transport({ method: 'GET', url: `${url}${path}`, headers: {}, body: null });
  transport.close();
  expect(new Set(seen.filter((one) => /^\/\d$/.test(one.path)).map((one) => one.port)).size).toBe(1);
});

test.each([
  ['/cut', 'maybe'],
  ['/never', 'maybe'],
])('%s: no answer, and it may have arrived', async (path, arrived) => {
  const failure = await ask(path, '{}', path === '/never' ? 50 : undefined).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(NoAnswer);
  expect((failure as NoAnswer).arrived).toBe(arrived);
});

test('nobody listens: it has certainly not arrived', async () => {
  const closed = createServer();
  await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve));
  const { port } = closed.address() as AddressInfo;
  await new Promise((resolve) => closed.close(resolve));
  const transport = createHttpTransport();
  const failure = await transport({ method: 'GET', url: `http://127.0.0.1:${port}/`, headers: {}, body: null }).catch(
    (error: unknown) => error,
  );
  expect((failure as NoAnswer).arrived).toBe('no');
});
