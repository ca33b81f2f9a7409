import { describe, expect, test } from 'vitest';
import type { SecretsChoice } from '../../../main/adapters/secrets/index.ts';
import { createMemorySecrets } from '../../../main/adapters/secrets/memory.ts';
import { openSecrets, type SecretsKind } from '../../../main/hosts/open-secrets.ts';
import { Failure, fail } from '../../../shared/errors.ts';

/** A computer with or without a keychain; keeps what was asked to be opened. */
function computer(hasKeychain: boolean) {
  const opened: SecretsChoice[] = [];
  const open = async (choice: SecretsChoice) => {
    if (choice.kind === 'keychain' && !hasKeychain) fail('host.noKeychain');
    opened.push(choice);
    return { ...createMemorySecrets(), kind: choice.kind };
  };
  return {
    opened,
    ask: (kind: SecretsKind | null, passphrase: string | null = null) =>
      openSecrets({ kind, path: '/d/secrets.json', passphrase: async () => passphrase, open }),
  };
}

describe('nothing asked for', () => {
  test('the keychain', async () => {
    const { secrets, notice } = await computer(true).ask(null);
    expect([secrets.kind, notice]).toEqual(['keychain', null]);
  });

  test('without one: memory, and it is said', async () => {
    const { secrets, notice } = await computer(false).ask(null);
    expect([secrets.kind, notice?.code]).toEqual(['memory', 'host.noKeychain']);
  });

  test('another fault is no reason for memory', async () => {
    const broken = openSecrets({
      kind: null,
      path: '',
      passphrase: async () => null,
      open: () => Promise.reject(new Error('broken')),
    });
    await expect(broken).rejects.toThrow('broken');
  });
});

describe('asked for', () => {
  test('the keychain, and there is none: refused', async () => {
    const { ask, opened } = computer(false);
    await expect(ask('keychain')).rejects.toMatchObject({ error: { code: 'host.noKeychain' } });
    expect(opened).toEqual([]);
  });

  test('the encrypted file, with its passphrase', async () => {
    const { ask, opened } = computer(false);
    expect((await ask('file', 'correct horse')).secrets.kind).toBe('file');
    expect(opened).toEqual([{ kind: 'file', path: '/d/secrets.json', passphrase: 'correct horse' }]);
  });

  test.each([null, ''])('the encrypted file without a passphrase (%j): refused', async (passphrase) => {
    const refused = computer(true).ask('file', passphrase);
    await expect(refused).rejects.toBeInstanceOf(Failure);
    await expect(refused).rejects.toMatchObject({ error: { code: 'host.secretsLocked' } });
  });
});
