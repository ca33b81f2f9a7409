import { expect, test, vi } from 'vitest';
import { CALL_CHANNEL, EVENT_CHANNEL } from '../../../shared/ipc.ts';

type Bridge = {
  call(name: string, input: unknown): Promise<unknown>;
  subscribe(listener: (event: unknown) => void): () => void;
  host: Record<string, unknown>;
};

const electron = vi.hoisted(() => ({
  exposed: new Map<string, unknown>(),
  invoked: [] as unknown[][],
  heard: new Map<string, (...args: unknown[]) => void>(),
}));

vi.mock('electron', () => ({
  contextBridge: { exposeInMainWorld: (name: string, value: unknown) => electron.exposed.set(name, value) },
  ipcRenderer: {
    invoke: async (...args: unknown[]) => {
      electron.invoked.push(args);
      return { ok: true, value: null };
    },
    on: (channel: string, listener: (...args: unknown[]) => void) => electron.heard.set(channel, listener),
    removeListener: (channel: string) => electron.heard.delete(channel),
  },
}));

test('the keyhole: calls of the contract, events, who the host is, and nothing else', async () => {
  vi.stubGlobal('OPERATION_NAMES', ['app.status', 'sync.now']);
  vi.stubGlobal('APP_VERSION', '1.2.3');
  await import('../../../preload/index.ts');

  expect([...electron.exposed.keys()]).toEqual(['bridge']);
  const bridge = electron.exposed.get('bridge') as Bridge;
  expect(Object.keys(bridge).sort()).toEqual(['call', 'choose', 'host', 'subscribe']);
  expect(bridge.host).toEqual({ kind: 'desktop', platform: process.platform, version: '1.2.3' });

  expect(await bridge.call('sync.now', { a: 1 })).toEqual({ ok: true, value: null });
  expect(electron.invoked).toEqual([[CALL_CHANNEL, 'sync.now', { a: 1 }]]);
  await expect(bridge.call('shell.open', {})).rejects.toThrow('no command');
  expect(electron.invoked).toHaveLength(1);

  const seen: unknown[] = [];
  const stop = bridge.subscribe((event) => seen.push(event));
  // The first argument is Electron's own event, which carries the sender: it must not reach the page.
  electron.heard.get(EVENT_CHANNEL)?.({ sender: 'secret' }, { revision: 4 });
  expect(seen).toEqual([{ revision: 4 }]);
  stop();
  expect(electron.heard.size).toBe(0);
});
