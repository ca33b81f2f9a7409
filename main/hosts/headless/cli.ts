import { runHeadless } from './run.ts';

// Everything was closed in order when this resolves; what still waits (a timer of a poll, a kept-alive connection) is
// nothing to stay for.
process.exit(await runHeadless(process.argv.slice(2)));
