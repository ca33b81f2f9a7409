import type { BookPaymentMethod, BookTaxRate, Referrer, StoredRecord } from '../../../core/book-store.ts';

/** Columns of a record as the statements read them. */
export const RECORD_COLUMNS =
  'r.entity, r.id, r.life, r.body, r.change, r.edited, r.created_at AS createdAt, r.updated_at AS updatedAt';

export type RecordRow = Omit<StoredRecord, 'body'> & { body: string };
export type ReferrerRow = Referrer;
export type TaxRateRow = Omit<BookTaxRate, 'active'> & { active: number };
export type PaymentMethodRow = Omit<BookPaymentMethod, 'active'> & { active: number };

export const toRecord = (row: RecordRow): StoredRecord => ({ ...row, body: JSON.parse(row.body) });
export const toRecordOrNull = (row: RecordRow | undefined): StoredRecord | null => (row ? toRecord(row) : null);

/** A word for LIKE, with its wildcards taken literally. */
export const containing = (word: string): string => `%${word.replace(/[\\%_]/g, (found) => `\\${found}`)}%`;
