import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** A running headless host for `vite` in development; the built window is served by the host itself. */
const host = process.env.PLUMBLINE_URL ?? 'http://127.0.0.1:4780';

export default defineConfig({
  root: import.meta.dirname,
  base: '/',
  plugins: [react()],
  build: {
    outDir: '../dist/renderer',
    emptyOutDir: true,
    target: 'chrome130',
    // The content security policy allows nothing inline: no data: fonts, no polyfill script.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: {
    proxy: {
      '/api': {
        target: host,
        changeOrigin: true,
        // The host checks Host and Origin exactly, so both must be its own.
        configure: (proxy) => {
          proxy.on('proxyReq', (request) => request.setHeader('origin', new URL(host).origin));
        },
      },
    },
  },
});
