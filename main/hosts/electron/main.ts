import { randomBytes } from 'node:crypto';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import * as electron from 'electron';
import { composeApp } from '../compose.ts';
import { dataFiles, defaultDataDir } from '../data-dir.ts';
import { createAssets } from '../web/assets.ts';
import { runDesktop } from './desktop.ts';
import { readDesktopFlags } from './desktop-flags.ts';

/** The bundles lie side by side: dist/desktop/main.mjs, dist/desktop/preload.cjs, dist/renderer. */
const here = import.meta.dirname;

const flags = readDesktopFlags(process.argv.slice(1));
const dir = resolve(flags.data ?? defaultDataDir({ platform: process.platform, home: homedir(), env: process.env }));
const passphrase = process.env.PLUMBLINE_PASSPHRASE ?? null;
delete process.env.PLUMBLINE_PASSPHRASE;
const time = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => electron.app.quit());

// Not awaited at the top: Electron becomes ready only after this module has run to its end.
runDesktop(electron, {
  compose: ({ restore }) =>
    composeApp({
      restore,
      dir,
      secrets: { kind: flags.secrets, path: dataFiles(dir, join).secrets, passphrase: async () => passphrase },
    }),
  assets: createAssets(join(here, '..', 'renderer'), () => randomBytes(16).toString('base64')),
  preload: join(here, 'preload.cjs'),
  profile: join(dir, 'window'),
  platform: process.platform,
  args: process.argv.slice(1),
  onReady: () => process.send?.('ready'),
  clock: (instant) => time.format(new Date(instant)),
}).catch((thrown: unknown) => {
  electron.dialog.showErrorBox('Plumbline cannot start', thrown instanceof Error ? thrown.message : String(thrown));
  electron.app.exit(1);
});
