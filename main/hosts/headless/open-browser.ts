import { spawn } from 'node:child_process';

/** The command that opens an address on a system, or null where there is no screen to open it on. */
export function opener(
  platform: NodeJS.Platform,
  env: Readonly<Record<string, string | undefined>>,
): { command: string; args(url: string): string[] } | null {
  if (platform === 'darwin') return { command: 'open', args: (url) => [url] };
  // The empty argument is the window's title; without it `start` takes a quoted address for one.
  if (platform === 'win32') return { command: 'cmd', args: (url) => ['/c', 'start', '""', url.replaceAll('&', '^&')] };
  // Without a display xdg-open would start a text browser in this very terminal.
  if (!env.DISPLAY && !env.WAYLAND_DISPLAY) return null;
  return { command: 'xdg-open', args: (url) => [url] };
}

/** How long an opener that does not come back is waited for; one that found no browser says so well before. */
const PATIENCE_MS = 4_000;

/** Opens an address in the person's browser. False where there is none, so that the address must be printed. */
export function openBrowser(url: string): Promise<boolean> {
  const how = opener(process.platform, process.env);
  if (how === null) return Promise.resolve(false);
  return new Promise((resolve) => {
    const child = spawn(how.command, how.args(url), { stdio: 'ignore', detached: true, windowsHide: true });
    // Some openers stay as the browser itself: still running means it worked.
    const patience = setTimeout(() => resolve(true), PATIENCE_MS);
    const end = (opened: boolean) => {
      clearTimeout(patience);
      resolve(opened);
    };
    child.on('error', () => end(false));
    child.on('exit', (code) => end(code === 0));
    child.unref();
  });
}
