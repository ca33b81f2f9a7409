import { runHeadless } from './run.ts';

process.exitCode = await runHeadless(process.argv.slice(2));
