/** `npm run serve`: the headless host. `npm run serve -- --help` lists its flags. */
import { fileURLToPath } from 'node:url';
import { handOver } from './hand-over.mjs';

await handOver(fileURLToPath(import.meta.url));

const { ensureBuilt } = await import('./build.mjs');
const { runHeadless } = await import('../main/hosts/headless/run.ts');
process.exit(await runHeadless(process.argv.slice(2), { prepare: () => ensureBuilt(['renderer']) }));
