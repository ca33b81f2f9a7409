/**
 * Content security policy of the window, the same in the browser and in the desktop shell. Everything comes from our own
 * origin; styles may also come from a `<style>` that carries the nonce (the component library's variables).
 *
 * @param nonce fresh random text for every page served
 */
export const contentPolicy = (nonce: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');

/** Where index.html holds the nonce of the page: its `<meta name="csp-nonce">`, for styles made by script. */
export const NONCE_MARK = '__CSP_NONCE__';

/** Headers of every answer, page or data. */
export const SAFE_HEADERS: Readonly<Record<string, string>> = {
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
};
