import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { storageFailure } from '../adapters/storage-failure.ts';

/**
 * Writes a small file of JSON. It appears whole or not at all, also when the power fails.
 *
 * @throws Failure `host.diskFull` or `host.readOnly`, and then changed nothing
 */
export function writeWhole(path: string, value: unknown): void {
  try {
    write(path, `${JSON.stringify(value, null, 2)}\n`);
  } catch (error) {
    throw storageFailure(error, path);
  }
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const next = `${path}.new`;
  const file = openSync(next, 'w', 0o600);
  try {
    writeSync(file, text);
    fsyncSync(file);
  } catch (error) {
    rmSync(next, { force: true });
    throw error;
  } finally {
    closeSync(file);
  }
  renameSync(next, path);
}
