import type { BrowserWindowConstructorOptions } from 'electron';

/** Smallest size at which the rail of words collapses to icons and tables still have their columns. */
const SMALLEST = { width: 760, height: 520 };

/**
 * How the window is made. The page is a web page and nothing more: sandboxed process, its own world, no Node, the keyhole
 * of `preload` as its only way out.
 *
 * @param preload absolute path of the bundled preload script
 */
export const windowOptions = (preload: string): BrowserWindowConstructorOptions => ({
  width: 1280,
  height: 820,
  minWidth: SMALLEST.width,
  minHeight: SMALLEST.height,
  title: 'Plumbline',
  show: false,
  autoHideMenuBar: true,
  webPreferences: {
    preload,
    contextIsolation: true,
    sandbox: true,
    nodeIntegration: false,
    nodeIntegrationInSubFrames: false,
    nodeIntegrationInWorker: false,
    webviewTag: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    experimentalFeatures: false,
    navigateOnDragDrop: false,
    safeDialogs: true,
    spellcheck: false,
  },
});
