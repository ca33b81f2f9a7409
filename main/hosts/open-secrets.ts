import { type AppError, Failure, fail } from '../../shared/errors.ts';
import { createSecrets, type SecretsChoice } from '../adapters/secrets/index.ts';
import type { Secrets } from '../core/ports.ts';

export type SecretsKind = Secrets['kind'];

export type SecretsWish = {
  /** What was asked for; null when nothing was. */
  kind: SecretsKind | null;
  /** Path of the encrypted file, should it be chosen. */
  path: string;
  /** Passphrase of the encrypted file, or null where none can be had. Called only for `file`. */
  passphrase(): Promise<string | null>;
  /** Opens a store; `createSecrets` but in tests. */
  open?: (choice: SecretsChoice) => Promise<Secrets>;
};

/**
 * Opens the store of secrets. What was asked for is opened or refused. When nothing was asked for it is the keychain; where
 * none runs, sign-ins are kept in memory for this session, and `notice` says so: the app opens, nothing is stored in the
 * clear, and keeping the sign-in is a choice of the person.
 *
 * @throws Failure `host.noKeychain`, `host.secretsLocked`
 */
export async function openSecrets(wish: SecretsWish): Promise<{ secrets: Secrets; notice: AppError | null }> {
  const open = wish.open ?? createSecrets;
  switch (wish.kind) {
    case 'memory':
    case 'keychain':
      return { secrets: await open({ kind: wish.kind }), notice: null };
    case 'file': {
      const passphrase = await wish.passphrase();
      if (passphrase === null || passphrase === '')
        fail('host.secretsLocked', { reason: 'no passphrase was given; type it, or set PLUMBLINE_PASSPHRASE' });
      return { secrets: await open({ kind: 'file', path: wish.path, passphrase }), notice: null };
    }
    case null:
      try {
        return { secrets: await open({ kind: 'keychain' }), notice: null };
      } catch (thrown) {
        if (!(thrown instanceof Failure) || thrown.error.code !== 'host.noKeychain') throw thrown;
        return { secrets: await open({ kind: 'memory' }), notice: thrown.error };
      }
  }
}
