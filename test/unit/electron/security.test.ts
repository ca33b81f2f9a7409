import { describe, expect, test } from 'vitest';
import { routeAmong, routeOf } from '../../../main/hosts/electron/deep-link.ts';
import { readDesktopFlags } from '../../../main/hosts/electron/desktop-flags.ts';
import { createIpcAnswer, isTrusted } from '../../../main/hosts/electron/ipc.ts';
import { createWindowHandler, schemes } from '../../../main/hosts/electron/protocol.ts';
import { externalAddress, isOurPage, mayHave, mayLoad } from '../../../main/hosts/electron/security.ts';
import { windowOptions } from '../../../main/hosts/electron/window-options.ts';

describe('the window', () => {
  test('is a page and nothing more', () => {
    const { webPreferences, show } = windowOptions('/app/preload.cjs');
    expect(webPreferences).toMatchObject({
      preload: '/app/preload.cjs',
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInSubFrames: false,
      nodeIntegrationInWorker: false,
      webviewTag: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
    });
    // Shown when it has something to show.
    expect(show).toBe(false);
  });

  test('has a scheme that may not pass by the policy', () => {
    expect(schemes()).toEqual([
      {
        scheme: 'plumbline',
        privileges: {
          standard: true,
          secure: true,
          supportFetchAPI: true,
          bypassCSP: false,
          allowServiceWorkers: false,
          corsEnabled: false,
          stream: false,
        },
      },
    ]);
  });
});

describe('our own pages', () => {
  test.each(['plumbline://app', 'plumbline://app/', 'plumbline://app/review/12?x=1#y'])('%s', (address) => {
    expect(isOurPage(address)).toBe(true);
    expect(mayLoad(address)).toBe(true);
  });

  test.each([
    'plumbline://app.evil/',
    'plumbline://evil/',
    'plumbline://app:80/',
    'plumbline://x@app/',
    'plumbline:app/',
    'plumbline.evil://app/',
    'https://app/',
    'file:///etc/passwd',
    'http://127.0.0.1/',
    '',
    'nonsense',
  ])('%s is none', (address) => {
    expect(isOurPage(address)).toBe(false);
    expect(mayLoad(address)).toBe(false);
  });
});

describe('what opens in the browser', () => {
  test.each([
    [
      'https://appcenter.intuit.com/connect/oauth2?client_id=a',
      'https://appcenter.intuit.com/connect/oauth2?client_id=a',
    ],
    ['https://qbo.intuit.com/app/invoice?txnId=12', 'https://qbo.intuit.com/app/invoice?txnId=12'],
    ['https://intuit.com', 'https://intuit.com/'],
    ['http://127.0.0.1:5000/connect/oauth2?state=1', 'http://127.0.0.1:5000/connect/oauth2?state=1'],
  ])('%s does', (address, opened) => {
    expect(externalAddress(address)).toBe(opened);
  });

  test.each([
    'http://intuit.com/',
    'https://intuit.com.evil.example/',
    'https://notintuit.com/',
    'https://evil.example/?intuit.com',
    'https://user:pw@intuit.com/',
    'https://intuit.com@evil.example/',
    'https://qbo.intuit.com:8443/',
    'http://127.0.0.1:5000/',
    'http://127.0.0.1:5000/connect/oauth2/../../x',
    'http://192.168.0.1/connect/oauth2',
    'file:///bin/sh',
    'javascript:alert(1)',
    'smb://server/share',
    'plumbline://app/',
    '',
  ])('%s does not', (address) => {
    expect(externalAddress(address)).toBeNull();
  });
});

test('permissions are refused but for two, and those only to our pages', () => {
  expect(mayHave('notifications', 'plumbline://app/')).toBe(true);
  expect(mayHave('clipboard-sanitized-write', 'plumbline://app/review')).toBe(true);
  expect(mayHave('notifications', 'https://evil.example/')).toBe(false);
  for (const permission of ['media', 'geolocation', 'clipboard-read', 'usb', 'openExternal', 'fileSystem', 'unknown'])
    expect(mayHave(permission, 'plumbline://app/'), permission).toBe(false);
});

describe('IPC', () => {
  const answer = createIpcAnswer(async (name, input) => ({ ok: true, value: { name, input } }));
  const ours = { address: 'plumbline://app/review', isMainFrame: true };

  test('our own page is answered', async () => {
    expect(isTrusted(ours)).toBe(true);
    expect(await answer(ours, ['app.status', {}])).toEqual({ ok: true, value: { name: 'app.status', input: {} } });
  });

  test.each([
    ['a frame inside', { ...ours, isMainFrame: false }],
    ['a foreign page', { ...ours, address: 'https://evil.example/' }],
    ['a page that is gone', null],
  ])('%s is refused with an error, never with nothing', async (_name, sender) => {
    expect(await answer(sender, ['app.status', {}])).toMatchObject({ ok: false, error: { code: 'access.origin' } });
  });

  test.each([[[]], [[5]], [[{ name: 'app.status' }]], [['app.status', {}, 'more']]])(
    'arguments %j are refused',
    async (args) => {
      expect(await answer(ours, args)).toMatchObject({ ok: false, error: { code: 'input.invalid' } });
    },
  );
});

describe('the scheme', () => {
  const serve = createWindowHandler(async (path) => ({ status: 200, headers: { 'X-Path': path }, body: `<p>${path}` }));

  test('serves our host, reading only', async () => {
    const page = await serve(new Request('plumbline://app/review/12'));
    expect([page.status, page.headers.get('X-Path'), await page.text()]).toEqual([200, '/review/12', '<p>/review/12']);
    expect((await serve(new Request('plumbline://app/', { method: 'POST' }))).status).toBe(405);
    expect(await (await serve(new Request('plumbline://app/', { method: 'HEAD' }))).text()).toBe('');
  });

  test('and no other', async () => {
    expect((await serve(new Request('plumbline://other/'))).status).toBe(403);
  });
});

describe('addresses from outside', () => {
  test.each([
    ['plumbline://open/review', '/review'],
    ['plumbline://open/review/', '/review'],
    ['PLUMBLINE://open/settings', '/settings'],
    ['plumbline://open/records/invoice/01HX3W8', '/records/invoice/01HX3W8'],
    ['plumbline://open/records/customer/qb:12', '/records/customer/qb:12'],
  ])('%s opens %s', (address, route) => {
    expect(routeOf(address)).toBe(route);
  });

  test.each([
    'plumbline://app/review',
    'plumbline://open/',
    'plumbline://open/nowhere',
    'plumbline://open/review/../settings',
    'plumbline://open/records/invoice/%2e%2e',
    'plumbline://open/records/invoice/1?x=1',
    'plumbline://open/review#token=abc',
    'plumbline://open/records/a/b/c/d',
    `plumbline://open/records/${'a'.repeat(600)}`,
    'https://open/review',
    '',
  ])('%s opens nothing', (address) => {
    expect(routeOf(address)).toBeNull();
  });

  test('is found among the arguments of a second start', () => {
    expect(routeAmong(['/usr/bin/plumbline', '--data', '/d', 'plumbline://open/review'])).toBe('/review');
    expect(routeAmong(['/usr/bin/plumbline', '--hidden'])).toBeNull();
  });
});

test('flags of the system and of Chromium are passed over', () => {
  expect(
    readDesktopFlags(['main.mjs', '--data', '/d', '--no-sandbox', '--secrets=file', 'plumbline://open/review']),
  ).toEqual({
    data: '/d',
    secrets: 'file',
  });
  expect(readDesktopFlags(['--secrets', 'plain', '--type=renderer'])).toEqual({ data: null, secrets: null });
});
