import { readFile, realpath } from 'node:fs/promises';
import { extname, join, resolve, sep } from 'node:path';
import { contentPolicy, NONCE_MARK, SAFE_HEADERS } from './content-policy.ts';

/** What to answer for one address of the window. */
export type Asset = { status: number; headers: Record<string, string>; body: Buffer | string };

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
  '.woff': 'font/woff',
  '.woff2': 'font/woff2',
};

/**
 * The file a path of an address means, or null when it means none that may be served. Looks at the text only: nothing
 * above the root, no drive letters, no NUL, no back slashes, no hidden files, however they are encoded.
 *
 * @param path path part of the address, still encoded: "/assets/index.js"
 */
export function fileFor(root: string, path: string): string | null {
  let plain: string;
  try {
    plain = decodeURIComponent(path);
  } catch {
    return null;
  }
  // A path that was encoded twice, or holds what a file system reads in its own way, is nobody's honest request.
  if (!plain.startsWith('/') || /[\0\\:%]/.test(plain)) return null;
  const parts = plain.split('/').slice(1);
  if (parts.some((part) => part.startsWith('.'))) return null;
  const top = resolve(root);
  const file = resolve(top, `.${plain}`);
  return file.startsWith(top + sep) ? file : null;
}

/** Whether a path is one of the window's own addresses ("/records/invoice/12"): no file, so index.html answers. */
export const isPage = (path: string): boolean => !(path.split('/').at(-1) ?? '').includes('.');

const NOT_BUILT = `<!doctype html><meta charset="utf-8"><title>Plumbline</title>
<p>The window has not been built yet. Run <code>npm start</code>, or <code>node scripts/build.mjs</code>, and reload.</p>`;

/**
 * Serves the built window from a folder. Unknown pages get index.html, so that every screen has an address; unknown files
 * get 404. Files with a hash in their name may be kept for ever, the page itself never.
 *
 * @param nonce makes the nonce of one page
 */
export function createAssets(root: string, nonce: () => string): (path: string) => Promise<Asset> {
  const page = async (): Promise<Asset> => {
    const mark = nonce();
    const html = await readFile(join(root, 'index.html'), 'utf8').catch(() => null);
    return {
      status: html === null ? 503 : 200,
      headers: {
        ...SAFE_HEADERS,
        'Content-Type': 'text/html; charset=utf-8',
        'Content-Security-Policy': contentPolicy(mark),
        'Cache-Control': 'no-store',
      },
      body: html === null ? NOT_BUILT : html.replaceAll(NONCE_MARK, mark),
    };
  };

  const notFound = (): Asset => ({
    status: 404,
    headers: {
      ...SAFE_HEADERS,
      'Content-Type': 'text/plain; charset=utf-8',
      'Content-Security-Policy': "default-src 'none'",
      'Cache-Control': 'no-store',
    },
    body: 'There is nothing at this address.\n',
  });

  return async (path) => {
    if (path === '/' || path === '/index.html') return page();
    const file = fileFor(root, path);
    if (file === null) return notFound();
    const body = await readInside(root, file);
    if (body === null) return isPage(path) ? page() : notFound();
    return {
      status: 200,
      headers: {
        ...SAFE_HEADERS,
        'Content-Type': TYPES[extname(file).toLowerCase()] ?? 'application/octet-stream',
        'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
        'Cache-Control': path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
      },
      body,
    };
  };
}

/** The file's content; null when there is none, it is a folder, or a link leads out of the root. */
async function readInside(root: string, file: string): Promise<Buffer | null> {
  try {
    const [top, real] = await Promise.all([realpath(root), realpath(file)]);
    // Inside an asar archive both stay as they are; on disk a symbolic link is followed before it is judged.
    if (!real.startsWith(top + sep)) return null;
    return await readFile(real);
  } catch {
    return null;
  }
}
