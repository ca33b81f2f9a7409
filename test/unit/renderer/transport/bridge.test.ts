import { expect, test } from 'vitest';
import { createBridgeTransport } from '../../../../renderer/transport/bridge.ts';
import type { AppEvent } from '../../../../shared/contract/events.ts';

test('passes calls and events through the keyhole', async () => {
  const listeners: ((event: AppEvent) => void)[] = [];
  const transport = createBridgeTransport(
    {
      choose: async () => true,
      call: async (name, input) => ({ ok: true, value: { name, input } }),
      subscribe: (listener) => {
        listeners.push(listener);
        return () => void listeners.splice(0);
      },
      host: {},
    },
    () => undefined,
  );
  expect(await transport.call('plan.get', {})).toEqual({ ok: true, value: { name: 'plan.get', input: {} } });
  const heard: number[] = [];
  const links: string[] = [];
  const stop = transport.subscribe(
    (event) => heard.push(event.revision),
    (link) => links.push(link.state),
  );
  listeners[0]?.({ revision: 3, topic: 'settings', payload: {} });
  stop();
  expect(heard).toEqual([3]);
  expect(links).toEqual(['open']);
  expect(listeners).toEqual([]);
});

test('a keyhole that throws is told in words', async () => {
  const transport = createBridgeTransport(
    {
      choose: async () => true,
      call: async () => {
        throw new Error('An object could not be cloned');
      },
      subscribe: () => () => undefined,
      host: {},
    },
    () => undefined,
  );
  expect(await transport.call('plan.get', {})).toMatchObject({ ok: false, error: { code: 'window.unreachable' } });
});
