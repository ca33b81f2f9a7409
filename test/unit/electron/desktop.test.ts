import { describe, expect, test, vi } from 'vitest';
import type { App } from '../../../main/hosts/compose.ts';
import { type DesktopDeps, runDesktop } from '../../../main/hosts/electron/desktop.ts';
import type { AppEvent } from '../../../shared/contract/events.ts';
import { appError, Failure } from '../../../shared/errors.ts';
import { CALL_CHANNEL, EVENT_CHANNEL } from '../../../shared/ipc.ts';
import { oneCompany } from '../../support/one-company.ts';
import { createElectronStub } from './electron-stub.ts';

const statusEvent = (revision: number, change: Record<string, unknown> = {}): AppEvent =>
  ({
    revision,
    topic: 'status',
    payload: {
      revision,
      health: { state: 'upToDate', sentence: 'Both sides are equal.', reasons: [] },
      stage: 'live',
      paused: null,
      progress: null,
      counts: { waiting: 0, review: 0, problems: 0, equal: 3 },
      lastProvenEqualAt: null,
      ...change,
    },
  }) as unknown as AppEvent;

/** An engine that keeps what it was asked. */
function engine(settings: Record<string, unknown> = {}) {
  const asked: string[] = [];
  const stopped = vi.fn(async () => {});
  let tell: (event: AppEvent) => void = () => {};
  let watching = 0;
  const companies = oneCompany({
    gate: async (name) => {
      asked.push(name);
      return name === 'settings.get'
        ? { ok: true, value: { closeToTray: true, notifications: true, openAtLogin: false, ...settings } }
        : { ok: true, value: {} };
    },
    subscribe: (listener) => {
      tell = listener;
      return () => {
        tell = () => {};
      };
    },
    watch: () => {
      watching += 1;
      return () => {
        watching -= 1;
      };
    },
    current: async () => statusEvent(1),
  });
  const app: App = {
    companies,
    secretsNotice: null,
    restored: [],
    log: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
    version: '1.2.3',
    stop: stopped,
  };
  return { app, asked, stopped, tell: (event: AppEvent) => tell(event), watching: () => watching };
}

async function start(
  options: {
    app?: Partial<App>;
    settings?: Record<string, unknown>;
    deps?: Partial<DesktopDeps>;
    second?: boolean;
    answer?: number;
    compose?: (app: App) => DesktopDeps['compose'];
  } = {},
) {
  const stub = createElectronStub({ firstInstance: !options.second });
  stub.seen.answer = options.answer ?? 0;
  const host = engine(options.settings);
  await runDesktop(stub.electron, {
    compose: options.compose?.(host.app) ?? (async () => ({ ...host.app, ...options.app })),
    assets: async () => ({ status: 200, headers: {}, body: '' }),
    preload: '/app/preload.cjs',
    profile: '/data/window',
    platform: 'linux',
    args: [],
    onReady: () => {},
    clock: (instant) => instant.slice(11, 16),
    ...options.deps,
  });
  // Settings and the first status are asked for, not waited for.
  await vi.waitFor(() => {
    if (stub.seen.trays.length > 0) expect(host.asked).toContain('settings.get');
  });
  await new Promise((resolve) => setImmediate(resolve));
  const window = stub.seen.windows[0];
  const menu = (label: string) => stub.seen.trays[0]?.menu.find((item) => item.label === label);
  return { ...stub, ...host, window, menu };
}

describe('start', () => {
  test('the window opens on our own scheme, the tray shows the state, calls are answered', async () => {
    const { window, seen, menu } = await start();
    expect(window?.loaded).toEqual(['plumbline://app/']);
    expect(window?.visible).toBe(false);
    window?.emit('ready-to-show');
    expect(window?.visible).toBe(true);
    expect(seen.trays[0]?.tooltip).toBe('Plumbline: Up to date');
    expect(menu('Sync now')).toBeDefined();
    expect(seen.paths.get('userData')).toBe('/data/window');
    const reply = await seen.handlers.get(CALL_CHANNEL)?.(
      { sender: window?.webContents, senderFrame: window?.webContents.mainFrame },
      'app.status',
      {},
    );
    expect(reply).toEqual({ ok: true, value: {} });
    const foreign = await seen.handlers.get(CALL_CHANNEL)?.(
      { sender: window?.webContents, senderFrame: { url: 'https://evil.example/' } },
      'app.status',
      {},
    );
    expect(foreign).toMatchObject({ ok: false, error: { code: 'access.origin' } });
  });

  test('a second instance leaves at once', async () => {
    const { seen } = await start({ second: true });
    expect([seen.quits, seen.windows.length]).toEqual([1, 0]);
  });

  test('when the app cannot start, a box says why and it ends', async () => {
    const { seen } = await start({
      deps: {
        compose: () => Promise.reject(new Failure(appError('host.dataInUse', { dir: '/data' }))),
      },
    });
    expect(seen.boxes[0]).toContain('Another Plumbline is already using /data.');
    expect(seen.exits).toEqual([1]);
    expect(seen.windows).toEqual([]);
  });

  test.each([
    [0, [false, true], 1, []],
    [1, [false], 0, [1]],
  ])('a damaged book offers its backup; answer %i', async (answer, asked, windows, exits) => {
    const composed: boolean[] = [];
    const damaged = appError('host.damaged', { file: 'engine.db', dir: '/d', reason: 'x', backup: '2026-05-03 17:00' });
    const { seen } = await start({
      answer,
      compose: (app) => async (options) => {
        composed.push(options.restore);
        if (!options.restore) throw new Failure(damaged);
        return app;
      },
    });
    expect(seen.boxes[0]).toContain('The database engine.db in /d is damaged: x.');
    expect(seen.boxes[0]).toContain('backup of 2026-05-03 17:00');
    expect([composed, seen.windows.length, seen.exits]).toEqual([asked, windows, exits]);
  });

  test('without a keychain it says so and goes on', async () => {
    const { seen, window } = await start({ app: { secretsNotice: appError('host.noKeychain') } });
    expect(seen.boxes[0]).toContain('no keychain');
    expect(seen.boxes[0]).toContain('in memory');
    expect(window).toBeDefined();
  });

  test('hidden at login, unless an address asks for a page', async () => {
    expect((await start({ deps: { args: ['--hidden'] } })).window).toBeUndefined();
    const asked = await start({ deps: { args: ['--hidden', 'plumbline://open/review'] } });
    expect(asked.window?.loaded).toEqual(['plumbline://app/review']);
  });
});

describe('windows and addresses', () => {
  test('starting again shows the window, on the page an address names', async () => {
    const { parts, window } = await start();
    window?.hide();
    parts.app.emit('second-instance', {}, ['plumbline', 'plumbline://open/problems']);
    expect(window?.visible).toBe(true);
    expect(window?.loaded.at(-1)).toBe('plumbline://app/problems');
    parts.app.emit('second-instance', {}, ['plumbline', 'plumbline://evil/x']);
    expect(window?.loaded.at(-1)).toBe('plumbline://app/problems');
  });

  test('the page cannot leave, embed or open windows; Intuit opens in the browser', async () => {
    const { window, seen } = await start();
    const contents = window?.webContents;
    for (const [event, url, stays] of [
      ['will-navigate', 'https://evil.example/', true],
      ['will-navigate', 'plumbline://app/review', false],
      ['will-redirect', 'https://evil.example/', true],
    ] as const) {
      const details = { url, preventDefault: vi.fn() };
      contents?.emit(event, details);
      expect(details.preventDefault.mock.calls.length, `${event} ${url}`).toBe(stays ? 1 : 0);
    }
    const webview = { preventDefault: vi.fn() };
    contents?.emit('will-attach-webview', webview);
    expect(webview.preventDefault).toHaveBeenCalled();
    expect(contents?.openHandler({ url: 'https://appcenter.intuit.com/connect/oauth2?x=1' })).toEqual({
      action: 'deny',
    });
    expect(contents?.openHandler({ url: 'https://evil.example/' })).toEqual({ action: 'deny' });
    expect(seen.opened).toEqual(['https://appcenter.intuit.com/connect/oauth2?x=1']);
  });

  test('events reach the page', async () => {
    const { window, tell } = await start();
    const event = statusEvent(7);
    tell(event);
    expect(window?.webContents.sent).toContainEqual([EVENT_CHANNEL, event]);
  });
});

test('the engine knows whether someone looks', async () => {
  const { window, watching } = await start();
  expect(watching()).toBe(0);
  for (const [event, expected] of [
    ['show', 1],
    ['restore', 1],
    ['minimize', 0],
    ['restore', 1],
    ['hide', 0],
    ['show', 1],
    ['closed', 0],
  ] as const) {
    window?.emit(event);
    expect(watching(), event).toBe(expected);
  }
});

describe('the tray', () => {
  test('acts are commands of the contract', async () => {
    const { menu, asked, tell } = await start();
    menu('Sync now')?.click?.();
    menu('Pause')?.click?.();
    tell(
      statusEvent(2, {
        paused: { since: '2026-05-31T10:00:00Z', until: null },
        health: { state: 'paused', sentence: 'x', reasons: [] },
      }),
    );
    menu('Resume')?.click?.();
    expect(asked.filter((name) => name.startsWith('sync.'))).toEqual(['sync.now', 'sync.pause', 'sync.resume']);
  });

  test('one notification when something begins to need a person and nobody looks', async () => {
    const { seen, tell, window } = await start();
    const needs = {
      health: { state: 'needsYou', sentence: '2 conflicts wait.', reasons: [] },
      counts: { waiting: 0, review: 2, problems: 0, equal: 1 },
    };
    tell(statusEvent(2, needs));
    tell(statusEvent(3, needs));
    expect(seen.notices.map((notice) => notice.body)).toEqual(['2 conflicts wait.']);
    expect(seen.badge).toBe(2);
    seen.notices[0]?.click();
    expect(window?.loaded.at(-1)).toBe('plumbline://app/review');
    expect(window?.visible).toBe(true);
    tell(statusEvent(4));
    tell(statusEvent(5, needs));
    expect(seen.notices, 'a person is looking').toHaveLength(1);
  });

  test('waking up asks for one sync', async () => {
    const { parts, asked } = await start();
    parts.powerMonitor.emit('resume');
    expect(asked.filter((name) => name === 'sync.now')).toHaveLength(1);
  });
});

describe('leaving', () => {
  test('closing hides the window and says so once; the app goes on', async () => {
    const { window, seen, stopped } = await start();
    window?.show();
    window?.close();
    window?.show();
    window?.close();
    expect(window?.gone).toBe(false);
    expect(seen.notices.filter((notice) => notice.title === 'Plumbline goes on')).toHaveLength(1);
    expect(stopped).not.toHaveBeenCalled();
  });

  test('with close to tray switched off, closing the last window ends the app', async () => {
    const { window, parts, seen } = await start({ settings: { closeToTray: false } });
    window?.close();
    expect(window?.gone).toBe(true);
    parts.app.emit('window-all-closed');
    expect(seen.quits).toBe(1);
  });

  test('quitting stops the engine first, once, then ends', async () => {
    const { menu, seen, stopped, parts } = await start();
    menu('Quit Plumbline')?.click?.();
    parts.app.quit();
    await vi.waitFor(() => expect(seen.exits).toEqual([0]));
    expect(stopped).toHaveBeenCalledTimes(1);
    expect(seen.trays[0]?.destroyed).toBe(true);
    expect(seen.handlers.has(CALL_CHANNEL)).toBe(false);
  });

  test('an engine that fails to stop does not keep the app', async () => {
    const { menu, seen } = await start({ app: { stop: () => Promise.reject(new Error('stuck')) } });
    menu('Quit Plumbline')?.click?.();
    await vi.waitFor(() => expect(seen.exits).toEqual([0]));
  });
});
