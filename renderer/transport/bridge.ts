import type { AppEvent } from '../../shared/contract/events.ts';
import { type Answer, type Transport, unreachable } from './transport.ts';

/** What the preload script puts on `window`: the whole keyhole of the desktop app. */
export type Bridge = {
  call(name: string, input: unknown): Promise<unknown>;
  /** Listens to engine events; answers the function that stops. */
  subscribe(listener: (event: AppEvent) => void): () => void;
  /** Shows another company in the window; the page is to be loaded anew after it. */
  choose(id: string): Promise<unknown>;
  host: Readonly<Record<string, unknown>>;
};

/** Talks to the engine in the desktop app's main process. The link is open as long as the app runs. */
export function createBridgeTransport(bridge: Bridge, restart: () => void): Transport {
  return {
    kind: 'bridge',
    async call<N extends Parameters<Transport['call']>[0]>(name: N, input: unknown): Promise<Answer<N>> {
      try {
        return (await bridge.call(name, input)) as Answer<N>;
      } catch {
        return { ok: false, error: unreachable() };
      }
    },
    async choose(id) {
      // Where the shown one is gone the app itself goes to the first.
      if (id !== null) await bridge.choose(id);
      restart();
    },
    subscribe(onEvent, onLink) {
      const stop = bridge.subscribe(onEvent);
      onLink({ state: 'open' });
      return stop;
    },
  };
}
