import { existsSync } from 'node:fs';
import { defineConfig } from 'playwright/test';

/** Debian's Chromium; elsewhere the browser that Playwright finds by channel. */
const chromium = ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find((path) => existsSync(path));

export default defineConfig({
  testDir: '.',
  testMatch: '**/*.spec.ts',
  outputDir: '../../test-results',
  // Each test starts its own company and host: one at a time keeps two cores from starving either.
  workers: 1,
  fullyParallel: false,
  forbidOnly: Boolean(process.env.CI),
  // Nobody watches a build server: what fails there once and then passes is told at the end, by name, and does not stop it.
  retries: process.env.CI ? 1 : 0,
  // A person's whole path, start-up included, on a slow machine.
  timeout: 180_000,
  expect: { timeout: 20_000 },
  reporter: [['list'], ['../reporters/playwright-summary.ts']],
  use: {
    // A control that is not there within this time is missing, not slow.
    actionTimeout: 20_000,
    viewport: { width: 1440, height: 900 },
    screenshot: 'only-on-failure',
    trace: 'retain-on-failure',
    launchOptions: {
      ...(chromium ? { executablePath: chromium } : { channel: 'chrome' }),
      args: [
        ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--disable-quic',
        '--no-first-run',
      ],
    },
  },
});
