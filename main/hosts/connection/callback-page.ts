import { createHash } from 'node:crypto';
import { SAFE_HEADERS } from '../web/content-policy.ts';

const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

const STYLE = `
:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 32rem; margin: 20vh auto 0; padding: 0 1.5rem; }
h1 { font-size: 1.5rem; font-weight: 600; margin: 0 0 .5rem; }
`;

/** The page on which a sign-in ends in the browser. Plain words; nothing on it is fetched or run. */
export function callbackPage(heading: string, text: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escapeHtml(heading)}</title>
<style>${STYLE}</style>
</head>
<body>
<h1>${escapeHtml(heading)}</h1>
<p>${escapeHtml(text)}</p>
</body>
</html>
`;
}

/** The page's only style, allowed by its hash. */
const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64');

/** Headers of that page. It may not be kept: its address held the code of the sign-in. */
export const CALLBACK_HEADERS: Readonly<Record<string, string>> = {
  ...SAFE_HEADERS,
  'Content-Type': 'text/html; charset=utf-8',
  'Content-Security-Policy': `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  'Cache-Control': 'no-store',
  Connection: 'close',
};
