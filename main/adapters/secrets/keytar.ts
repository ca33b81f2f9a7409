import { fail } from '../../../shared/errors.ts';
import type { Secrets } from '../../core/ports.ts';
import { systemRandomBytes } from '../random.ts';

/** The calls of keytar that are used, so that a test can stand in for a system that is not here. */
export type Keytar = {
  getPassword(service: string, account: string): Promise<string | null>;
  setPassword(service: string, account: string, password: string): Promise<void>;
  deletePassword(service: string, account: string): Promise<boolean>;
};

/** Name under which the system's own keychain viewer shows our entries. */
export const KEYCHAIN_SERVICE = 'Plumbline';

/**
 * Longest entry in UTF-8 bytes. Windows' Credential Manager takes 2,560 bytes; an access token alone may have 4,096
 * characters, so longer values are kept in parts. The same on every system, so that it is tested on every system.
 */
const LONGEST_ENTRY = 2_400;

/** Begins an entry that stands for several: "plumbline-parts:3:a1b2c3". */
const PARTS = /^plumbline-parts:(\d{1,3}):([0-9a-f]{8})$/;

/**
 * The system's keychain: Keychain on macOS, Credential Manager on Windows, the Secret Service (GNOME Keyring, KWallet) on
 * Linux. Checked once with an entry of its own, because a locked keychain answers reads with "nothing there", which would
 * look like "never connected".
 *
 * @throws Failure `host.noKeychain` when there is none, or it cannot be unlocked.
 */
export async function createKeychainSecrets(load: () => Promise<Keytar> = loadKeytar): Promise<Secrets> {
  const keytar = await load().catch(() => fail('host.noKeychain'));
  const guarded = async <T>(act: () => Promise<T>): Promise<T> => {
    try {
      return await act();
    } catch {
      // The system's words name paths and services; none of them helps a person more than our sentence.
      return fail('host.noKeychain');
    }
  };
  const read = (account: string) => guarded(() => keytar.getPassword(KEYCHAIN_SERVICE, account));
  const store = (account: string, value: string) => guarded(() => keytar.setPassword(KEYCHAIN_SERVICE, account, value));
  const drop = (account: string) => guarded(() => keytar.deletePassword(KEYCHAIN_SERVICE, account));

  const partNames = (name: string, head: string | null): string[] => {
    const found = head === null ? null : PARTS.exec(head);
    return found ? Array.from({ length: Number(found[1]) }, (_, n) => `${name}#${found[2]}.${n}`) : [];
  };

  const probe = `check/${hex(8)}`;
  await store(probe, 'ok');
  const echoed = await read(probe);
  await drop(probe);
  if (echoed !== 'ok') return fail('host.noKeychain');

  return {
    kind: 'keychain',
    get: async (name) => {
      const head = await read(name);
      const names = partNames(name, head);
      if (names.length === 0) return head;
      const parts: string[] = [];
      for (const part of names) {
        const value = await read(part);
        // A part is gone: someone cleaned up by hand. Half a token is no token.
        if (value === null) return null;
        parts.push(value);
      }
      return parts.join('');
    },
    set: async (name, value) => {
      const old = partNames(name, await read(name));
      const pieces = split(value);
      if (pieces.length === 1 && !PARTS.test(value)) {
        await store(name, value);
      } else {
        // Parts first, then the entry that names them: a crash between leaves the old value whole.
        const generation = hex(4);
        for (const [n, piece] of pieces.entries()) await store(`${name}#${generation}.${n}`, piece);
        await store(name, `plumbline-parts:${pieces.length}:${generation}`);
      }
      for (const part of old) await drop(part);
    },
    delete: async (name) => {
      const parts = partNames(name, await read(name));
      await drop(name);
      for (const part of parts) await drop(part);
    },
  };
}

/** Cuts a text into pieces of at most LONGEST_ENTRY bytes, never through a character. */
function split(value: string): string[] {
  const pieces: string[] = [];
  let piece = '';
  let bytes = 0;
  for (const character of value) {
    const size = Buffer.byteLength(character);
    if (bytes + size > LONGEST_ENTRY) {
      pieces.push(piece);
      piece = '';
      bytes = 0;
    }
    piece += character;
    bytes += size;
  }
  pieces.push(piece);
  return pieces;
}

const hex = (count: number): string => Buffer.from(systemRandomBytes(count)).toString('hex');

/** Loaded only when asked for: where the system library is missing, loading itself fails. */
async function loadKeytar(): Promise<Keytar> {
  const module = await import('keytar');
  return module.default ?? module;
}
