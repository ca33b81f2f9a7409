import { describe, expect, test } from 'vitest';
import { createHttpTransport } from '../../../../renderer/transport/http.ts';
import type { LinkState } from '../../../../renderer/transport/transport.ts';
import type { AppEvent } from '../../../../shared/contract/events.ts';
import { appError } from '../../../../shared/errors.ts';

type Seen = { url: string; method: string; headers: Record<string, string>; body: unknown };

/** A host played by the test: each call or stream is answered by hand, and timers fire when told to. */
function createHost() {
  const seen: Seen[] = [];
  const timers: { run: () => void; ms: number }[] = [];
  const kept: string[] = [];
  const answers: ((seen: Seen) => Response | Promise<Response>)[] = [];
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const request = {
      url: String(input),
      method: init?.method ?? 'GET',
      headers: { ...(init?.headers as Record<string, string>) },
      body: typeof init?.body === 'string' ? JSON.parse(init.body) : null,
    };
    seen.push(request);
    const answer = answers.shift();
    if (!answer) throw new TypeError('nobody listens');
    return answer(request);
  };
  const window = { hidden: false, tell: () => {} };
  const transport = createHttpTransport({
    base: 'http://host',
    token: 'tok',
    company: null,
    onCompany: () => undefined,
    restart: () => undefined,
    reload: () => undefined,
    onToken: (token) => kept.push(token),
    fetch,
    setTimeout: (run, ms) => timers.push({ run, ms }),
    clearTimeout: () => timers.splice(0),
    now: () => 1000,
    random: () => 1,
    visibility: {
      hidden: () => window.hidden,
      onChange: (listener) => {
        window.tell = listener;
        return () => {
          window.tell = () => {};
        };
      },
    },
  });
  const show = (seen: boolean): void => {
    window.hidden = !seen;
    window.tell();
  };
  return { transport, seen, timers, kept, answers, show };
}

/** An open event stream that the test writes to and ends. */
function createStream() {
  let controller: ReadableStreamDefaultController<Uint8Array> | null = null;
  const body = new ReadableStream<Uint8Array>({
    start: (given) => {
      controller = given;
    },
  });
  return {
    response: new Response(body, { status: 200 }),
    send: (event: unknown) => controller?.enqueue(new TextEncoder().encode(`data: ${JSON.stringify(event)}\n\n`)),
    end: () => controller?.close(),
  };
}

const settled = async (): Promise<void> => {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
};

const event = (revision: number): AppEvent => ({ revision, topic: 'settings', payload: {} });

describe('a call', () => {
  test('posts JSON to its own address with the token in the header', async () => {
    const { transport, seen, answers } = createHost();
    answers.push(() => Response.json({ ok: true, value: { plan: null } }));
    expect(await transport.call('plan.get', {})).toEqual({ ok: true, value: { plan: null } });
    expect(seen[0]).toMatchObject({ url: 'http://host/api/plan.get', method: 'POST', body: {} });
    expect(seen[0]?.headers.authorization).toBe('Bearer tok');
  });

  test('answers the host’s error as data, whatever the HTTP status', async () => {
    const { transport, answers } = createHost();
    const error = appError('plan.notFound');
    answers.push(() => Response.json({ ok: false, error }, { status: 404 }));
    expect(await transport.call('plan.get', {})).toEqual({ ok: false, error });
  });

  test('tells in words that nobody answers, and never throws', async () => {
    const { transport } = createHost();
    const answer = await transport.call('plan.get', {});
    expect(answer).toMatchObject({ ok: false, error: { code: 'window.unreachable', retryable: true } });
  });

  test.each(['<html>', '{"neither":1}', 'null', ''])('tells an answer it cannot read: %j', async (text) => {
    const { transport, answers } = createHost();
    answers.push(() => new Response(text, { status: 502 }));
    const answer = await transport.call('plan.get', {});
    expect(answer).toMatchObject({ ok: false, error: { code: 'window.answer', native: { httpStatus: 502 } } });
  });
});

describe('the event stream', () => {
  const listen = (host: ReturnType<typeof createHost>) => {
    const events: number[] = [];
    const links: LinkState[] = [];
    const stop = host.transport.subscribe(
      (one) => events.push(one.revision),
      (link) => links.push(link),
    );
    return { events, links, stop };
  };

  test('opens with the token in the header, never in the address', async () => {
    const host = createHost();
    const stream = createStream();
    host.answers.push(() => stream.response);
    const { events, links } = listen(host);
    await settled();
    stream.send(event(7));
    await settled();
    expect(events).toEqual([7]);
    expect(links.map((link) => link.state)).toEqual(['connecting', 'open']);
    expect(host.seen[0]?.url).toBe('http://host/api/events');
    expect(host.seen[0]?.headers.authorization).toBe('Bearer tok');
  });

  test('reconnects after a loss and asks for what came after the last event', async () => {
    const host = createHost();
    const first = createStream();
    const second = createStream();
    host.answers.push(() => first.response);
    const { events, links } = listen(host);
    await settled();
    first.send(event(7));
    await settled();
    first.end();
    await settled();
    expect(links.at(-1)).toEqual({ state: 'lost', attempt: 1, retryAt: 1500 });
    host.answers.push(() => second.response);
    host.timers.shift()?.run();
    await settled();
    second.send(event(8));
    await settled();
    expect(events).toEqual([7, 8]);
    expect(links.at(-1)?.state).toBe('open');
    expect(host.seen[0]?.headers['last-event-id']).toBeUndefined();
    expect(host.seen[1]?.headers['last-event-id']).toBe('7');
  });

  test('waits longer after each failure, and begins anew once it was open', async () => {
    const host = createHost();
    listen(host);
    await settled();
    const waits: number[] = [];
    for (let failure = 0; failure < 3; failure += 1) {
      waits.push(host.timers[0]?.ms ?? 0);
      host.timers.shift()?.run();
      await settled();
    }
    expect(waits).toEqual([500, 1000, 2000]);
    const stream = createStream();
    host.answers.push(() => stream.response);
    host.timers.shift()?.run();
    await settled();
    stream.end();
    await settled();
    expect(host.timers[0]?.ms).toBe(500);
  });

  test('stops knocking when the token is refused, and opens at once with a new one', async () => {
    const host = createHost();
    host.answers.push(() => Response.json({ ok: false, error: appError('access.token') }, { status: 401 }));
    const { links } = listen(host);
    await settled();
    expect(links.at(-1)).toEqual({ state: 'denied' });
    expect(host.timers).toEqual([]);
    host.answers.push(() => createStream().response);
    host.transport.setToken?.('better');
    await settled();
    expect(host.kept).toEqual(['better']);
    expect(host.seen.at(-1)?.headers.authorization).toBe('Bearer better');
    expect(links.at(-1)?.state).toBe('open');
  });

  test('is silent after it was stopped', async () => {
    const host = createHost();
    const stream = createStream();
    host.answers.push(() => stream.response);
    const { events, links, stop } = listen(host);
    await settled();
    stop();
    stream.send(event(9));
    stream.end();
    await settled();
    expect(events).toEqual([]);
    expect(links.map((link) => link.state)).toEqual(['connecting', 'open']);
    expect(host.timers).toEqual([]);
  });

  test('a garbled event counts as a broken stream, not as a crash', async () => {
    const host = createHost();
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(new TextEncoder().encode('data: {half\n\n')),
    });
    host.answers.push(() => new Response(body));
    const { links } = listen(host);
    await settled();
    expect(links.at(-1)?.state).toBe('lost');
  });
});

describe('a window in the background', () => {
  test('says so by opening its stream anew, goes on where it was, and says when it is seen again', async () => {
    const { transport, seen, answers, show } = createHost();
    const heard: number[] = [];
    const links: LinkState['state'][] = [];
    const streams = [createStream(), createStream(), createStream()];
    for (const stream of streams) answers.push(() => stream.response);
    const stop = transport.subscribe(
      (one) => heard.push(one.revision),
      (link) => links.push(link.state),
    );
    await settled();
    streams[0]?.send(event(7));
    await settled();
    show(false);
    show(false);
    await settled();
    streams[1]?.send(event(8));
    await settled();
    show(true);
    await settled();
    expect(seen.map((one) => [one.url, one.headers['last-event-id'] ?? null])).toEqual([
      ['http://host/api/events', null],
      ['http://host/api/events?looking=no', '7'],
      ['http://host/api/events', '8'],
    ]);
    expect(heard).toEqual([7, 8]);
    expect(links).not.toContain('lost');
    stop();
    show(false);
    await settled();
    expect(seen).toHaveLength(3);
  });
});
