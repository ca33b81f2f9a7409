import crypto from 'node:crypto';
import { fail } from '../../shared/errors.ts';
import type { Passwords } from '../core/ports.ts';

/** Cost of one hash: 64 MiB and three passes take about a tenth of a second, which a guesser pays for every guess. */
const COST = { memory: 65_536, passes: 3, parallelism: 1 } as const;
const SALT_BYTES = 16;
const TAG_BYTES = 32;
/** Hashes as they are written down everywhere: $argon2id$v=19$m=…,t=…,p=…$salt$hash, base64 without padding. */
const FORM = /^\$argon2id\$v=19\$m=(\d{1,8}),t=(\d{1,4}),p=(\d{1,3})\$([A-Za-z0-9+/]{8,})\$([A-Za-z0-9+/]{16,})$/;

type Cost = { memory: number; passes: number; parallelism: number };

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64').replace(/=+$/, '');

/** The same text typed on two keyboards is the same password. */
const bytesOf = (password: string): Buffer => Buffer.from(password.normalize('NFKC'), 'utf8');

/** Argon2id as Node has it built in since 24.7; it runs beside the event loop. */
function derive(password: string, nonce: Buffer, cost: Cost, tagLength: number): Promise<Buffer> {
  // Electron's Node is built on another library and may lack it.
  if (typeof crypto.argon2 !== 'function') return fail('people.noHash');
  return new Promise((resolve, reject) => {
    crypto.argon2('argon2id', { message: bytesOf(password), nonce, tagLength, ...cost }, (error, tag) =>
      error === null ? resolve(tag) : reject(error),
    );
  });
}

/** Keeps passwords as argon2id hashes, each with a salt of its own. */
export function createPasswords(cost: Cost = COST): Passwords {
  return {
    async hash(password) {
      const salt = crypto.randomBytes(SALT_BYTES);
      const tag = await derive(password, salt, cost, TAG_BYTES);
      return `$argon2id$v=19$m=${cost.memory},t=${cost.passes},p=${cost.parallelism}$${base64(salt)}$${base64(tag)}`;
    },
    async verify(password, hash) {
      const [, memory, passes, parallelism, salt, tag] = FORM.exec(hash) ?? [];
      if (salt === undefined || tag === undefined) return false;
      const expected = Buffer.from(tag, 'base64');
      const of = { memory: Number(memory), passes: Number(passes), parallelism: Number(parallelism) };
      const got = await derive(password, Buffer.from(salt, 'base64'), of, expected.length);
      return crypto.timingSafeEqual(got, expected);
    },
    token: () => crypto.randomBytes(32).toString('base64url'),
  };
}
