import { readFileSync } from 'node:fs';

/** The parts of `process` that tell us to stop. */
export type SignalSource = {
  on(signal: 'SIGINT' | 'SIGTERM' | 'SIGHUP', listener: () => void): unknown;
  exit(code: number): void;
  /** Who started us, and who started them: changes when one of them has gone. */
  lineage(): string;
  readonly env: Readonly<Record<string, string | undefined>>;
};

/**
 * The process as a source of signals. npm starts a shell that starts us, and killing npm leaves the shell: so the parent's
 * parent counts as well where the system tells it (Linux).
 */
export const processSignals = (process: NodeJS.Process): SignalSource => ({
  on: (signal, listener) => process.on(signal, listener),
  exit: (code) => process.exit(code),
  env: process.env,
  lineage: () => {
    const parent = process.ppid;
    try {
      const stat = readFileSync(`/proc/${parent}/stat`, 'utf8');
      // The second member is the program's name in parentheses; state and parent follow it.
      return `${parent} ${stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]}`;
    } catch {
      return String(parent);
    }
  },
});

/** How often we look whether npm still runs. */
const LOOK_MS = 500;

/**
 * Resolves when the person or the system asks us to stop: Ctrl-C, SIGTERM, a closed terminal, or npm killed above us (it
 * passes no signal on then, and a host nobody can see would keep the data folder). Asked a second time by Ctrl-C, the
 * process ends at once; the journal takes care of the rest.
 */
export function untilToldToStop(source: SignalSource): Promise<void> {
  return new Promise((resolve) => {
    let interrupts = 0;
    source.on('SIGINT', () => {
      interrupts += 1;
      // 130: ended by Ctrl-C, as shells count it.
      if (interrupts > 1) source.exit(130);
      resolve();
    });
    source.on('SIGTERM', () => resolve());
    source.on('SIGHUP', () => resolve());
    if (source.env.npm_lifecycle_event !== undefined) {
      const lineage = source.lineage();
      const look = setInterval(() => {
        if (source.lineage() === lineage) return;
        clearInterval(look);
        resolve();
      }, LOOK_MS);
      look.unref();
    }
  });
}
