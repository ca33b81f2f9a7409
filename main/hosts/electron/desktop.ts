import { LOCAL_OWNER } from '../../../shared/access.ts';
import type { Status } from '../../../shared/contract/app.ts';
import type { AppEvent } from '../../../shared/contract/events.ts';
import { type AppError, Failure } from '../../../shared/errors.ts';
import { EVENT_CHANNEL } from '../../../shared/ipc.ts';
import type { Company } from '../company.ts';
import type { App } from '../compose.ts';
import type { Asset } from '../web/assets.ts';
import { appMenu } from './app-menu.ts';
import { createAppSettings } from './app-settings.ts';
import { routeAmong, routeOf } from './deep-link.ts';
import { installIpc } from './ipc.ts';
import { schemes, serveWindow } from './protocol.ts';
import { guardContents, guardSession, SCHEME } from './security.ts';
import { createShownCompany } from './shown-company.ts';
import { createTray } from './tray.ts';
import { noticeFor, type TrayAct, trayModel, trayOf } from './tray-model.ts';
import { createMainWindow } from './window.ts';

/** What of Electron the shell uses, handed in so that it can be run without the binary. */
export type Electron = Pick<
  typeof import('electron'),
  | 'app'
  | 'BrowserWindow'
  | 'dialog'
  | 'ipcMain'
  | 'Menu'
  | 'nativeImage'
  | 'Notification'
  | 'powerMonitor'
  | 'protocol'
  | 'session'
  | 'shell'
  | 'Tray'
>;

/** What the shell needs of the rest of the app. */
export type DesktopDeps = {
  /** Builds the app; with `restore`, after damaged databases were put back from their backups. */
  compose(options: { restore: boolean }): Promise<App>;
  assets(path: string): Promise<Asset>;
  /** Absolute path of the bundled preload script. */
  preload: string;
  /** Folder for Chromium's own files. One per data folder, which also makes one instance per data folder. */
  profile: string;
  platform: NodeJS.Platform;
  args: readonly string[];
  /** Tells whoever started us that the shell is up. */
  onReady(): void;
  /** An instant as a person reads it in the tray: "14:02". */
  clock(instant: string): string;
};

/** Runs the desktop app. Resolves when its window is open (or another instance took over); the app goes on by events. */
export async function runDesktop(electron: Electron, deps: DesktopDeps): Promise<void> {
  const { app } = electron;
  app.enableSandbox();
  electron.protocol.registerSchemesAsPrivileged(schemes());
  app.setPath('userData', deps.profile);
  if (!app.requestSingleInstanceLock()) {
    app.quit();
    return;
  }
  guardContents(app, (url) => electron.shell.openExternal(url));

  let open: (route?: string) => void = (route) => {
    waiting = route ?? waiting;
  };
  let waiting = routeAmong(deps.args) ?? undefined;
  app.on('second-instance', (_event, args) => open(routeAmong(args) ?? undefined));
  app.on('open-url', (event, url) => {
    event.preventDefault();
    open(routeOf(url) ?? undefined);
  });

  await app.whenReady();
  deps.onReady();
  const menu = appMenu(deps.platform);
  electron.Menu.setApplicationMenu(menu === null ? null : electron.Menu.buildFromTemplate(menu));
  if (app.isPackaged) app.setAsDefaultProtocolClient(SCHEME);
  guardSession(electron.session.defaultSession);
  serveWindow(electron.protocol, deps.assets);

  let engine: App;
  try {
    engine = await composeOrRestore(electron, deps);
  } catch (thrown) {
    electron.dialog.showErrorBox('Plumbline cannot start', sentenceOf(thrown));
    app.exit(1);
    return;
  }
  open = goOn(electron, deps, engine);
  if (waiting !== undefined || !deps.args.includes('--hidden')) open(waiting);
}

/** Builds the app. Where a database is damaged and a backup is there, the person may go back to it at once. */
async function composeOrRestore(electron: Electron, deps: DesktopDeps): Promise<App> {
  try {
    return await deps.compose({ restore: deps.args.includes('--restore') });
  } catch (thrown) {
    if (!(thrown instanceof Failure) || thrown.error.code !== 'host.damaged') throw thrown;
    const { error } = thrown;
    const { response } = await electron.dialog.showMessageBox({
      type: 'error',
      title: 'Plumbline cannot start',
      message: error.userSentence,
      detail: `${error.remedy} The damaged file is kept beside the restored one.`,
      buttons: [`Restore the backup of ${error.values.backup ?? ''}`, 'Quit'],
      defaultId: 0,
      cancelId: 1,
    });
    if (response !== 0) throw thrown;
    return deps.compose({ restore: true });
  }
}

/** Everything after the engines came up: window, tray, notifications, quitting. Answers how to open the window. */
function goOn(electron: Electron, deps: DesktopDeps, engine: App): (route?: string) => void {
  const { app, Notification } = electron;
  const { companies } = engine;
  const shared = createAppSettings(companies, (settings) => {
    if (app.isPackaged) app.setLoginItemSettings({ openAtLogin: settings.openAtLogin, args: ['--hidden'] });
  });
  let leaving = false;
  let toldHidden = false;
  const statuses = new Map<string, Status>();

  const notify = (title: string, body: string, route: string, company?: string): void => {
    if (!shared.now().notifications || !Notification.isSupported()) return;
    const notice = new Notification({ title, body, silent: true });
    notice.on('click', () => show(company, route));
    notice.show();
  };

  const shown = createShownCompany(companies);
  const window = createMainWindow({
    BrowserWindow: electron.BrowserWindow,
    preload: deps.preload,
    watch: shown.watch,
    hidesOnClose: () => shared.now().closeToTray && !leaving,
    onHidden: () => {
      if (!toldHidden) notify('Plumbline goes on', 'It stays in the tray; Quit there ends it.', '/overview');
      toldHidden = true;
    },
  });
  /** Opens the window, on another company where one is named. */
  const show = (company: string | undefined, route?: string): void => {
    const other = company !== undefined && company !== shown.now().id && shown.choose(company);
    window.open(route ?? (other ? '/' : undefined));
  };

  const tray = createTray({
    Tray: electron.Tray,
    Menu: electron.Menu,
    nativeImage: electron.nativeImage,
    platform: deps.platform,
    onAct: (act, company) => perform(act, company),
  });

  const ACTS: Readonly<Record<TrayAct, (company?: string) => void>> = {
    open: (company) => show(company),
    review: () => window.open('/review'),
    problems: () => window.open('/problems'),
    syncNow: () => ask('sync.now', ({ paused }) => paused === null),
    pause: () => ask('sync.pause', ({ paused }) => paused === null),
    resume: () => ask('sync.resume', ({ paused }) => paused !== null),
    quit: () => app.quit(),
  };
  const perform = (act: TrayAct, company?: string): void => ACTS[act](company);

  /** A command from the tray, to every live company it fits. Its effect comes back as an event; only a refusal needs words. */
  const ask = (name: string, fits: (status: Status) => boolean): void => {
    const all = companies.all();
    for (const company of all) {
      const status = statuses.get(company.id);
      if (all.length > 1 && (status?.stage !== 'live' || !fits(status))) continue;
      void company.gate(name, {}, LOCAL_OWNER).then((reply) => {
        if (!reply.ok)
          notify('Plumbline', `${reply.error.userSentence} ${reply.error.remedy}`, '/overview', company.id);
      });
    }
  };

  const showTray = (): void => {
    const model = trayOf(
      companies.states().map((one) => ({ ...one, status: statuses.get(one.id) ?? null })),
      deps.clock,
    );
    tray.show(model);
    app.setBadgeCount(model.badge);
  };

  const hear = (company: Company, event: AppEvent): void => {
    if (company === shown.now()) window.send(EVENT_CHANNEL, event);
    if (event.topic === 'settings') void shared.changed(company);
    if (event.topic !== 'status') return;
    const before = statuses.get(company.id) ?? null;
    const notice = window.isVisible() && company === shown.now() ? null : noticeFor(before, event.payload);
    statuses.set(company.id, event.payload);
    showTray();
    if (notice === null) return;
    const name =
      companies.states().length > 1 ? companies.states().find((one) => one.id === company.id)?.name : undefined;
    notify(name === undefined ? notice.title : `${name}: ${notice.title}`, notice.body, notice.route, company.id);
  };

  tray.show(trayModel(null, deps.clock));
  const removeIpc = installIpc(
    electron.ipcMain,
    (name, input, caller) => shown.now().gate(name, input, caller),
    shown.choose,
  );
  /** Companies that are heard, and how to stop. */
  const heard = new Map<Company, () => void>();
  const hearAll = (): void => {
    const all = companies.all();
    for (const [company, stop] of heard) {
      if (all.includes(company)) continue;
      stop();
      heard.delete(company);
      statuses.delete(company.id);
    }
    for (const company of all) {
      if (heard.has(company)) continue;
      heard.set(
        company,
        company.subscribe((event) => hear(company, event)),
      );
      void company.current().then(
        (event) => hear(company, event),
        (thrown: unknown) => engine.log.warn('No status yet', { error: String(thrown) }),
      );
      void shared.take(company);
    }
    if (statuses.size > 0) showTray();
  };
  hearAll();
  const unhear = companies.onChange(hearAll);
  // Much may have changed while the computer slept; the engine itself keeps a storm away.
  electron.powerMonitor.on('resume', () => {
    for (const company of companies.all()) {
      const status = statuses.get(company.id);
      if (status?.stage === 'live' && status.paused === null) void company.gate('sync.now', {}, LOCAL_OWNER);
    }
  });
  if (engine.secretsNotice !== null) tellNoKeychain(electron, engine.secretsNotice);

  app.on('activate', () => window.open());
  app.on('window-all-closed', () => {
    if (!shared.now().closeToTray && deps.platform !== 'darwin') app.quit();
  });
  app.on('before-quit', (event) => {
    event.preventDefault();
    if (leaving) return;
    leaving = true;
    unhear();
    for (const stop of heard.values()) stop();
    removeIpc();
    // The write in flight is finished or stays in the journal; then nothing keeps us.
    void engine
      .stop()
      .catch((thrown: unknown) => engine.log.error('Stopping failed', { error: String(thrown) }))
      .finally(() => {
        tray.destroy();
        app.exit(0);
      });
  });
  return (route) => window.open(route);
}

/** Said once at start: sign-ins are not kept. The window's Settings say it as well. */
function tellNoKeychain(electron: Electron, notice: AppError): void {
  void electron.dialog.showMessageBox({
    type: 'warning',
    title: 'Plumbline',
    message: notice.userSentence,
    detail:
      'Sign-ins are kept in memory until Plumbline stops. To keep them, unlock a keychain and start again, or start ' +
      'with --secrets file (an encrypted file that a passphrase opens).',
  });
}

const sentenceOf = (thrown: unknown): string =>
  thrown instanceof Failure
    ? `${thrown.error.userSentence}\n\n${thrown.error.remedy}`
    : `Plumbline met a fault of its own.\n\n${thrown instanceof Error ? thrown.message : String(thrown)}`;
