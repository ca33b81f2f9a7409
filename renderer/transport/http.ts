import type { AppEvent } from '../../shared/contract/events.ts';
import { backoffMs } from './backoff.ts';
import { createSseParser } from './sse.ts';
import { type Answer, type LinkState, type Transport, unreachable, unreadable } from './transport.ts';

/** What the HTTP transport needs from the browser; handed in so that tests can play the host. */
export type HttpDeps = {
  /** Root of the host without a closing slash; empty for the address the window was loaded from. */
  base: string;
  token: string | null;
  onToken: (token: string) => void;
  /** The company this tab shows; null for the first. */
  company: string | null;
  onCompany: (id: string | null) => void;
  /** Loads the window anew where it is. */
  reload: () => void;
  /** Loads the window anew from its first screen: another company has other records at every address. */
  restart: () => void;
  fetch: typeof fetch;
  setTimeout: (run: () => void, ms: number) => unknown;
  clearTimeout: (timer: unknown) => void;
  now: () => number;
  random: () => number;
  /** Whether the window is to be seen; a hidden one asks the host to read QuickBooks as if nobody looked. */
  visibility: { hidden(): boolean; onChange(listener: () => void): () => void };
};

const isAnswer = (value: unknown): value is Answer<never> =>
  typeof value === 'object' && value !== null && 'ok' in value && typeof value.ok === 'boolean';

/** Operations that themselves name a company, which may be gone without this window's being so. */
const ASKS_LIST: ReadonlySet<string> = new Set(['companies.rename', 'companies.remove', 'companies.bringBack']);

const isEvent = (value: unknown): value is AppEvent =>
  typeof value === 'object' &&
  value !== null &&
  'topic' in value &&
  'revision' in value &&
  typeof value.revision === 'number';

/** Talks to the headless host: `POST /api/<name>` for calls, `GET /api/events` as a stream for events. */
export function createHttpTransport(deps: HttpDeps): Transport {
  let token = deps.token;
  const wakers = new Set<() => void>();
  const company: Record<string, string> = deps.company === null ? {} : { 'plumbline-company': deps.company };
  const headers = (): Record<string, string> => ({
    ...company,
    ...(token === null ? {} : { authorization: `Bearer ${token}` }),
  });
  const choose = async (id: string | null): Promise<void> => {
    deps.onCompany(id);
    deps.restart();
  };

  const signIn: NonNullable<Transport['session']>['signIn'] = async (input) => {
    try {
      const response = await deps.fetch(`${deps.base}/session`, {
        method: 'POST',
        headers: { ...company, 'content-type': 'application/json' },
        body: JSON.stringify(input),
        cache: 'no-store',
      });
      const body = (await response.json()) as Answer<never> & { value?: { token?: unknown } };
      if (!isAnswer(body)) return { ok: false, error: unreadable(response.status) };
      if (!body.ok) return { ok: false, error: body.error };
      deps.onToken(String((body as { value: { token: unknown } }).value.token));
      deps.reload();
      return { ok: true };
    } catch {
      return { ok: false, error: unreachable() };
    }
  };

  const call: Transport['call'] = async (name, input) => {
    let response: Response;
    try {
      response = await deps.fetch(`${deps.base}/api/${name}`, {
        method: 'POST',
        headers: { ...headers(), 'content-type': 'application/json' },
        body: JSON.stringify(input),
        cache: 'no-store',
      });
    } catch {
      return { ok: false, error: unreachable() };
    }
    try {
      const body: unknown = await response.json();
      if (isAnswer(body)) {
        // Taken off the list, maybe in another tab: this one goes to the first.
        if (!body.ok && body.error.code === 'companies.gone' && response.status === 404 && !ASKS_LIST.has(name))
          await choose(null);
        return body;
      }
    } catch {
      // Not JSON: told below like any other unreadable answer.
    }
    return { ok: false, error: unreadable(response.status) };
  };

  const subscribe: Transport['subscribe'] = (onEvent, onLink) => {
    let stopped = false;
    let attempt = 0;
    let timer: unknown = null;
    let abort: AbortController | null = null;
    /** What the stream that is open said of the window. */
    let hidden = false;
    /** Revision of the last event heard: the host sends what came after it, so a short loss costs nothing. */
    let last: number | null = null;
    const hear = (event: AppEvent): void => {
      last = event.revision;
      onEvent(event);
    };

    const later = (): void => {
      if (stopped) return;
      attempt += 1;
      const wait = backoffMs(attempt, deps.random());
      onLink({ state: 'lost', attempt, retryAt: deps.now() + wait });
      timer = deps.setTimeout(() => void open(), wait);
    };

    const open = async (): Promise<void> => {
      timer = null;
      abort = new AbortController();
      const mine = abort;
      try {
        hidden = deps.visibility.hidden();
        const response = await deps.fetch(`${deps.base}/api/events${hidden ? '?looking=no' : ''}`, {
          headers: {
            ...headers(),
            accept: 'text/event-stream',
            ...(last === null ? {} : { 'last-event-id': String(last) }),
          },
          cache: 'no-store',
          signal: mine.signal,
        });
        if (stopped || abort !== mine) return;
        if (response.status === 401 || response.status === 403) return onLink({ state: 'denied' });
        // Taken off the list: this window goes to the first.
        if (response.status === 404 && deps.company !== null) return void (await choose(null));
        if (!response.ok || response.body === null) return later();
        attempt = 0;
        onLink({ state: 'open' });
        await readStream(response.body, hear, () => stopped || abort !== mine);
      } catch {
        // The stream broke or never began; both are answered by trying again.
      }
      if (abort === mine) later();
    };

    /** At once instead of at the end of the wait: a new token was given, or the computer is online again. */
    const wake = (): void => {
      if (stopped) return;
      if (timer !== null) deps.clearTimeout(timer);
      abort?.abort();
      attempt = 0;
      void open();
    };
    wakers.add(wake);
    // The stream itself says whether someone looks, so it is opened anew; what happened meanwhile follows it.
    const unsee = deps.visibility.onChange(() => {
      if (deps.visibility.hidden() !== hidden && timer === null) wake();
    });
    onLink({ state: 'connecting' } satisfies LinkState);
    void open();

    return () => {
      stopped = true;
      wakers.delete(wake);
      unsee();
      if (timer !== null) deps.clearTimeout(timer);
      abort?.abort();
    };
  };

  return {
    kind: 'http',
    call,
    choose,
    subscribe,
    setToken(given) {
      token = given;
      deps.onToken(given);
      for (const wake of wakers) wake();
    },
    session: {
      signIn,
      forget() {
        deps.onToken('');
        deps.reload();
      },
    },
  };
}

async function readStream(
  body: ReadableStream<Uint8Array>,
  onEvent: (event: AppEvent) => void,
  ended: () => boolean,
): Promise<void> {
  const parse = createSseParser();
  const decoder = new TextDecoder();
  const reader = body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done || ended()) return;
    for (const data of parse(decoder.decode(value, { stream: true }))) {
      const event: unknown = JSON.parse(data);
      if (isEvent(event)) onEvent(event);
    }
  }
}
