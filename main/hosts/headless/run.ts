import { randomBytes } from 'node:crypto';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { type AppError, Failure } from '../../../shared/errors.ts';
import { composeApp } from '../compose.ts';
import { dataFiles, defaultDataDir } from '../data-dir.ts';
import type { Restored } from '../restore.ts';
import { createAssets } from '../web/assets.ts';
import { askPassphrase } from './ask-passphrase.ts';
import { describeApi } from './describe.ts';
import { readFlags, USAGE } from './flags.ts';
import { openBrowser } from './open-browser.ts';
import { startServer } from './server.ts';
import { processSignals, untilToldToStop } from './stop-signals.ts';
import { createTickets } from './tickets.ts';

export type RunOptions = {
  /** Built window; `dist/renderer` of the project when not given. */
  windowRoot?: string;
  /** Makes what is missing (builds the window) before anything opens. */
  prepare?: () => Promise<void>;
};

const BUILT_WINDOW = resolve(import.meta.dirname, '../../../dist/renderer');

/** Text that nobody guesses: 32 random bytes. */
const unguessable = (): string => randomBytes(32).toString('base64url');

/** The notice of a computer without a keychain, with the choices it leaves. */
export const withoutKeychain = (notice: AppError): string =>
  `${notice.userSentence} Sign-ins are kept in memory until Plumbline stops. To keep them, unlock a keychain and start ` +
  'again, or start with --secrets file (an encrypted file that a passphrase opens).';

/** What a restore did, in one paragraph. */
export const restoredWords = (restored: Restored[]): string =>
  restored.length === 0
    ? 'Nothing is damaged, so nothing was restored.'
    : restored
        .map(
          ({ file, backupAt, aside }) =>
            `${file} is restored from the backup of ${backupAt}.${aside === null ? '' : ` The damaged file is kept: ${aside}`}`,
        )
        .join('\n');

/**
 * Runs the headless host until it is told to stop. Answers the exit status: 0 after an orderly stop, 1 when it could not
 * start, 2 when the flags are wrong. Sentences go to stderr; stdout is for `--json` and the address.
 */
export async function runHeadless(args: string[], options: RunOptions = {}): Promise<number> {
  const say = (text: string): void => void process.stderr.write(`${text}\n`);
  const read = readFlags(args);
  if (!read.ok) {
    say(`${read.sentence}\n\n${USAGE}`);
    return 2;
  }
  const { flags } = read;
  if (flags.help) {
    process.stdout.write(USAGE);
    return 0;
  }
  const stopping = untilToldToStop(processSignals(process));
  try {
    await options.prepare?.();
    const dir = resolve(
      flags.data ?? defaultDataDir({ platform: process.platform, home: homedir(), env: process.env }),
    );
    const app = await composeApp({
      dir,
      secrets: { kind: flags.secrets, path: dataFiles(dir, join).secrets, passphrase: askPassphrase },
      restore: flags.restore,
      platform:
        flags.platform === null ? null : { url: flags.platform, key: process.env.PLUMBLINE_PLATFORM_KEY || null },
    });
    if (flags.restore) say(restoredWords(app.restored));
    if (app.secretsNotice !== null) say(withoutKeychain(app.secretsNotice));
    try {
      const token = unguessable();
      const tickets = createTickets(Date.now, unguessable);
      const server = await startServer({
        port: flags.port,
        token,
        tickets,
        companies: app.companies,
        description: describeApi(app.version),
        assets: createAssets(options.windowRoot ?? BUILT_WINDOW, () => randomBytes(16).toString('base64')),
        log: app.log,
      });
      try {
        if (flags.json) process.stdout.write(`${JSON.stringify({ ready: true, url: server.url, token })}\n`);
        else {
          const opened = flags.open && (await openBrowser(`${server.url}open/${tickets.issue()}`));
          process.stdout.write(`${opened ? 'Plumbline is open in your browser' : 'Open Plumbline at'}: `);
          process.stdout.write(`${server.url}#token=${token}\n`);
          say('Press Ctrl-C to stop.');
        }
        await stopping;
        if (!flags.json) say('Finishing what is under way …');
      } finally {
        await server.close();
      }
    } finally {
      await app.stop();
    }
    return 0;
  } catch (thrown) {
    if (!(thrown instanceof Failure)) throw thrown;
    say(`${thrown.error.userSentence} ${thrown.error.remedy}`);
    return 1;
  }
}
