/** A person at Plumbline's own window: asks for something and hears of it, or the app dies over it. */
import type { InputOf, OperationName, OutputOf } from '../../shared/contract/index.ts';
import { Failure } from '../../shared/errors.ts';
import type { App } from './life.ts';
import type { Scheduler } from './scheduler.ts';

/** What came of it. `died`: whether it was done nobody knows. */
export type Asked<T> = { kind: 'done'; value: T } | { kind: 'refused'; code: string } | { kind: 'died' };

/** How often somebody looks whether the app still lives (ms). */
const LOOK_MS = 1_000;

export function ask<N extends OperationName>(
  app: App,
  scheduler: Scheduler,
  name: N,
  input: InputOf<N>,
): Promise<Asked<OutputOf<N>>> {
  return new Promise((resolve, reject) => {
    let open = true;
    const end = (tell: () => void): void => {
      if (open) tell();
      open = false;
    };
    const look = (): void => {
      if (!open) return;
      if (!app.life.alive) end(() => resolve({ kind: 'died' }));
      else scheduler.after(LOOK_MS, look);
    };
    look();
    app.call(name, input).then(
      (value) => end(() => resolve({ kind: 'done', value })),
      (error: unknown) => {
        if (error instanceof Failure) end(() => resolve({ kind: 'refused', code: error.error.code }));
        else if (!app.life.alive) end(() => resolve({ kind: 'died' }));
        else end(() => reject(error));
      },
    );
  });
}
