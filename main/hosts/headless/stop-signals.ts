/** The parts of `process` that tell us to stop. */
export type SignalSource = {
  on(signal: 'SIGINT' | 'SIGTERM' | 'SIGHUP', listener: () => void): unknown;
  exit(code: number): void;
  readonly ppid: number;
  readonly env: Readonly<Record<string, string | undefined>>;
};

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
      const parent = source.ppid;
      const look = setInterval(() => {
        if (source.ppid === parent) return;
        clearInterval(look);
        resolve();
      }, LOOK_MS);
      look.unref();
    }
  });
}
