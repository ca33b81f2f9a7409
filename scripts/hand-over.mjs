/** Goes on under the project's Node 24, for commands that run until they are told to stop. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ensurePackages, environment, node24, root } from './ensure.mjs';

/**
 * Resolves at once when this process already runs on Node 24 with the packages in place. Otherwise starts the script again
 * on it, passes signals on, and ends with its status; then it never resolves.
 */
export async function handOver(script) {
  ensurePackages();
  if (process.versions.node.startsWith('24.')) {
    process.env.PATH = environment().PATH;
    // Keeps what Node makes of each file for the next start, which saves about a third of it.
    (await import('node:module')).enableCompileCache(join(root, 'node_modules', '.cache', 'plumbline'));
    return;
  }
  const child = spawn(node24, [script, ...process.argv.slice(2)], { stdio: 'inherit', env: environment() });
  // Ctrl-C reaches the child by itself, because both belong to the terminal; only the waiting must go on.
  process.on('SIGINT', () => {});
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  await new Promise((resolve) => {
    child.on('exit', (code, signal) => {
      process.exitCode = signal ? 1 : (code ?? 1);
      process.exit();
    });
    child.on('error', resolve);
  });
}
