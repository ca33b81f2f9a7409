import { closeSync, fstatSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

/** Somewhere log lines go. */
export type LineSink = { write(line: string): void; close(): void };

export type RotatingFileOptions = {
  /** Path of the file written now; older ones are `path.1`, `path.2`… */
  path: string;
  /** Size at which a new file is begun. 5 MB opens in any editor. */
  maxBytes?: number;
  /** Older files kept. Four of 5 MB hold weeks of an office's normal use. */
  keep?: number;
};

/**
 * A file that starts anew at a size, keeping a few older ones. Lines are written at once: a log that is lost in a crash is
 * not a log. A full disk or a removed folder never stops the app: the line is dropped and the file is tried again.
 */
export function createRotatingFile({ path, maxBytes = 5_000_000, keep = 4 }: RotatingFileOptions): LineSink {
  let file: number | null = null;
  let size = 0;

  const open = (): number => {
    mkdirSync(dirname(path), { recursive: true });
    // Only the user reads it: it names customers.
    const handle = openSync(path, 'a', 0o600);
    size = fstatSync(handle).size;
    return handle;
  };

  const close = (): void => {
    if (file !== null) closeSync(file);
    file = null;
  };

  const rotate = (): void => {
    close();
    rmSync(`${path}.${keep}`, { force: true });
    for (let n = keep - 1; n >= 0; n--) {
      try {
        renameSync(n === 0 ? path : `${path}.${n}`, `${path}.${n + 1}`);
      } catch {
        // That generation does not exist yet.
      }
    }
  };

  return {
    write: (line) => {
      const bytes = Buffer.from(line, 'utf8');
      try {
        file ??= open();
        if (size > 0 && size + bytes.length > maxBytes) {
          rotate();
          file = open();
        }
        size += writeSync(file, bytes);
      } catch {
        try {
          close();
        } catch {
          file = null;
        }
      }
    },
    close,
  };
}
