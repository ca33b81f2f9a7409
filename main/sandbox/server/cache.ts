/** Generated companies on disk: made once, read from then on. Only large ones are worth it. */
import { createHash } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type CompanySnapshot, createCompany } from '../company/company.ts';
import type { SeedOptions } from '../company/seed.ts';
import { readState, snapshotLines, writeLines } from './state-file.ts';

/** Smaller companies are made faster than a file is worth. */
const LEAST_RECORDS = 5000;

/** Where the operating system wants things that can be made again. */
export function systemCacheDir(): string {
  const { platform, env } = process;
  if (platform === 'win32') return join(env.LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local'), 'Plumbline', 'Cache');
  if (platform === 'darwin') return join(homedir(), 'Library', 'Caches', 'Plumbline');
  return join(env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'plumbline');
}

/**
 * The snapshot of a generated company, from the cache when it is there; undefined when it is too small for a file.
 * A cache that cannot be read or written costs time, never the start.
 */
export async function generatedSnapshot(
  seed: SeedOptions | undefined,
  folder: string,
  clock: { readonly now: () => number },
): Promise<CompanySnapshot | undefined> {
  if (typeof seed !== 'object' || seed.kind !== 'generated') return undefined;
  if (seed.customers + seed.invoices < LEAST_RECORDS) return undefined;
  const name = `company-${seed.customers}-${seed.invoices}-${seed.seed}-`;
  const file = join(folder, `${name}${await fingerprint()}.jsonl`);
  const known = await readState(file).catch(() => undefined);
  if (known !== undefined && !known.torn) return known.company;
  const company = createCompany({ clock, seed });
  const snapshot = company.snapshot();
  await write(folder, file, name, snapshot).catch(() => undefined);
  return snapshot;
}

async function write(folder: string, file: string, name: string, snapshot: CompanySnapshot): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  for (const older of await readdir(folder)) if (older.startsWith(name)) await rm(join(folder, older), { force: true });
  const fresh = `${file}.${process.pid}.new`;
  const handle = await open(fresh, 'w', 0o600);
  try {
    await writeLines(handle, snapshotLines(snapshot, {}));
  } finally {
    await handle.close();
  }
  await rename(fresh, file);
}

/** Changes whenever the code that makes companies changes: a company made by other code is not the same. */
async function fingerprint(): Promise<string> {
  const hash = createHash('sha256');
  const model = fileURLToPath(new URL('../company/', import.meta.url));
  // Bundled into one file there is no such folder; then the bundle itself is the code.
  const files = await readdir(model, { recursive: true }).then(
    (names) =>
      names
        .filter((name) => name.endsWith('.ts') || name.endsWith('.js'))
        .sort()
        .map((name) => join(model, name)),
    () => [fileURLToPath(import.meta.url)],
  );
  for (const file of files) hash.update(await readFile(file));
  return hash.digest('hex').slice(0, 16);
}
