import { type Bridge, createBridgeTransport } from './bridge.ts';
import { keepCompany, takeCompany } from './chosen-company.ts';
import { createHttpTransport } from './http.ts';
import { keepToken, takeToken } from './token.ts';
import type { Transport } from './transport.ts';

declare global {
  interface Window {
    /** Present in the desktop app only. */
    bridge?: Bridge;
  }
}

/** The transport of this window: the keyhole in the desktop app, HTTP in a browser. */
export function openTransport(): Transport {
  if (window.bridge) return createBridgeTransport(window.bridge, () => window.location.assign('/'));
  // Read before the token is, which clears the address.
  const company = takeCompany({ location: window.location, storage: window.sessionStorage });
  return createHttpTransport({
    base: '',
    company,
    onCompany: (id) => keepCompany(window.sessionStorage, id),
    token: takeToken({ location: window.location, history: window.history, storage: window.sessionStorage }),
    onToken: (token) => keepToken(window.sessionStorage, token),
    reload: () => window.location.reload(),
    restart: () => window.location.assign('/'),
    fetch: window.fetch.bind(window),
    setTimeout: (run, ms) => window.setTimeout(run, ms),
    clearTimeout: (timer) => window.clearTimeout(timer as number),
    now: () => Date.now(),
    random: () => Math.random(),
    visibility: {
      hidden: () => document.hidden,
      onChange: (listener) => {
        document.addEventListener('visibilitychange', listener);
        return () => document.removeEventListener('visibilitychange', listener);
      },
    },
  });
}

export type { Answer, LinkState, ShownError, Transport } from './transport.ts';
