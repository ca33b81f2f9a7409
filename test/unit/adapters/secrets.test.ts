import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { createFileSecrets } from '../../../main/adapters/secrets/file.ts';
import { createSecrets } from '../../../main/adapters/secrets/index.ts';
import { createKeychainSecrets, type Keytar } from '../../../main/adapters/secrets/keytar.ts';
import { Failure } from '../../../shared/errors.ts';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});
const file = () => {
  const dir = mkdtempSync(join(tmpdir(), 'plumbline-secrets-'));
  folders.push(dir);
  return join(dir, 'secrets.json');
};

/** The least the file format accepts: these tests are about the file, not the cost of guessing. */
const cost = { n: 16_384, r: 8, p: 1 };

const failureOf = async (act: Promise<unknown>) => {
  const error = await act.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(Failure);
  return (error as Failure).error;
};

/** A keychain as Windows has it: short entries only. */
function fakeKeytar(longest = 2_560) {
  const entries = new Map<string, string>();
  const keytar: Keytar = {
    getPassword: async (service, account) => entries.get(`${service}|${account}`) ?? null,
    setPassword: async (service, account, password) => {
      if (Buffer.byteLength(password) > longest) throw new Error('The stub received bad data.');
      entries.set(`${service}|${account}`, password);
    },
    deletePassword: async (service, account) => entries.delete(`${service}|${account}`),
  };
  return { keytar, entries };
}

const everyKind = {
  memory: async () => createSecrets({ kind: 'memory' }),
  file: async () => createFileSecrets({ path: file(), passphrase: 'a phrase', cost }),
  keychain: async () => createKeychainSecrets(async () => fakeKeytar().keytar),
};

describe.each(Object.entries(everyKind))('secrets in %s', (kind, make) => {
  test('keep, replace and forget values by name', async () => {
    const secrets = await make();
    expect(secrets.kind).toBe(kind);
    expect(await secrets.get('quickbooks/1/tokens')).toBeNull();
    await secrets.set('quickbooks/1/tokens', 'first');
    await secrets.set('quickbooks/2/tokens', 'other ✓');
    await secrets.set('quickbooks/1/tokens', '');
    expect(await secrets.get('quickbooks/1/tokens')).toBe('');
    await secrets.delete('quickbooks/1/tokens');
    await secrets.delete('quickbooks/1/tokens');
    expect(await secrets.get('quickbooks/1/tokens')).toBeNull();
    expect(await secrets.get('quickbooks/2/tokens')).toBe('other ✓');
  });

  test('keep a value far longer than a token', async () => {
    const secrets = await make();
    const long = 'åß∂ƒ😀'.repeat(2_000);
    await secrets.set('long', long);
    expect(await secrets.get('long')).toBe(long);
    await secrets.set('long', 'short');
    expect(await secrets.get('long')).toBe('short');
  });
});

describe('the keychain', () => {
  test('keeps long values in parts and leaves none behind', async () => {
    const { keytar, entries } = fakeKeytar();
    const secrets = await createKeychainSecrets(async () => keytar);
    expect(entries.size).toBe(0);
    await secrets.set('t', 'x'.repeat(6_000));
    expect(entries.size).toBe(4);
    await secrets.set('t', 'y'.repeat(3_000));
    expect(entries.size).toBe(3);
    expect(await secrets.get('t')).toBe('y'.repeat(3_000));
    await secrets.delete('t');
    expect(entries.size).toBe(0);
    expect([...entries.keys()].every((key) => key.startsWith('Plumbline|'))).toBe(true);
  });

  test('keeps the old value when writing the new one is cut off', async () => {
    const { keytar } = fakeKeytar();
    let left = Number.POSITIVE_INFINITY;
    const secrets = await createKeychainSecrets(async () => ({
      ...keytar,
      setPassword: async (service, account, password) => {
        if (left-- <= 0) throw new Error('gone');
        await keytar.setPassword(service, account, password);
      },
    }));
    await secrets.set('t', 'x'.repeat(5_000));
    left = 2;
    expect((await failureOf(secrets.set('t', 'y'.repeat(9_000)))).code).toBe('host.noKeychain');
    expect(await secrets.get('t')).toBe('x'.repeat(5_000));
  });

  test('does not mistake a value for its own bookkeeping', async () => {
    const secrets = await createKeychainSecrets(async () => fakeKeytar().keytar);
    await secrets.set('t', 'plumbline-parts:9:00000000');
    expect(await secrets.get('t')).toBe('plumbline-parts:9:00000000');
  });

  test('says so when the library is missing, no service runs, or the keychain is locked', async () => {
    const broken = await failureOf(createKeychainSecrets(() => Promise.reject(new Error('libsecret-1.so.0'))));
    expect(broken.code).toBe('host.noKeychain');
    const none = { ...fakeKeytar().keytar, setPassword: () => Promise.reject(new Error('Cannot autolaunch D-Bus')) };
    expect((await failureOf(createKeychainSecrets(async () => none))).code).toBe('host.noKeychain');
    const locked = { ...fakeKeytar().keytar, getPassword: async () => null };
    const error = await failureOf(createKeychainSecrets(async () => locked));
    expect(error.code).toBe('host.noKeychain');
    expect(error.remedy).toContain('--secrets file');
  });
});

describe('the encrypted file', () => {
  test('opens again with the passphrase and with no other', async () => {
    const path = file();
    const first = await createFileSecrets({ path, passphrase: 'correct horse', cost });
    await first.set('client', 'the-client-secret');
    const again = await createFileSecrets({ path, passphrase: 'correct horse' });
    expect(await again.get('client')).toBe('the-client-secret');
    const refused = await failureOf(createFileSecrets({ path, passphrase: 'correct hors' }));
    expect(refused.code).toBe('host.secretsLocked');
    expect(refused.userSentence).toContain('passphrase is wrong');
    expect((await failureOf(createFileSecrets({ path, passphrase: '' }))).code).toBe('host.secretsLocked');
  });

  test('refuses a wrong passphrase from the first start on, even with nothing kept yet', async () => {
    const path = file();
    await createFileSecrets({ path, passphrase: 'one', cost });
    expect((await failureOf(createFileSecrets({ path, passphrase: 'two' }))).code).toBe('host.secretsLocked');
  });

  test('shows neither names nor values, to nobody but the user', async () => {
    const path = file();
    const secrets = await createFileSecrets({ path, passphrase: 'p', cost });
    await secrets.set('quickbooks/9341/tokens', 'plain-value');
    const text = readFileSync(path, 'utf8');
    expect(text).not.toContain('plain-value');
    expect(text).not.toContain('quickbooks');
    if (process.platform !== 'win32') expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  test('is never written with the same nonce twice', async () => {
    const path = file();
    const secrets = await createFileSecrets({ path, passphrase: 'p', cost });
    const nonces = new Set<string>();
    for (let n = 0; n < 5; n++) {
      await secrets.set('a', 'same');
      nonces.add(JSON.parse(readFileSync(path, 'utf8')).cipher.iv);
    }
    expect(nonces.size).toBe(5);
  });

  test('loses none of many writes at once and leaves no half file', async () => {
    const path = file();
    const secrets = await createFileSecrets({ path, passphrase: 'p', cost });
    await Promise.all(Array.from({ length: 20 }, (_, n) => secrets.set(`n${n}`, String(n))));
    expect(readdirSync(join(path, '..'))).toEqual(['secrets.json']);
    const again = await createFileSecrets({ path, passphrase: 'p' });
    expect(await Promise.all(Array.from({ length: 20 }, (_, n) => again.get(`n${n}`)))).toEqual(
      Array.from({ length: 20 }, (_, n) => String(n)),
    );
  });

  test.each([
    ['a cheaper cost', (content: Record<string, never>) => Object.assign(content.kdf!, { n: 32_768 })],
    [
      'another salt',
      (content: Record<string, never>) => Object.assign(content.kdf!, { salt: 'AAAAAAAAAAAAAAAAAAAAAA==' }),
    ],
    ['other data', (content: Record<string, never>) => Object.assign(content, { data: 'AAAA' })],
    ['a short tag', (content: Record<string, never>) => Object.assign(content.cipher!, { tag: 'AAAA' })],
    ['no format', (content: Record<string, never>) => Object.assign(content, { format: 'x' })],
  ])('is refused with %s', async (_, spoil) => {
    const path = file();
    await (await createFileSecrets({ path, passphrase: 'p', cost })).set('a', 'b');
    const content = JSON.parse(readFileSync(path, 'utf8'));
    spoil(content);
    writeFileSync(path, JSON.stringify(content));
    expect((await failureOf(createFileSecrets({ path, passphrase: 'p' }))).code).toBe('host.secretsLocked');
  });

  test('keeps what was there when it cannot be written', async () => {
    const path = file();
    const secrets = await createFileSecrets({ path, passphrase: 'p', cost });
    await secrets.set('a', 'old');
    rmSync(join(path, '..'), { recursive: true });
    writeFileSync(join(path, '..'), 'a file where the folder was');
    expect((await failureOf(secrets.set('a', 'new'))).code).toBe('host.dataUnusable');
    expect(await secrets.get('a')).toBe('old');
  });

  test('is refused, not replaced, when it is not ours', async () => {
    const path = file();
    writeFileSync(path, 'something else');
    expect((await failureOf(createFileSecrets({ path, passphrase: 'p' }))).code).toBe('host.secretsLocked');
    expect(readFileSync(path, 'utf8')).toBe('something else');
  });
});
