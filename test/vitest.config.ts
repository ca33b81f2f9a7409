import { defineConfig } from 'vitest/config';

/**
 * One project per question the tests answer. Simulations, integration and contract tests start servers and stores, so
 * they get more time than a decision needs.
 */
const project = (name: string, testTimeout: number) => ({
  test: { name, include: [`test/${name}/**/*.test.{ts,tsx}`], testTimeout, hookTimeout: testTimeout },
});

export default defineConfig({
  root: new URL('..', import.meta.url).pathname,
  test: {
    projects: [
      project('unit', 30_000),
      // Whole runs on a virtual clock: CPU bound, slow machines included.
      project('simulation', 300_000),
      project('contract', 60_000),
      // Processes, files and sockets; kill -9 fifty times belongs here.
      project('integration', 600_000),
    ],
  },
});
