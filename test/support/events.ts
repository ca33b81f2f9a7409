import type { AppEvent } from '../../shared/contract/events.ts';

/**
 * Follows `GET /api/events` of a host. `closed` resolves when the stream ended, for whatever reason: the test closed it,
 * or the host went away.
 */
export function followEvents(
  host: { url: string; token: string; company?: string },
  listener: (event: AppEvent) => void,
): { close(): void; readonly closed: Promise<void> } {
  const abort = new AbortController();
  const read = async (): Promise<void> => {
    const answer = await fetch(new URL('api/events', host.url), {
      headers: {
        authorization: `Bearer ${host.token}`,
        accept: 'text/event-stream',
        ...(host.company === undefined ? {} : { 'plumbline-company': host.company }),
      },
      signal: abort.signal,
    });
    if (!answer.ok || answer.body === null) throw new Error(`events: ${answer.status} ${await answer.text()}`);
    let rest = '';
    for await (const part of answer.body.pipeThrough(new TextDecoderStream())) {
      rest += part;
      for (let end = rest.indexOf('\n\n'); end !== -1; end = rest.indexOf('\n\n')) {
        const data = rest
          .slice(0, end)
          .split('\n')
          .filter((line) => line.startsWith('data:'))
          .map((line) => line.slice(5).trimStart())
          .join('\n');
        rest = rest.slice(end + 2);
        if (data !== '') listener(JSON.parse(data) as AppEvent);
      }
    }
  };
  // A killed host and a closed stream end the same way for the reader; what matters is asserted elsewhere.
  const closed = read().catch(() => undefined);
  return { close: () => abort.abort(), closed };
}
