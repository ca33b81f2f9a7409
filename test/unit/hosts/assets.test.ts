import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { createAssets, fileFor, isPage } from '../../../main/hosts/web/assets.ts';

const top = mkdtempSync(join(tmpdir(), 'plumbline-assets-'));
const root = join(top, 'window');
mkdirSync(join(root, 'assets'), { recursive: true });
mkdirSync(join(top, 'window-secret'));
writeFileSync(join(root, 'index.html'), '<meta name="csp-nonce" content="__CSP_NONCE__"><title>Window</title>');
writeFileSync(join(root, 'assets', 'index-1a2b.js'), 'export {};');
writeFileSync(join(root, '.built'), 'mark');
writeFileSync(join(top, 'secret.txt'), 'secret');
writeFileSync(join(top, 'window-secret', 'a.txt'), 'secret');
symlinkSync(join(top, 'secret.txt'), join(root, 'link.txt'));
afterAll(() => rmSync(top, { recursive: true, force: true }));

let made = 0;
const assets = createAssets(root, () => `nonce${++made}`);

describe('paths', () => {
  test.each([
    '/../secret.txt',
    '/assets/../../secret.txt',
    '/%2e%2e/secret.txt',
    '/%2e%2e%2fsecret.txt',
    '/..%5csecret.txt',
    '/assets\\..\\..\\secret.txt',
    '/%252e%252e/secret.txt',
    '/../window-secret/a.txt',
    '//etc/passwd/../../secret.txt',
    '/C:/secret.txt',
    '/a\0.txt',
    '/%00',
    '/%zz',
    '/.built',
    '/assets/.hidden',
    'secret.txt',
    '/',
  ])('%s leads nowhere', async (path) => {
    expect(fileFor(root, path)).toBeNull();
  });

  test('a file inside is found, its name decoded', () => {
    expect(fileFor(root, '/assets/index-1a2b.js')).toBe(join(root, 'assets', 'index-1a2b.js'));
    expect(fileFor(root, '/assets/a%20b.js')).toBe(join(root, 'assets', 'a b.js'));
  });

  test('a path without an ending is a page of the window', () => {
    expect(isPage('/records/invoice/12')).toBe(true);
    expect(isPage('/assets/gone.js')).toBe(false);
  });
});

describe('answers', () => {
  test('the page carries its policy and a nonce of its own', async () => {
    const [first, second] = [await assets('/'), await assets('/review/42')];
    expect(first.status).toBe(200);
    expect(first.headers['Content-Security-Policy']).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-nonce1'; img-src 'self' data:; font-src 'self'; " +
        "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    );
    expect(first.body).toContain('content="nonce1"');
    expect(second.body).toContain('content="nonce2"');
    expect(second.headers['Cache-Control']).toBe('no-store');
    for (const header of ['X-Content-Type-Options', 'Referrer-Policy']) expect(first.headers[header]).toBeDefined();
  });

  test('files have their type; those with a hash in their name may be kept', async () => {
    const script = await assets('/assets/index-1a2b.js');
    expect(script.status).toBe(200);
    expect(script.headers['Content-Type']).toBe('text/javascript; charset=utf-8');
    expect(script.headers['Cache-Control']).toContain('immutable');
  });

  test('what is not there, is a folder, or leads out by a link is not found', async () => {
    for (const path of ['/assets/gone.js', '/link.txt', '/../secret.txt', '/.built', '/favicon.ico']) {
      const answer = await assets(path);
      expect(answer.status, path).toBe(404);
      expect(String(answer.body)).not.toContain('secret');
    }
  });

  test('before the window is built, a sentence says how', async () => {
    const answer = await createAssets(join(top, 'nothing'), () => 'n')('/');
    expect(answer.status).toBe(503);
    expect(answer.body).toContain('has not been built');
  });
});
