/** The conformance suite against our own server, and against servers that break one promise each. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, test } from 'vitest';
import type { Connector } from '../../../main/core/ports.ts';
import type { Observation } from '../../../main/core/types.ts';
import { CHECKS, runSuite } from '../../conformance/suite.ts';
import { type ServedPlatform, servePlatform } from '../../support/platform-api.ts';
import { nodeBinary } from '../../support/processes.ts';

let served: ServedPlatform | null = null;
afterEach(async () => {
  await served?.close();
  served = null;
});

const cli = fileURLToPath(new URL('../../conformance/cli.ts', import.meta.url));

/** Runs the command line to its end. */
function run(args: string[], env: Record<string, string> = {}): Promise<{ code: number | null; out: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(nodeBinary(), [cli, ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...env },
    });
    let out = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (out += text));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, out }));
  });
}

/** A feed that shows its records changed in this way. */
const tellingOtherwise = (connector: Connector, change: (records: Observation[]) => Observation[]): Connector => ({
  ...connector,
  changes: async (...asked) => {
    const answer = await connector.changes(...asked);
    return answer.ok
      ? { ok: true, value: { ...answer.value, observations: change(answer.value.observations) } }
      : answer;
  },
});

/** Faults a platform may have, each with the checks that must name it. */
const FAULTS: Record<string, { caughtBy: string[]; broken: (connector: Connector) => Connector }> = {
  'a feed that skips one in seven': {
    caughtBy: ['feed-complete'],
    broken: (connector) => {
      let told = 0;
      return tellingOtherwise(connector, (records) => records.filter(() => ++told % 7 !== 0));
    },
  },
  'a tombstone lost': {
    caughtBy: ['feed-tombstone'],
    broken: (connector) => tellingOtherwise(connector, (records) => records.filter((one) => one.life !== 'deleted')),
  },
  'a cursor that stands still': {
    caughtBy: ['feed-complete'],
    broken: (connector) => ({
      ...connector,
      changes: async (cursor, entities, context) => {
        const answer = await connector.changes(cursor, entities, context);
        return answer.ok ? { ok: true, value: { ...answer.value, cursor } } : answer;
      },
    }),
  },
  'a foreign cursor answered with nothing': {
    caughtBy: ['feed-foreign-cursor'],
    broken: (connector) => ({
      ...connector,
      changes: async (cursor, entities, context) => {
        const answer = await connector.changes(cursor, entities, context);
        return answer.ok ? answer : { ok: true, value: { observations: [], cursor, more: false } };
      },
    }),
  },
  'a key that writes twice': {
    caughtBy: ['key-writes-once', 'key-writes-once-together'],
    broken: (connector) => {
      let count = 0;
      return {
        ...connector,
        write: (requests, ...rest) =>
          connector.write(
            requests.map((one) => ({ ...one, key: `${one.key}#${++count}` })),
            ...rest,
          ),
      };
    },
  },
  'a key that is forgotten': {
    caughtBy: ['key-remembered'],
    broken: (connector) => ({ ...connector, probe: async (lost) => lost.map(() => ({ kind: 'absent' as const })) }),
  },
  'an old revision taken': {
    caughtBy: ['stale-refused'],
    broken: (connector) => ({
      ...connector,
      write: async (requests, context) => {
        const newest = await Promise.all(
          requests.map(async (one) => {
            if (one.id === null) return one;
            const now = await connector.read([{ entity: one.entity, id: one.id }], context);
            return { ...one, revision: now.ok ? (now.value[0]?.revision ?? one.revision) : one.revision };
          }),
        );
        return connector.write(newest, context);
      },
    }),
  },
  'a field blanked by every update': {
    caughtBy: ['update-keeps'],
    broken: (connector) => ({
      ...connector,
      write: (requests, ...rest) =>
        connector.write(
          requests.map((one) =>
            one.kind === 'update' && one.body !== null && 'phone' in one.body
              ? { ...one, body: { ...one.body, phone: null } }
              : one,
          ),
          ...rest,
        ),
    }),
  },
  'letters outside of Latin lost': {
    caughtBy: ['create-keeps'],
    broken: (connector) => ({
      ...connector,
      write: (requests, ...rest) =>
        connector.write(
          requests.map((one) => ({
            ...one,
            body: one.body === null ? null : JSON.parse(JSON.stringify(one.body).replace(/[^\x20-\xff]/g, '?')),
          })),
          ...rest,
        ),
    }),
  },
  'inactive records not listed': {
    caughtBy: ['deactivate-restore'],
    broken: (connector) => ({
      ...connector,
      list: async (...asked) => {
        const answer = await connector.list(...asked);
        if (!answer.ok) return answer;
        const observations = answer.value.observations.filter((one) => one.life !== 'inactive');
        return { ok: true, value: { ...answer.value, observations } };
      },
    }),
  },
  'line ids in another order': {
    caughtBy: ['document-lines'],
    broken: (connector) => ({
      ...connector,
      write: async (...asked) =>
        (await connector.write(...asked)).map((one) =>
          one.kind === 'confirmed' ? { ...one, lineIds: [...one.lineIds].reverse() } : one,
        ),
    }),
  },
  'a balance that is not told': {
    caughtBy: ['document-money'],
    broken: (connector) =>
      tellingOtherwise(connector, (records) =>
        records.map((one) => (one.entity === 'invoice' ? { ...one, body: { ...one.body, balance: '415.50' } } : one)),
      ),
  },
};

describe('the conformance suite', () => {
  test('our own server keeps every promise', async () => {
    served = await servePlatform();
    const verdicts = await runSuite({ url: served.url, key: 'plk_all', tag: 'own' });
    expect(verdicts.filter((one) => one.result !== 'kept')).toEqual([]);
    expect(verdicts.length).toBe(CHECKS.length);
    expect(served.errors).toEqual([]);
    // A second run meets what the first one left, and nothing of it matters.
    const again = await runSuite({ url: served.url, key: 'plk_all', tag: 'own2' });
    expect(again.filter((one) => one.result !== 'kept')).toEqual([]);
  });

  test.each(Object.entries(FAULTS))('%s is told by name', async (_, { broken, caughtBy }) => {
    served = await servePlatform({ broken });
    const verdicts = await runSuite({ url: served.url, key: 'plk_all', tag: 'broken' });
    const named = verdicts.filter((one) => one.result === 'broken');
    expect(named.map((one) => one.name)).toEqual(expect.arrayContaining(caughtBy));
    for (const one of named) expect(one.detail.length, one.name).toBeGreaterThan(20);
    // One fault is not everything: most promises are still kept.
    expect(named.length).toBeLessThan(CHECKS.length / 2);
  });

  test('the command line passes our server and fails a broken one, by exit code', async () => {
    served = await servePlatform();
    const good = await run(['--url', served.url], { PLUMBLINE_PLATFORM_KEY: 'plk_all' });
    expect(good.out).toContain(`${CHECKS.length} kept, 0 broken, 0 skipped`);
    expect(good.code).toBe(0);
    await served.close();
    served = await servePlatform({ broken: FAULTS['a tombstone lost']?.broken as (one: Connector) => Connector });
    const bad = await run(['--url', served.url, '--key', 'plk_all', '--only', 'feed-tombstone,company']);
    expect(bad.out).toMatch(/pass {2}company/);
    expect(bad.out).toMatch(/FAIL {2}feed-tombstone .*\n +the feed did not tell a deletion/);
    expect(bad.code).toBe(1);
    expect((await run(['--url', served.url, '--key', 'plk_all', '--only', 'nothing'])).code).toBe(2);
    expect((await run([])).code).toBe(2);
  });
});
