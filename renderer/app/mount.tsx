import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { createAppStore } from '../store/app-store.ts';
import type { Transport } from '../transport/index.ts';
import { App } from './app.tsx';
import { cspNonce } from './nonce.ts';

/** Draws the window into `#root` over any transport. */
export function mount(transport: Transport): void {
  const root = document.getElementById('root');
  if (root === null) throw new Error('The page has no #root');
  const nonce = cspNonce();
  // The scroll lock of drawers makes its style tag by itself and looks for the nonce under this name.
  if (nonce) Object.assign(globalThis, { __webpack_nonce__: nonce });
  const store = createAppStore({ transport, now: () => Date.now(), setTimeout: (run, ms) => setTimeout(run, ms) });
  store.start();
  createRoot(root).render(
    <StrictMode>
      <App store={store} nonce={nonce} />
    </StrictMode>,
  );
}
