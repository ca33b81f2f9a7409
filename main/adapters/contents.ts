import { createHash } from 'node:crypto';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Contents } from '../core/ports.ts';
import { storageFailure } from './storage-failure.ts';

const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/**
 * Content of files in a folder, each under its SHA-256. Written beside its place and moved there when it is on the disk, so
 * that what bears a name is whole; never changed afterwards.
 */
export function createContents({ dir }: { dir: string }): Contents {
  const pathOf = (hash: string): string => join(dir, hash.slice(0, 2), hash);
  const guarded = async <T>(path: string, act: () => Promise<T>): Promise<T> => {
    try {
      return await act();
    } catch (error) {
      throw storageFailure(error, path);
    }
  };
  const get = async (hash: string): Promise<Uint8Array | null> => {
    if (!/^[0-9a-f]{64}$/.test(hash)) return null;
    try {
      const bytes = await readFile(pathOf(hash));
      return hashOf(bytes) === hash ? bytes : null;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
      throw storageFailure(error, pathOf(hash));
    }
  };
  return {
    put: (bytes) => {
      const hash = hashOf(bytes);
      const path = pathOf(hash);
      return guarded(path, async () => {
        if ((await get(hash)) !== null) return hash;
        await mkdir(dirname(path), { recursive: true, mode: 0o700 });
        const unfinished = `${path}.new`;
        const file = await open(unfinished, 'w', 0o600);
        try {
          await file.writeFile(bytes);
          await file.sync();
        } finally {
          await file.close();
        }
        await rename(unfinished, path);
        return hash;
      });
    },
    get,
    drop: (hash) => guarded(pathOf(hash), () => rm(pathOf(hash), { force: true })),
  };
}

/** The same in memory, for tests. */
export function createMemoryContents(): Contents {
  const kept = new Map<string, Uint8Array>();
  return {
    put: async (bytes) => {
      const hash = hashOf(bytes);
      kept.set(hash, Uint8Array.from(bytes));
      return hash;
    },
    get: async (hash) => kept.get(hash) ?? null,
    drop: async (hash) => void kept.delete(hash),
  };
}
