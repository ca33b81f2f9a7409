import { createCipheriv, createDecipheriv, scrypt } from 'node:crypto';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { Failure, fail } from '../../../shared/errors.ts';
import type { Secrets } from '../../core/ports.ts';
import { systemRandomBytes } from '../random.ts';
import { storageFailure } from '../storage-failure.ts';

const base64 = z.string().regex(/^[A-Za-z0-9+/]*={0,2}$/);

/** The file: everything needed to open it but the passphrase. Numbers are kept so that they can be raised later. */
const fileSchema = z.object({
  format: z.literal('plumbline-secrets'),
  version: z.literal(1),
  kdf: z.object({
    name: z.literal('scrypt'),
    n: z.number().int().min(16_384).max(1_048_576),
    r: z.number().int().min(8).max(32),
    p: z.number().int().min(1).max(16),
    salt: base64,
  }),
  cipher: z.object({ name: z.literal('aes-256-gcm'), iv: base64, tag: base64 }),
  data: base64,
});
type SecretsFile = z.infer<typeof fileSchema>;
type Kdf = SecretsFile['kdf'];

/**
 * Cost of a guess at the passphrase: 2^17 with r 8 takes 128 MB and about half a second, which OWASP names as the least
 * for scrypt.
 */
const COST = { n: 131_072, r: 8, p: 1 };

export type FileSecretsOptions = { path: string; passphrase: string; cost?: { n: number; r: number; p: number } };

/**
 * Secrets in one file, encrypted with AES-256-GCM under a key that scrypt makes from the passphrase. Written to a new file
 * and renamed, so that a crash leaves the old or the new content, never half; readable by the user alone.
 *
 * @throws Failure `host.secretsLocked` when the passphrase is wrong or empty, or the file is damaged; `set` and `delete`
 * fail with `host.dataUnusable` when the file cannot be written, and then change nothing.
 */
export async function createFileSecrets({ path, passphrase, cost = COST }: FileSecretsOptions): Promise<Secrets> {
  if (passphrase === '') return fail('host.secretsLocked', { reason: 'no passphrase was given' });
  const stored = await readStored(path);
  const kdf: Kdf = stored?.kdf ?? { name: 'scrypt', ...cost, salt: toBase64(systemRandomBytes(16)) };
  const key = await deriveKey(passphrase, kdf);
  let values: Map<string, string> = stored === null ? new Map() : decrypt(stored, key);

  // One write at a time, each with everything: the last one wins as the caller meant it.
  let queue: Promise<void> = Promise.resolve();
  const change = (edit: (draft: Map<string, string>) => void): Promise<void> => {
    const done = queue.then(async () => {
      const draft = new Map(values);
      edit(draft);
      await writeWhole(path, encrypt(draft, key, kdf));
      values = draft;
    });
    // The next write goes ahead after a failed one; the failure belongs to its own caller.
    queue = done.catch(() => {});
    return done;
  };
  if (stored === null) await change(() => {});

  return {
    kind: 'file',
    get: async (name) => {
      await queue;
      return values.get(name) ?? null;
    },
    set: (name, value) => change((draft) => draft.set(name, value)),
    delete: (name) => change((draft) => draft.delete(name)),
  };
}

async function readStored(path: string): Promise<SecretsFile | null> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    return fail('host.secretsLocked', { reason: 'it cannot be read by this user' });
  }
  try {
    return fileSchema.parse(JSON.parse(text));
  } catch {
    return fail('host.secretsLocked', { reason: 'it is damaged or no secrets file of Plumbline' });
  }
}

const deriveKey = (passphrase: string, kdf: Kdf): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const options = { N: kdf.n, r: kdf.r, p: kdf.p, maxmem: 256 * kdf.n * kdf.r };
    // The same passphrase typed on another keyboard may come composed differently.
    scrypt(passphrase.normalize('NFKC'), fromBase64(kdf.salt), 32, options, (error, key) =>
      error ? reject(error) : resolve(key),
    );
  });

/** The head is authenticated with the content: nobody can lower the cost or swap the salt unnoticed. */
const headOf = (kdf: Kdf): Buffer => Buffer.from(`plumbline-secrets/1/${kdf.n}/${kdf.r}/${kdf.p}/${kdf.salt}`);

function encrypt(values: Map<string, string>, key: Buffer, kdf: Kdf): SecretsFile {
  const iv = systemRandomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, iv);
  cipher.setAAD(headOf(kdf));
  const plain = JSON.stringify(Object.fromEntries(values));
  const data = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
  return {
    format: 'plumbline-secrets',
    version: 1,
    kdf,
    cipher: { name: 'aes-256-gcm', iv: toBase64(iv), tag: toBase64(cipher.getAuthTag()) },
    data: toBase64(data),
  };
}

function decrypt(file: SecretsFile, key: Buffer): Map<string, string> {
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, fromBase64(file.cipher.iv), { authTagLength: 16 });
    decipher.setAAD(headOf(file.kdf));
    decipher.setAuthTag(fromBase64(file.cipher.tag));
    const plain = Buffer.concat([decipher.update(fromBase64(file.data)), decipher.final()]);
    return new Map(Object.entries(z.record(z.string(), z.string()).parse(JSON.parse(plain.toString('utf8')))));
  } catch {
    return fail('host.secretsLocked', { reason: 'the passphrase is wrong' });
  }
}

/** Writes a file so that it is there as a whole or not at all, also when the power fails. */
async function writeWhole(path: string, content: SecretsFile): Promise<void> {
  const next = `${path}.${Buffer.from(systemRandomBytes(6)).toString('hex')}.new`;
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const file = await open(next, 'wx', 0o600);
    try {
      await file.writeFile(`${JSON.stringify(content, null, 2)}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(next, path);
  } catch (error) {
    await rm(next, { force: true }).catch(() => {});
    const known = storageFailure(error, path);
    if (known instanceof Failure) throw known;
    return fail('host.dataUnusable', {
      dir: dirname(path),
      reason: error instanceof Error ? error.message : 'unknown',
    });
  }
  await syncFolder(dirname(path));
}

/** Makes the rename itself last. Windows cannot open a folder; its file system journals the rename. */
async function syncFolder(dir: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(dir, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

const toBase64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
const fromBase64 = (text: string): Buffer => Buffer.from(text, 'base64');
