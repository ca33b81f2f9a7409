import { describe, expect, test } from 'vitest';
import { draw } from '../../../main/hosts/electron/icon/draw.ts';
import { drawMark, markPng } from '../../../main/hosts/electron/icon/marks.ts';
import { disc } from '../../../main/hosts/electron/icon/shape.ts';
import { noticeFor, type TrayCompany, trayModel, trayOf } from '../../../main/hosts/electron/tray-model.ts';
import type { HealthState, Status } from '../../../shared/contract/app.ts';

const STATES: HealthState[] = ['upToDate', 'syncing', 'paused', 'offline', 'needsYou', 'error'];

const status = (change: Partial<Status> & { state?: HealthState; sentence?: string } = {}): Status => {
  const { state = 'upToDate', sentence = 'Both sides are equal.', ...rest } = change;
  return {
    revision: 1,
    health: { state, sentence, reasons: [] },
    stage: 'live',
    platformLabel: 'Workspace',
    company: null,
    connectedAt: null,
    connectionError: null,
    paused: null,
    progress: null,
    counts: { waiting: 0, review: 0, problems: 0, equal: 10, differs: 0 },
    receivables: null,
    payables: null,
    lastProvenEqualAt: null,
    lastSyncAt: null,
    nextSyncAt: null,
    entities: [],
    calls: { corePlus: 0, core: 0, month: '2026-05' },
    ...rest,
  };
};

const clock = (instant: string): string => instant.slice(11, 16);
const show = (change: Parameters<typeof status>[0]) => trayModel(status(change), clock);
const acts = (model: ReturnType<typeof trayModel>) =>
  model.menu.flatMap((item) => (item.kind === 'act' ? [`${item.act}${item.enabled ? '' : ' (off)'}`] : []));

describe('what the tray says', () => {
  test.each([
    [{ lastProvenEqualAt: '2026-05-31T14:02:00Z' }, 'Plumbline: Up to date, proven equal 14:02'],
    [
      { state: 'syncing', progress: { label: 'x', done: 37, total: 500, entity: null } },
      'Plumbline: Syncing 37 of 500',
    ],
    [{ state: 'syncing', progress: { label: 'x', done: 37, total: null, entity: null } }, 'Plumbline: Syncing'],
    [
      { state: 'paused', paused: { since: '2026-05-31T10:00:00Z', until: '2026-05-31T16:30:00Z' } },
      'Plumbline: Paused until 16:30',
    ],
    [{ state: 'offline' }, 'Plumbline: Offline'],
    [
      { state: 'needsYou', counts: { waiting: 0, review: 2, problems: 1, equal: 1, differs: 0 } },
      'Plumbline: Needs you: 3 things wait',
    ],
    [
      { state: 'needsYou', counts: { waiting: 0, review: 1, problems: 0, equal: 1, differs: 0 } },
      'Plumbline: Needs you: 1 thing waits',
    ],
    [{ state: 'error' }, 'Plumbline: Error'],
    [{ stage: 'notConnected' }, 'Plumbline: Not connected'],
  ] as const)('%j', (change, tooltip) => {
    expect(show(change).tooltip).toBe(tooltip);
  });

  test('a fault is said with its remedy, in the menu and once as a notification', () => {
    const full = status({ state: 'error', sentence: 'The disk that holds /data is full. Free space on it.' });
    expect(trayModel(full, clock).menu).toContainEqual({ kind: 'text', label: full.health.sentence });
    expect(noticeFor(status(), full)).toMatchObject({ title: 'Error', body: full.health.sentence });
    expect(noticeFor(full, full)).toBeNull();
    expect(show({}).menu.filter((item) => item.kind === 'text')).toHaveLength(1);
  });

  test('before the engine speaks it claims nothing', () => {
    const model = trayModel(null, clock);
    expect([model.state, model.tooltip, model.badge]).toEqual(['offline', 'Plumbline: starting', 0]);
    expect(acts(model)).toEqual(['open', 'quit']);
  });

  test('the badge counts what waits for a person, nothing else', () => {
    expect(show({ counts: { waiting: 40, review: 2, problems: 3, equal: 1, differs: 0 } }).badge).toBe(5);
  });
});

describe('what can be done from it', () => {
  test('live', () => expect(acts(show({}))).toEqual(['open', 'syncNow', 'pause', 'quit']));
  test('while syncing, not again', () =>
    expect(acts(show({ state: 'syncing' }))).toEqual(['open', 'syncNow (off)', 'pause', 'quit']));
  test('paused', () =>
    expect(acts(show({ state: 'paused', paused: { since: '2026-05-31T10:00:00Z', until: null } }))).toEqual([
      'open',
      'syncNow (off)',
      'resume',
      'quit',
    ]));
  test('before the first plan was applied, nothing that writes', () =>
    expect(acts(show({ stage: 'connected' }))).toEqual(['open', 'syncNow (off)', 'pause (off)', 'quit']));
  test('what waits is one click away', () =>
    expect(
      acts(show({ state: 'needsYou', counts: { waiting: 0, review: 1, problems: 2, equal: 0, differs: 0 } })),
    ).toEqual(['review', 'problems', 'open', 'syncNow', 'pause', 'quit']));
});

describe('notifications', () => {
  const before = status();
  test('once, when something begins to need a person', () => {
    const needs = status({
      state: 'needsYou',
      sentence: '12 conflicts.',
      counts: { waiting: 0, review: 12, problems: 0, equal: 1, differs: 0 },
    });
    expect(noticeFor(before, needs)).toEqual({ title: 'Needs you', body: '12 conflicts.', route: '/review' });
    expect(noticeFor(needs, needs)).toBeNull();
  });
  test('problems lead to Problems, an error to Overview', () => {
    expect(noticeFor(before, status({ state: 'needsYou' }))?.route).toBe('/problems');
    expect(noticeFor(before, status({ state: 'error', sentence: 'Reconnect.' }))).toEqual({
      title: 'Error',
      body: 'Reconnect.',
      route: '/overview',
    });
  });
  test('nothing for what heals by itself, and nothing at start', () => {
    for (const state of ['syncing', 'paused', 'offline', 'upToDate'] as const)
      expect(noticeFor(status({ state: 'error' }), status({ state }))).toBeNull();
    expect(noticeFor(null, status({ state: 'error' }))).toBeNull();
  });
});

describe('pictures', () => {
  const alpha = (state: HealthState) => drawMark(state, 16, true).rgba.filter((_value, i) => i % 4 === 3);

  test('the six states differ by outline, not by colour alone', () => {
    for (const [i, one] of STATES.entries())
      for (const other of STATES.slice(i + 1)) {
        const [left, right] = [alpha(one), alpha(other)];
        const different = left.filter((value, at) => Math.abs(value - (right[at] ?? 0)) > 128).length;
        expect(different, `${one} and ${other} at 16 pixels`).toBeGreaterThan(16);
      }
  });

  test.each(STATES)('%s fills a fair part of its square and stays inside it', (state) => {
    const covered = alpha(state).filter((value) => value > 128).length / 256;
    expect(covered).toBeGreaterThan(0.2);
    expect(covered).toBeLessThan(0.8);
  });

  test('edges are smooth', () => {
    const { rgba } = draw([{ shape: disc(0.8), colour: [10, 20, 30] }], 32);
    const alphas = new Set(rgba.filter((_value, i) => i % 4 === 3));
    expect(alphas.has(0) && alphas.has(255)).toBe(true);
    // Levels between nothing and all: a hard edge would have none.
    expect(alphas.size).toBeGreaterThan(6);
    expect([...rgba.slice((16 * 32 + 16) * 4, (16 * 32 + 16) * 4 + 4)]).toEqual([10, 20, 30, 255]);
  });

  test('a PNG is whole: signature, size, checksums, pixels', async () => {
    const { crc32, inflateSync } = await import('node:zlib');
    const png = markPng('needsYou', 22, false);
    expect(png.subarray(1, 4).toString()).toBe('PNG');
    const chunks = new Map<string, Buffer>();
    for (let at = 8; at < png.length; ) {
      const length = png.readUInt32BE(at);
      const body = png.subarray(at + 4, at + 8 + length);
      expect(png.readUInt32BE(at + 8 + length)).toBe(crc32(body));
      chunks.set(body.subarray(0, 4).toString(), body.subarray(4));
      at += length + 12;
    }
    expect([...chunks.keys()]).toEqual(['IHDR', 'IDAT', 'IEND']);
    expect(chunks.get('IHDR')?.readUInt32BE(0)).toBe(22);
    const rows = inflateSync(chunks.get('IDAT') ?? Buffer.alloc(0));
    const { rgba } = drawMark('needsYou', 22, false);
    expect(rows.length).toBe(22 * (22 * 4 + 1));
    expect([...rows.subarray(89 * 11 + 1, 89 * 12)]).toEqual([...rgba.subarray(88 * 11, 88 * 12)]);
  });
});

describe('several companies', () => {
  const one = (id: string, name: string, change: Parameters<typeof status>[0]): TrayCompany => ({
    id,
    name,
    status: status(change),
    error: null,
  });

  test('one company is its own tray', () => {
    expect(trayOf([one('1', 'Roofing', {})], clock)).toEqual(show({}));
  });

  test('the worst of them is shown, each with a line that opens it, the counts together', () => {
    const counts = { waiting: 0, review: 2, problems: 1, equal: 3, differs: 0 };
    const model = trayOf(
      [
        one('1', 'Roofing', {}),
        one('2', 'Solar', { state: 'needsYou', counts }),
        one('3', 'Yard', { state: 'syncing' }),
      ],
      clock,
    );
    expect([model.state, model.badge]).toEqual(['needsYou', 3]);
    expect(model.tooltip).toBe('Plumbline: Solar: Needs you: 3 things wait');
    expect(model.menu.slice(0, 3)).toEqual([
      { kind: 'act', act: 'open', label: 'Roofing: Up to date', enabled: true, company: '1' },
      { kind: 'act', act: 'open', label: 'Solar: Needs you: 3 things wait', enabled: true, company: '2' },
      { kind: 'act', act: 'open', label: 'Yard: Syncing', enabled: true, company: '3' },
    ]);
    expect(acts(model).slice(3)).toEqual(['open', 'syncNow', 'pause', 'quit']);
  });

  test('one that could not be opened is the worst there is', () => {
    const error = { code: 'host.damaged', userSentence: '', remedy: '' } as never;
    const broken: TrayCompany = { id: '2', name: 'Solar', status: null, error };
    expect(trayOf([one('1', 'Roofing', { state: 'needsYou' }), broken], clock).tooltip).toBe('Plumbline: Solar: Error');
  });
});
