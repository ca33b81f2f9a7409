import { accessSync, constants } from 'node:fs';
import { basename, dirname } from 'node:path';
import { type AppError, appError, type ErrorCode, Failure } from '../../shared/errors.ts';
import { backupsOf } from './backup-files.ts';

/** Faults of the storage that have a remedy of their own. */
const CODES: [RegExp, ErrorCode][] = [
  [/^(SQLITE_FULL|ENOSPC|EDQUOT)/, 'host.diskFull'],
  [/^(SQLITE_READONLY|EROFS)/, 'host.readOnly'],
];

/** Why the storage itself fails otherwise, in words that end a sentence. */
const REASONS: [RegExp, string][] = [
  [/^SQLITE_CANTOPEN/, 'a file in it cannot be opened'],
  [/^SQLITE_(BUSY|LOCKED)/, 'another program is using its database'],
  [/^SQLITE_IOERR/, 'the disk cannot be read or written'],
];

/** Turns a fault of the storage (SQLite's or a file's) into a Failure; everything else (a fault of ours) stays what it is. */
export function storageFailure(error: unknown, path: string): unknown {
  if (error instanceof Failure) return error;
  const told = error instanceof Error && 'code' in error ? String(error.code) : '';
  // SQLite says of a read-only disk only that it cannot open its log.
  const code = /^SQLITE_(CANTOPEN|IOERR)/.test(told) && isReadOnly(dirname(path)) ? 'EROFS' : told;
  if (/^SQLITE_(CORRUPT|NOTADB)/.test(code)) return new Failure(damaged(path, NOT_SOUND), { cause: error });
  const known = CODES.find(([pattern]) => pattern.test(code))?.[1];
  if (known !== undefined) return new Failure(appError(known, { dir: dirname(path) }), { cause: error });
  const reason = REASONS.find(([pattern]) => pattern.test(code))?.[1];
  const noFolder = error instanceof TypeError && /directory does not exist/.test(error.message);
  if (reason === undefined && !noFolder) return error;
  const values = { dir: dirname(path), reason: reason ?? 'it does not exist' };
  return new Failure(appError('host.dataUnusable', values), { cause: error });
}

function isReadOnly(dir: string): boolean {
  try {
    accessSync(dir, constants.W_OK);
    return false;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EROFS';
  }
}

/** Why a database whose content contradicts itself cannot be used, in words that end a sentence. */
export const NOT_SOUND = 'what is in it does not fit together';

/** A damaged (or lost) database, with the newest backup to go back to if there is one. */
export function damaged(path: string, reason: string): AppError {
  const newest = backupsOf(path)[0];
  const values = { file: basename(path), dir: dirname(path), reason };
  if (newest === undefined) return appError('host.noBackup', values);
  return appError('host.damaged', { ...values, backup: newest.at.slice(0, 16).replace('T', ' ') });
}
