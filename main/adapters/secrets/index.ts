import type { Secrets } from '../../core/ports.ts';
import { createFileSecrets } from './file.ts';
import { createKeychainSecrets, type Keytar } from './keytar.ts';
import { createMemorySecrets } from './memory.ts';

/** Which store holds secrets. There is no default and no falling back: a person chooses. */
export type SecretsChoice =
  | { kind: 'keychain'; load?: () => Promise<Keytar> }
  /** `path` of the encrypted file and the passphrase that opens it. */
  | { kind: 'file'; path: string; passphrase: string }
  | { kind: 'memory' };

/**
 * Opens the chosen store of secrets, ready to use.
 *
 * @throws Failure `host.noKeychain` or `host.secretsLocked`.
 */
export async function createSecrets(choice: SecretsChoice): Promise<Secrets> {
  switch (choice.kind) {
    case 'keychain':
      return createKeychainSecrets(choice.load);
    case 'file':
      return createFileSecrets(choice);
    case 'memory':
      return createMemorySecrets();
  }
}
