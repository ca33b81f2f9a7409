import { sha256 } from '../../../main/adapters/hash.ts';
import type { Passwords } from '../../../main/core/ports.ts';

/** Passwords that cost nothing to check, and tokens in order. Counts what is checked. */
export function fakePasswords(): Passwords & { checks: number } {
  let made = 0;
  const passwords = {
    checks: 0,
    hash: async (password: string) => `fake:${sha256(password)}`,
    verify: async (password: string, hash: string) => {
      passwords.checks++;
      return hash === `fake:${sha256(password)}`;
    },
    token: () => `token-${++made}`,
  };
  return passwords;
}
