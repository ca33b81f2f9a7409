import type { App, Session } from 'electron';

/** The window's own address: scheme and host of everything it may load. */
export const SCHEME = 'plumbline';
export const WINDOW_HOST = 'app';
export const WINDOW_ORIGIN = `${SCHEME}://${WINDOW_HOST}`;

/** The address as parsed, or null when it is none. Never compared as text: "plumbline://app.evil" begins alike. */
function parse(address: string): URL | null {
  try {
    return new URL(address);
  } catch {
    return null;
  }
}

/** Whether an address is one of the window's own pages. */
export function isOurPage(address: string): boolean {
  const url = parse(address);
  // Other schemes have no origin in Node's URL, so its parts are compared.
  return (
    url !== null &&
    url.protocol === `${SCHEME}:` &&
    url.host === WINDOW_HOST &&
    url.username === '' &&
    url.password === ''
  );
}

/** Permissions the window uses. Everything else Chromium could grant is refused. */
const GRANTED: ReadonlySet<string> = new Set(['notifications', 'clipboard-sanitized-write']);

/** Whether a page may have a permission: only ours, only those it uses. */
export const mayHave = (permission: string, page: string): boolean => GRANTED.has(permission) && isOurPage(page);

/** Hosts of Intuit that sign-in, records and help are on. Their sub-domains count. */
const INTUIT = ['intuit.com', 'quickbooks.com'];

/** Path of a sign-in page, the same at Intuit and in the sandbox company. */
const SIGN_IN_PATH = '/connect/oauth2';

/**
 * The address to hand to the person's browser, or null when it is none of those we lead to: Intuit over https, or the
 * sign-in page of a sandbox company on this computer. Re-written from its parts, so that nothing a parser reads differently
 * goes out.
 */
export function externalAddress(address: string): string | null {
  const url = parse(address);
  if (url === null || url.username !== '' || url.password !== '') return null;
  if (url.protocol === 'https:' && url.port === '')
    return INTUIT.some((host) => url.hostname === host || url.hostname.endsWith(`.${host}`)) ? url.href : null;
  const loopback = url.hostname === '127.0.0.1' || url.hostname === 'localhost';
  return url.protocol === 'http:' && loopback && url.pathname === SIGN_IN_PATH ? url.href : null;
}

/** Whether the window may fetch an address. Its own files, and what it makes itself. */
export const mayLoad = (address: string): boolean => isOurPage(address) || /^(data|blob|devtools):/.test(address);

/** Denies every permission but ours, in both of Electron's questions, and devices and screens altogether. */
export function guardSession(session: Session): void {
  session.setPermissionRequestHandler((contents, permission, answer) => answer(mayHave(permission, contents.getURL())));
  session.setPermissionCheckHandler((_contents, permission, origin) => mayHave(permission, `${origin}/`));
  session.setDevicePermissionHandler(() => false);
  session.setDisplayMediaRequestHandler((_request, answer) => answer({}));
  session.webRequest.onBeforeRequest((details, answer) => answer({ cancel: !mayLoad(details.url) }));
}

/**
 * Keeps every page where it belongs: no leaving, no redirects out, no embedded pages, no new windows. Links to Intuit open
 * in the person's browser.
 */
export function guardContents(app: App, openExternal: (url: string) => Promise<void>): void {
  app.on('web-contents-created', (_event, contents) => {
    contents.on('will-navigate', (details) => {
      if (!isOurPage(details.url)) details.preventDefault();
    });
    contents.on('will-frame-navigate', (details) => {
      if (!details.isMainFrame || !isOurPage(details.url)) details.preventDefault();
    });
    contents.on('will-redirect', (details) => {
      if (!isOurPage(details.url)) details.preventDefault();
    });
    contents.on('will-attach-webview', (event) => event.preventDefault());
    contents.setWindowOpenHandler(({ url }) => {
      const external = externalAddress(url);
      // No browser to open is nothing the page could mend; it shows the address as well.
      if (external !== null) openExternal(external).catch(() => {});
      return { action: 'deny' };
    });
  });
}
