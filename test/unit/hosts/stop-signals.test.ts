import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { processSignals, type SignalSource, untilToldToStop } from '../../../main/hosts/headless/stop-signals.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function source(env: Record<string, string> = {}) {
  const listeners = new Map<string, () => void>();
  const exits: number[] = [];
  const state = { lineage: '10 1' };
  const signals: SignalSource = {
    on: (signal, listener) => listeners.set(signal, listener),
    exit: (code) => void exits.push(code),
    env,
    lineage: () => state.lineage,
  };
  let stopped = false;
  void untilToldToStop(signals).then(() => {
    stopped = true;
  });
  return {
    state,
    exits,
    raise: (signal: string) => listeners.get(signal)?.(),
    stopped: async () => {
      await vi.advanceTimersByTimeAsync(2_000);
      return stopped;
    },
  };
}

describe('asked to stop', () => {
  test.each(['SIGINT', 'SIGTERM', 'SIGHUP'])('by %s', async (signal) => {
    const { raise, stopped, exits } = source();
    expect(await stopped()).toBe(false);
    raise(signal);
    expect(await stopped()).toBe(true);
    expect(exits).toEqual([]);
  });

  test('Ctrl-C again ends it at once', async () => {
    const { raise, exits } = source();
    raise('SIGINT');
    raise('SIGINT');
    expect(exits).toEqual([130]);
  });

  test('when npm, which started us, was killed', async () => {
    const { state, stopped } = source({ npm_lifecycle_event: 'serve' });
    expect(await stopped()).toBe(false);
    state.lineage = '10 0';
    expect(await stopped()).toBe(true);
  });

  test('but not when a terminal that started us directly has gone: that tells by a signal', async () => {
    const { state, stopped } = source();
    state.lineage = '1 0';
    expect(await stopped()).toBe(false);
  });
});

test('the lineage names the parent of this process', () => {
  expect(processSignals(process).lineage()).toMatch(new RegExp(`^${process.ppid}( \\d+)?$`));
});
