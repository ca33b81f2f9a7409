import type { IpcMain, IpcMainInvokeEvent } from 'electron';
import { LOCAL_OWNER } from '../../../shared/access.ts';
import { appError } from '../../../shared/errors.ts';
import { CALL_CHANNEL, COMPANY_CHANNEL } from '../../../shared/ipc.ts';
import type { AnyReply, Gate } from '../gate.ts';
import { isOurPage } from './security.ts';

/** Who sends: the page's address, and whether it is the window's own frame. Null when the frame is gone. */
export type Sender = { address: string; isMainFrame: boolean } | null;

/** Only the window's own page may call, and only from its main frame. */
export const isTrusted = (sender: Sender): boolean => sender?.isMainFrame === true && isOurPage(sender.address);

/** Answers one call over IPC. Whatever is wrong with it comes back as an error, never as nothing and never as a throw. */
export function createIpcAnswer(gate: Gate): (sender: Sender, args: unknown[]) => Promise<AnyReply> {
  return async (sender, args) => {
    if (!isTrusted(sender))
      return { ok: false, error: appError('access.origin', { origin: sender?.address ?? 'a page that is gone' }) };
    const [name, input] = args;
    if (typeof name !== 'string' || args.length > 2)
      return { ok: false, error: appError('input.invalid', { field: 'name', problem: 'must be a text' }) };
    // Whoever sits at the desktop app is the owner.
    return gate(name, input, LOCAL_OWNER);
  };
}

const senderOf = (event: IpcMainInvokeEvent): Sender =>
  event.senderFrame === null
    ? null
    : { address: event.senderFrame.url, isMainFrame: event.senderFrame === event.sender.mainFrame };

/**
 * Puts the answers behind the channels. Returns a way to take them away again.
 *
 * @param choose shows another company in the window; false when there is none of that id
 */
export function installIpc(ipcMain: IpcMain, gate: Gate, choose: (id: string) => boolean): () => void {
  const answer = createIpcAnswer(gate);
  ipcMain.handle(CALL_CHANNEL, (event, ...args: unknown[]) => answer(senderOf(event), args));
  ipcMain.handle(COMPANY_CHANNEL, (event, id: unknown) => isTrusted(senderOf(event)) && choose(String(id)));
  return () => {
    ipcMain.removeHandler(CALL_CHANNEL);
    ipcMain.removeHandler(COMPANY_CHANNEL);
  };
}
