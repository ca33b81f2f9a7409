import type { BrowserWindow } from 'electron';
import { WINDOW_ORIGIN } from './security.ts';
import { windowOptions } from './window-options.ts';

export type MainWindow = {
  /** Shows the window, made again if it was closed; on a page of its own when `route` is given ("/review"). */
  open(route?: string): void;
  isVisible(): boolean;
  /** Sends to the page, if there is one. */
  send(channel: string, payload: unknown): void;
};

export type WindowDeps = {
  BrowserWindow: typeof BrowserWindow;
  preload: string;
  /** Whether closing hides the window instead of ending the app. Asked at the moment of closing. */
  hidesOnClose(): boolean;
  /** Called after the window was hidden by closing it. */
  onHidden(): void;
  /** Someone looks, until the answer is called. Held while the window is to be seen. */
  watch(): () => void;
};

/** The one window of the app. */
export function createMainWindow({ BrowserWindow, preload, hidesOnClose, onHidden, watch }: WindowDeps): MainWindow {
  let window: BrowserWindow | null = null;
  let unwatch: (() => void) | null = null;

  const seen = (visible: boolean): void => {
    if (visible) unwatch ??= watch();
    else {
      unwatch?.();
      unwatch = null;
    }
  };

  const make = (route: string): BrowserWindow => {
    const made = new BrowserWindow(windowOptions(preload));
    made.removeMenu();
    made.once('ready-to-show', () => made.show());
    made.on('close', (event) => {
      if (!hidesOnClose()) return;
      event.preventDefault();
      made.hide();
      onHidden();
    });
    for (const event of ['show', 'restore'] as const) made.on(event as 'show', () => seen(true));
    for (const event of ['hide', 'minimize'] as const) made.on(event as 'hide', () => seen(false));
    made.on('closed', () => {
      seen(false);
      window = null;
    });
    void made.loadURL(`${WINDOW_ORIGIN}${route}`);
    return made;
  };

  return {
    open: (route) => {
      if (window === null) {
        window = make(route ?? '/');
        return;
      }
      if (route !== undefined) void window.loadURL(`${WINDOW_ORIGIN}${route}`);
      if (window.isMinimized()) window.restore();
      window.show();
      window.focus();
    },
    isVisible: () => window?.isVisible() ?? false,
    send: (channel, payload) => {
      if (window !== null && !window.isDestroyed()) window.webContents.send(channel, payload);
    },
  };
}
