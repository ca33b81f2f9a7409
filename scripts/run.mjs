/** Runs one of the project's TypeScript entries on Node 24: `node scripts/run.mjs main/x/cli.ts --flag`. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ensurePackages, environment, node24, root } from './ensure.mjs';

ensurePackages();
const [entry, ...args] = process.argv.slice(2);
const child = spawn(node24, ['--disable-warning=ExperimentalWarning', join(root, entry), ...args], {
  stdio: 'inherit',
  env: environment(),
});
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)));
