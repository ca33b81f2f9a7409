import type { FieldDescriptor } from '../../../shared/entity.ts';

/** The terms of a document, and of a customer or vendor whose documents start with them. */
export const TERMS: FieldDescriptor = { name: 'terms', label: 'Terms', kind: 'ref', entity: 'term', loose: true };

/** The terms of a document: those of its customer or vendor unless somebody chooses others. */
export const DOCUMENT_TERMS: FieldDescriptor = { ...TERMS, asParty: 'terms' };

/** The day it is due by its terms. */
export const DUE_DATE: FieldDescriptor = {
  name: 'dueDate',
  label: 'Due',
  kind: 'date',
  dueBy: { terms: 'terms', date: 'date' },
  help: 'Left empty, it follows from the terms.',
};

/** The QuickBooks member of terms; an empty reference takes them off again. */
export const termsMember = (name: 'SalesTermRef' | 'TermRef', terms: string | null, creating: boolean) =>
  terms === null ? (creating ? {} : { [name]: { value: '' } }) : { [name]: { value: terms } };
