import type { z } from 'zod';
import type { AppError } from '../errors.ts';
import { apiKeysContract } from './api-keys.ts';
import { appContract } from './app.ts';
import { attachmentsContract } from './attachments.ts';
import { companiesContract } from './companies.ts';
import { connectionContract } from './connection.ts';
import { documentsContract } from './documents.ts';
import { importContract } from './import.ts';
import { importFileContract } from './import-file.ts';
import { pairsContract } from './pairs.ts';
import { peopleContract } from './people.ts';
import { recordsContract } from './records.ts';
import { reviewContract } from './review.ts';
import { settingsContract } from './settings.ts';
import { syncContract } from './sync.ts';
import { undoContract } from './undo.ts';

/**
 * Everything Plumbline can be asked, by name. IPC, HTTP, the preload allow-list, the window's client and GET /api all
 * follow from this one object.
 */
export const contract = {
  ...appContract,
  ...companiesContract,
  ...connectionContract,
  ...syncContract,
  ...recordsContract,
  ...documentsContract,
  ...attachmentsContract,
  ...reviewContract,
  ...settingsContract,
  ...undoContract,
  ...importContract,
  ...importFileContract,
  ...pairsContract,
  ...peopleContract,
  ...apiKeysContract,
} as const;

export type OperationName = keyof typeof contract;
/** What a caller passes (defaults may be left out). */
export type InputOf<N extends OperationName> = z.input<(typeof contract)[N]['input']>;
/** What a handler receives (defaults filled). */
export type ParsedInputOf<N extends OperationName> = z.output<(typeof contract)[N]['input']>;
export type OutputOf<N extends OperationName> = z.output<(typeof contract)[N]['output']>;

/** Every answer over IPC and HTTP: a value or an error as data, never a bare throw. */
export type Reply<N extends OperationName> = { ok: true; value: OutputOf<N> } | { ok: false; error: AppError };

export const isOperationName = (name: string): name is OperationName => Object.hasOwn(contract, name);
