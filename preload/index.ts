import { contextBridge, type IpcRendererEvent, ipcRenderer } from 'electron';
import type { AppEvent } from '../shared/contract/events.ts';
import { CALL_CHANNEL, COMPANY_CHANNEL, EVENT_CHANNEL } from '../shared/ipc.ts';

/** Names of every command and query, put in by the build so that the schemas stay outside. */
declare const OPERATION_NAMES: readonly string[];
/** Version of the app, put in by the build. */
declare const APP_VERSION: string;

const names = new Set(OPERATION_NAMES);

/** The keyhole: everything the window can reach of this computer. */
const bridge = {
  /** Calls a command or query of the contract; its answer is a value or an error as data. */
  call: (name: string, input: unknown): Promise<unknown> =>
    names.has(name)
      ? ipcRenderer.invoke(CALL_CHANNEL, name, input)
      : Promise.reject(new TypeError('There is no command or query of that name')),
  /** Listens to the engine's events; answers the function that stops. */
  subscribe: (listener: (event: AppEvent) => void): (() => void) => {
    const hear = (_event: IpcRendererEvent, event: AppEvent): void => listener(event);
    ipcRenderer.on(EVENT_CHANNEL, hear);
    return () => {
      ipcRenderer.removeListener(EVENT_CHANNEL, hear);
    };
  },
  /** Shows another company of the list in this window; the page loads itself anew after it. */
  choose: (id: string): Promise<unknown> => ipcRenderer.invoke(COMPANY_CHANNEL, String(id)),
  host: { kind: 'desktop', platform: process.platform, version: APP_VERSION },
};

contextBridge.exposeInMainWorld('bridge', bridge);
