/**
 * What every first command of a fresh clone needs: the packages, and Node 24. Plain JavaScript for any Node >= 20, with
 * nothing installed. Used by start, serve, sandbox, test and bench.
 */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
const windows = process.platform === 'win32';
const bin = join(root, 'node_modules', '.bin');
export const node24 = join(root, 'node_modules', 'node', 'bin', windows ? 'node.exe' : 'node');

/** Environment in which `node` and every package's command are the project's own. */
export const environment = () => ({
  ...process.env,
  PATH: `${dirname(node24)}${windows ? ';' : ':'}${bin}${windows ? ';' : ':'}${process.env.PATH ?? ''}`,
});

const say = (text) => process.stderr.write(`${text}\n`);

/** Runs a command in the project, showing its output; ends this process with a sentence when it fails. */
export function run(command, args, options = {}) {
  const done = spawnSync(command, args, {
    cwd: root,
    stdio: 'inherit',
    shell: windows,
    env: environment(),
    ...options,
  });
  if (done.error) throw done.error;
  return done.status ?? 1;
}

/**
 * Runs a command like `run`, but no longer than so many minutes: then it and all it started are ended, and the answer
 * says so. Something that hangs must end as a failure that is told, not as a run that never does.
 */
export function runBounded(command, args, minutes, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: root,
      stdio: 'inherit',
      shell: windows,
      env: environment(),
      // A group of its own, so that what it started ends with it.
      detached: !windows,
      ...options,
    });
    const end = (signal) => {
      try {
        if (windows) child.kill(signal);
        else process.kill(-child.pid, signal);
      } catch {
        // It ended just now.
      }
    };
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      say(`${command} ${args[0] ?? ''} did not end within ${minutes} minutes; it was stopped.`);
      end('SIGKILL');
    }, minutes * 60_000);
    const stop = () => end('SIGTERM');
    for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, stop);
    child.once('error', reject);
    child.once('exit', (code) => {
      clearTimeout(timer);
      for (const signal of ['SIGINT', 'SIGTERM']) process.off(signal, stop);
      resolve(late ? 1 : (code ?? 1));
    });
  });
}

const stampFile = join(root, 'node_modules', '.plumbline-installed');
const wanted = () =>
  createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');

/**
 * Installs the packages of the lock file when they are missing or of another lock file. Install scripts stay off, the
 * same on every npm: better-sqlite3 would try to compile though it carries its binary, Electron would download; only
 * `node` needs its script, which puts the binary from the registry's own package in place.
 */
export function ensurePackages() {
  const stamp = existsSync(stampFile) ? readFileSync(stampFile, 'utf8') : '';
  if (stamp === wanted() && existsSync(node24)) return;
  const [major = 0] = process.versions.node.split('.').map(Number);
  if (major < 20) {
    say(`Plumbline needs Node 20 or newer to install; this is ${process.versions.node}.`);
    process.exit(1);
  }
  if (stamp === '' && existsSync(node24) && !process.env.CI && existsSync(join(bin, windows ? 'vite.cmd' : 'vite'))) {
    // Installed by hand with plain npm: leave it as it is.
    writeFileSync(stampFile, wanted());
    return;
  }
  say('Installing packages (once) …');
  const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  // What npm says goes to stderr: the first line of stdout may be awaited as JSON.
  const aside = { stdio: ['inherit', 2, 2] };
  const status = run('npm', ['ci', ...quiet], aside) || run('npm', ['rebuild', 'node', '--loglevel=error'], aside);
  if (status !== 0 || !existsSync(node24)) {
    say('The packages could not be installed. Check the connection to the npm registry and run the command again.');
    process.exit(status || 1);
  }
  writeFileSync(stampFile, wanted());
}

/** Goes on under the project's Node 24 when this process runs on another. Returns only there. */
export function ensureNode24(script) {
  ensurePackages();
  if (process.versions.node.startsWith('24.')) {
    process.env.PATH = environment().PATH;
    return;
  }
  process.exit(run(node24, [script, ...process.argv.slice(2)]));
}
