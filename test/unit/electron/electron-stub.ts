import { EventEmitter } from 'node:events';
import type { Electron } from '../../../main/hosts/electron/desktop.ts';

type Item = { label?: string; click?: () => void };

/** What the stub saw, for tests to look at. */
export type Seen = {
  windows: StubWindow[];
  trays: { menu: Item[]; tooltip: string; destroyed: boolean }[];
  notices: { title: string; body: string; click(): void }[];
  boxes: string[];
  /** Which button of a box is pressed. */
  answer: number;
  opened: string[];
  quits: number;
  exits: number[];
  badge: number;
  paths: Map<string, string>;
  schemes: unknown[];
  handlers: Map<string, (...args: unknown[]) => unknown>;
};

export class StubContents extends EventEmitter {
  readonly mainFrame = { url: 'plumbline://app/' };
  readonly sent: unknown[][] = [];
  openHandler: (details: { url: string }) => { action: string } = () => ({ action: 'allow' });
  send(...args: unknown[]): void {
    this.sent.push(args);
  }
  setWindowOpenHandler(handler: (details: { url: string }) => { action: string }): void {
    this.openHandler = handler;
  }
  getURL(): string {
    return this.mainFrame.url;
  }
}

export class StubWindow extends EventEmitter {
  readonly webContents = new StubContents();
  readonly loaded: string[] = [];
  readonly options: unknown;
  visible = false;
  gone = false;
  constructor(options: unknown) {
    super();
    this.options = options;
  }
  removeMenu(): void {}
  async loadURL(url: string): Promise<void> {
    this.loaded.push(url);
  }
  show(): void {
    this.visible = true;
  }
  hide(): void {
    this.visible = false;
  }
  focus(): void {}
  restore(): void {}
  isMinimized(): boolean {
    return false;
  }
  isVisible(): boolean {
    return this.visible;
  }
  isDestroyed(): boolean {
    return this.gone;
  }
  /** A person closes it. */
  close(): void {
    let kept = false;
    this.emit('close', { preventDefault: () => (kept = true) });
    if (kept) return;
    this.gone = true;
    this.visible = false;
    this.emit('closed');
  }
}

/** A small Electron: enough of each part to run the shell, and unknown parts are missing so that using them fails. */
export function createElectronStub(options: { firstInstance?: boolean; packaged?: boolean } = {}) {
  const seen: Seen = {
    windows: [],
    trays: [],
    notices: [],
    boxes: [],
    answer: 0,
    opened: [],
    quits: 0,
    exits: [],
    badge: 0,
    paths: new Map(),
    schemes: [],
    handlers: new Map(),
  };
  let ready = false;

  const app = Object.assign(new EventEmitter(), {
    isPackaged: options.packaged ?? false,
    enableSandbox: () => {
      if (ready) throw new Error('enableSandbox after ready');
    },
    setPath: (name: string, path: string) => seen.paths.set(name, path),
    requestSingleInstanceLock: () => options.firstInstance ?? true,
    whenReady: async () => {
      ready = true;
    },
    setAsDefaultProtocolClient: () => true,
    setLoginItemSettings: () => {},
    setBadgeCount: (count: number) => {
      seen.badge = count;
      return true;
    },
    quit: () => {
      seen.quits += 1;
      let kept = false;
      app.emit('before-quit', { preventDefault: () => (kept = true) });
      return kept;
    },
    exit: (code: number) => seen.exits.push(code),
  });

  const session = {
    setPermissionRequestHandler: () => {},
    setPermissionCheckHandler: () => {},
    setDevicePermissionHandler: () => {},
    setDisplayMediaRequestHandler: () => {},
    webRequest: { onBeforeRequest: () => {} },
  };

  const parts = {
    app,
    BrowserWindow: class extends StubWindow {
      constructor(given: unknown) {
        super(given);
        seen.windows.push(this);
        app.emit('web-contents-created', {}, this.webContents);
      }
    },
    dialog: {
      showErrorBox: (title: string, text: string) => void seen.boxes.push(`${title}: ${text}`),
      showMessageBox: async (box: { message: string; detail: string }) => {
        seen.boxes.push(`${box.message} ${box.detail}`);
        return { response: seen.answer };
      },
    },
    ipcMain: {
      handle: (channel: string, handler: (...args: unknown[]) => unknown) => seen.handlers.set(channel, handler),
      removeHandler: (channel: string) => seen.handlers.delete(channel),
    },
    Menu: { setApplicationMenu: () => {}, buildFromTemplate: (items: Item[]) => items },
    nativeImage: { createEmpty: () => ({ addRepresentation: () => {}, setTemplateImage: () => {} }) },
    Notification: class extends EventEmitter {
      static isSupported(): boolean {
        return true;
      }
      readonly given: { title: string; body: string };
      constructor(given: { title: string; body: string }) {
        super();
        this.given = given;
      }
      show(): void {
        seen.notices.push({ ...this.given, click: () => this.emit('click') });
      }
    },
    powerMonitor: new EventEmitter(),
    protocol: {
      registerSchemesAsPrivileged: (schemes: unknown[]) => {
        if (ready) throw new Error('registerSchemesAsPrivileged after ready');
        seen.schemes.push(...schemes);
      },
      handle: (scheme: string, handler: (...args: unknown[]) => unknown) => seen.handlers.set(scheme, handler),
    },
    session: { defaultSession: session },
    shell: {
      openExternal: async (url: string) => {
        seen.opened.push(url);
      },
    },
    Tray: class extends EventEmitter {
      readonly mine = { menu: [] as Item[], tooltip: '', destroyed: false };
      constructor() {
        super();
        seen.trays.push(this.mine);
      }
      setImage(): void {}
      setToolTip(text: string): void {
        this.mine.tooltip = text;
      }
      setContextMenu(menu: Item[]): void {
        this.mine.menu = menu;
      }
      destroy(): void {
        this.mine.destroyed = true;
      }
    },
  };
  return { electron: parts as unknown as Electron, parts, seen };
}
