/**
 * A stand-in for Electron, just enough to run the built main script under plain Node: it opens no window, but asks over
 * IPC and the scheme what a window would ask, prints the answers as lines of JSON, and quits.
 */
import { EventEmitter } from 'node:events';

const say = (what, value) => process.stdout.write(`${JSON.stringify({ what, value })}\n`);
const handlers = new Map();
const frame = { url: 'plumbline://app/' };
const contents = Object.assign(new EventEmitter(), {
  mainFrame: frame,
  send: () => {},
  setWindowOpenHandler: () => {},
  getURL: () => frame.url,
});

async function lookAround() {
  const ask = (name, input) => handlers.get('plumbline:call')({ sender: contents, senderFrame: frame }, name, input);
  say('status', await ask('app.status', {}));
  say('unknown', await ask('no.such', {}));
  const page = await handlers.get('plumbline')(new Request('plumbline://app/settings'));
  say('page', { status: page.status, policy: page.headers.get('content-security-policy') });
  const above = await handlers.get('plumbline')(new Request('plumbline://app/%2e%2e/desktop/main.mjs'));
  say('above', { status: above.status });
  app.quit();
}

export const app = Object.assign(new EventEmitter(), {
  isPackaged: false,
  enableSandbox: () => {},
  setPath: () => {},
  requestSingleInstanceLock: () => true,
  whenReady: () => new Promise((resolve) => setImmediate(resolve)),
  setBadgeCount: () => true,
  quit: () => void app.emit('before-quit', { preventDefault: () => {} }),
  exit: (code) => process.exit(code),
});
export class BrowserWindow extends EventEmitter {
  constructor(options) {
    super();
    this.webContents = contents;
    say('window', { sandbox: options.webPreferences.sandbox, preload: options.webPreferences.preload });
  }
  removeMenu() {}
  async loadURL(url) {
    say('loaded', url);
    void lookAround();
  }
  isVisible() {
    return false;
  }
  isDestroyed() {
    return false;
  }
}
export class Tray extends EventEmitter {
  setImage() {}
  setToolTip() {}
  setContextMenu() {}
  destroy() {}
}
export class Notification extends EventEmitter {
  static isSupported() {
    return false;
  }
}
export const dialog = {
  showErrorBox: (title, text) => say('box', `${title}: ${text}`),
  showMessageBox: async () => ({}),
};
export const ipcMain = {
  handle: (channel, handler) => handlers.set(channel, handler),
  removeHandler: (channel) => handlers.delete(channel),
};
export const Menu = { setApplicationMenu: () => {}, buildFromTemplate: (items) => items };
export const nativeImage = { createEmpty: () => ({ addRepresentation: () => {}, setTemplateImage: () => {} }) };
export const powerMonitor = new EventEmitter();
export const protocol = {
  registerSchemesAsPrivileged: () => {},
  handle: (scheme, handler) => handlers.set(scheme, handler),
};
export const session = {
  defaultSession: {
    setPermissionRequestHandler: () => {},
    setPermissionCheckHandler: () => {},
    setDevicePermissionHandler: () => {},
    setDisplayMediaRequestHandler: () => {},
    webRequest: { onBeforeRequest: () => {} },
  },
};
export const shell = { openExternal: async () => {} };
