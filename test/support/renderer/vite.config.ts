import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** The window over a pretended engine, for looking at screens. Never part of what ships. */
export default defineConfig({
  root: import.meta.dirname,
  base: '/',
  publicDir: '../../../renderer/public',
  plugins: [react()],
  server: { port: 5199, host: '127.0.0.1', fs: { allow: ['../../..'] } },
  build: { outDir: '../../../dist/looks', emptyOutDir: true },
});
