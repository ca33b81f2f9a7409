import { describe, expect, test } from 'vitest';
import { defaultDataDir } from '../../../main/hosts/data-dir.ts';
import { readFlags } from '../../../main/hosts/headless/flags.ts';
import { opener } from '../../../main/hosts/headless/open-browser.ts';

describe('flags', () => {
  test('nothing given', () => {
    expect(readFlags([])).toEqual({
      ok: true,
      flags: {
        port: 0,
        data: null,
        open: true,
        json: false,
        secrets: null,
        restore: false,
        platform: null,
        help: false,
      },
    });
  });

  test('everything given', () => {
    expect(readFlags(['--port', '8123', '--data', '/d', '--no-open', '--json', '--secrets', 'file'])).toEqual({
      ok: true,
      flags: {
        port: 8123,
        data: '/d',
        open: false,
        json: true,
        secrets: 'file',
        restore: false,
        platform: null,
        help: false,
      },
    });
    expect(readFlags(['--platform-url', 'https://books.example/platform/v1/'])).toMatchObject({
      ok: true,
      flags: { platform: 'https://books.example/platform/v1' },
    });
    // A key must not travel in the clear, nor stand in an address.
    for (const url of [
      'http://books.example/platform/v1',
      'https://me:pass@books.example/',
      'books',
      'https://b.example/?k=1',
    ])
      expect(readFlags(['--platform-url', url])).toMatchObject({ ok: false });
    expect(readFlags(['--restore'])).toMatchObject({ ok: true, flags: { restore: true } });
    expect(readFlags(['--port=0'])).toMatchObject({ ok: true, flags: { port: 0 } });
  });

  test('for scripts no browser opens', () => {
    expect(readFlags(['--json'])).toMatchObject({ ok: true, flags: { open: false } });
  });

  test.each([
    [['--prot', '1'], 'There is no flag --prot.'],
    [['-x'], 'There is no flag -x.'],
    [['--port', 'abc'], '--port must be a number from 0 to 65535, not "abc".'],
    [['--port', '65536'], '--port must be a number from 0 to 65535, not "65536".'],
    [['--port=-1'], '--port must be a number from 0 to 65535, not "-1".'],
    [['--port'], '--port needs a value after it.'],
    [['--data', '--json'], '--data needs a value after it.'],
    [['--data='], '--data needs a folder.'],
    [['--json=yes'], '--json takes no value.'],
    [['--secrets', 'plain'], '--secrets must be keychain, file or memory, not "plain".'],
    [['somewhere'], '"somewhere" is not a flag; see --help.'],
  ])('%j is told in a sentence', (args, sentence) => {
    expect(readFlags(args)).toEqual({ ok: false, sentence });
  });
});

describe('where the data lives', () => {
  test.each([
    ['linux', {}, '/home/ann/.local/share/plumbline'],
    ['linux', { XDG_DATA_HOME: '/data' }, '/data/plumbline'],
    ['linux', { XDG_DATA_HOME: 'relative' }, '/home/ann/.local/share/plumbline'],
    ['darwin', {}, '/home/ann/Library/Application Support/Plumbline'],
  ] as const)('%s with %j', (platform, env, dir) => {
    expect(defaultDataDir({ platform, home: '/home/ann', env })).toBe(dir);
  });

  test('Windows: the local profile', () => {
    const home = 'C:\\Users\\ann';
    expect(defaultDataDir({ platform: 'win32', home, env: { LOCALAPPDATA: 'D:\\Local' } })).toBe(
      'D:\\Local\\Plumbline',
    );
    expect(defaultDataDir({ platform: 'win32', home, env: {} })).toBe('C:\\Users\\ann\\AppData\\Local\\Plumbline');
  });
});

test('how a browser is opened', () => {
  expect(opener('darwin', {})?.command).toBe('open');
  expect(opener('win32', {})?.args('http://a/?b&c')).toEqual(['/c', 'start', '""', 'http://a/?b^&c']);
  expect(opener('linux', { DISPLAY: ':0' })?.command).toBe('xdg-open');
  expect(opener('linux', { WAYLAND_DISPLAY: 'wayland-0' })?.command).toBe('xdg-open');
  expect(opener('linux', {}), 'without a display the address is printed').toBeNull();
});
