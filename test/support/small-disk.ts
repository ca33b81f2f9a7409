import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, unlinkSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A disk of its own that really fills up and really becomes read-only: a tmpfs, which needs Linux and root. */
export type SmallDisk = {
  dir: string;
  /** Takes what is free, but for so many bytes. */
  fill(except?: number): void;
  /** Gives it back. */
  free(): void;
  /** Lets nothing be written, or everything again. No file on it may be open for writing. */
  readOnly(on: boolean): void;
  /** Takes it away again. */
  remove(): void;
};

const mount = (...args: string[]): void => void execFileSync('mount', args, { stdio: 'pipe', timeout: 10_000 });

/** Makes a small disk, or says why there can be none here (for `context.skip`). */
export function smallDisk(megabytes: number): SmallDisk | string {
  if (process.platform !== 'linux') return 'a disk of its own (tmpfs) is made on Linux only';
  if (process.getuid?.() !== 0) return 'mounting a disk of its own (tmpfs) needs root';
  const dir = mkdtempSync(join(tmpdir(), 'plumbline-disk-'));
  try {
    mount('-t', 'tmpfs', '-o', `size=${megabytes}m,mode=0700`, 'tmpfs', dir);
  } catch (error) {
    rmSync(dir, { recursive: true });
    return `tmpfs cannot be mounted here: ${String(error).split('\n')[1] ?? String(error)}`;
  }
  const ballast = join(dir, 'ballast');
  return {
    dir,
    fill: (except = 0) => {
      const file = openSync(ballast, 'w');
      try {
        // Small pieces at the end, so that the last page is taken too.
        for (const size of [1_048_576, 4_096]) {
          const piece = Buffer.alloc(size, 1);
          try {
            for (;;) writeSync(file, piece);
          } catch (error) {
            if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
          }
        }
      } finally {
        closeSync(file);
      }
      if (except > 0) execFileSync('truncate', ['-s', `-${except}`, ballast]);
    },
    free: () => unlinkSync(ballast),
    readOnly: (on) => mount('-o', `remount,${on ? 'ro' : 'rw'}`, dir),
    remove: () => {
      execFileSync('umount', ['-l', dir], { stdio: 'pipe', timeout: 10_000 });
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
