/**
 * `npm start`: the desktop app. Where it cannot run, one sentence says why and the same interface opens in the browser.
 * Takes the flags of `npm run serve`, and `--browser` to go there at once.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { root } from './ensure.mjs';
import { handOver } from './hand-over.mjs';

await handOver(fileURLToPath(import.meta.url));

const say = (text) => process.stderr.write(`${text}\n`);
const given = process.argv.slice(2);
const args = given.filter((one) => one !== '--browser');

/** A desktop app that ends with a fault within this time never came up. */
const COME_UP_MS = 15_000;

const { ensureBuilt } = await import('./build.mjs');
const reason = given.includes('--browser') || args.includes('--help') || args.includes('-h') ? null : await desktop();
if (reason !== undefined) {
  if (reason !== null) say(`The desktop window cannot open because ${reason}; Plumbline opens in the browser instead.`);
  const { runHeadless } = await import('../main/hosts/headless/run.ts');
  process.exit(await runHeadless(args, { prepare: () => ensureBuilt(['renderer'], { say }) }));
}

/** Runs the desktop app to its end. Answers undefined when it ran, otherwise why it could not. */
async function desktop() {
  const { electronBinary } = await import('./electron-binary.mjs');
  if (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY)
    return 'there is no display';
  const binary = await electronBinary(say);
  if (!('path' in binary)) return binary.reason;
  await ensureBuilt(['renderer', 'desktop'], { say });
  const began = Date.now();
  const child = spawn(binary.path, [join(root, 'dist', 'desktop', 'main.mjs'), ...args], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  let cameUp = false;
  child.on('message', (message) => {
    cameUp ||= message === 'ready';
  });
  process.on('SIGINT', () => {});
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  const code = await new Promise((resolve) => {
    child.on('error', () => resolve(-1));
    child.on('exit', (status, signal) => resolve(signal ? 1 : (status ?? 1)));
  });
  if (code !== 0 && !cameUp && Date.now() - began < COME_UP_MS) return 'Electron does not start on this computer';
  process.exitCode = code;
  return undefined;
}
