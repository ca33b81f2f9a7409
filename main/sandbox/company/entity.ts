/**
 * What a record type must say about itself. The generic operations (operations.ts), queries, change data capture and
 * batches work from this alone, so a new type is one file in entities/ and one line in entities/index.ts.
 */
import type { Members } from './members.ts';
import type { Indexer, Work } from './store.ts';
import type { Application, Body, Json, Posting, Row, View } from './types.ts';

/** Reads rows: of the store, or of the store under a work's changes. Answers learn nothing but through it. */
export type Reader = { readonly get: (entity: string, id: string) => Row | undefined };

/** A record being created or changed. `prepare` completes `body` and `kept`, or throws a Refusal. */
export type Draft = {
  readonly work: Work;
  readonly frame: Frame;
  readonly reader: Reader;
  readonly mode: 'create' | 'sparse' | 'full';
  readonly id: string;
  /** What the request carried, read by the member table. */
  readonly sent: Body;
  /** Starts as the merge of the present record and `sent` (sparse) or as `sent` alone (create, full). */
  readonly body: Body;
  readonly kept: { [name: string]: Json };
  readonly before: Row | undefined;
};

export type EntityDef = {
  /** Name in envelopes and queries: `Customer`. */
  readonly name: string;
  /** Lower-case name in the address: `customer`. */
  readonly path: string;
  /** Which id counter it draws from, its first number, and what stands before it. Transactions share one, names another. */
  readonly counter: { readonly name: string; readonly first: number; readonly prefix?: string };
  readonly members: Members;
  /** Members the published schema knows and QuickBooks Online does not keep: accepted, ignored. */
  readonly tolerated: readonly string[];
  readonly writes: { readonly create: boolean; readonly update: boolean };
  /** `delete` for transactions; `deactivate` for lists (operation=delete is refused); `none` otherwise. */
  readonly removal: 'delete' | 'deactivate' | 'none';
  /** Its Id alone is enough to delete it. */
  readonly deletedById?: boolean;
  readonly canVoid: boolean;
  /** Default order of a query: newest change first (transactions) or by this text (lists). */
  readonly order: 'recent' | ((row: Row, reader: Reader) => string);
  /** Plain queries of it carry totalCount (recorded for some types only). */
  readonly totalCount: boolean;
  /** May be asked for in change data capture. */
  readonly captured: boolean;
  readonly prepare: (draft: Draft) => void;
  /** Told when it was created or changed and its side effects are settled, within the same work. */
  readonly after?: (draft: Draft) => void;
  /** Turns a draft into its voided self. */
  readonly voided?: (draft: Draft) => void;
  /** Refuses or prepares a deletion. */
  readonly deleting?: (draft: Draft) => void;
  /** Marks it as e-mailed. */
  readonly sending?: (draft: Draft, address: string | undefined) => void;
  /** Members worked out at answer time. Return undefined to leave the member out. */
  readonly derived: {
    readonly [name: string]: (row: Row, reader: Reader, view: View, frame?: Frame) => Json | undefined;
  };
  /** Lists inside a record that a query can look into, by lower-case path: all its conditions must hold of one element. */
  readonly elements?: { readonly [path: string]: (row: Row) => readonly { readonly [member: string]: Json }[] };
  /** Its answers depend on more than rows (the address of a file), so their text is not remembered. */
  readonly volatile?: boolean;
  /** How references to it are named. */
  readonly title: (row: Row, reader: Reader) => string | undefined;
  /** Keys no other record may hold. */
  readonly uniqueKeys?: (row: Row) => readonly string[];
  /** Keys it is filed under for look-up. */
  readonly groupKeys?: (row: Row) => readonly string[];
  /** Its lines in the general ledger; must sum to zero. */
  readonly postings?: (row: Row, reader: Reader) => readonly Posting[];
  /** What it settles of other transactions. */
  readonly applications?: (row: Row) => readonly Application[];
  /** Stock it moves: item id and change in quantity (decimal text). */
  readonly quantities?: (row: Row, reader: Reader) => readonly { readonly item: string; readonly change: string }[];
  /** Others' money is set against it: its Balance is total - deposit - applied. */
  readonly settled?: boolean;
  /** How links to it are typed where that is not its name: a bill payment shows as BillPaymentCheck. */
  readonly linkType?: (row: Row) => string;
  /** Told whenever a record whose LinkedTxn names (or named) it was saved: an order that is received, time that is billed. */
  readonly linked?: (target: LinkTarget, by: LinkSource) => void;
  /** Takes back up to `cents` it had applied to a document that shrank; returns what it took back. */
  readonly release?: (payer: { readonly work: Work; readonly row: Row }, id: string, cents: number) => number;
};

export type LinkTarget = { readonly work: Work; readonly frame: Frame; readonly row: Row };

/** The record that carries the link, as it is and as it was; `row.deleted` says it is gone. */
export type LinkSource = { readonly entity: string; readonly row: Row; readonly before: Row | undefined };

export type Frame = {
  readonly defs: ReadonlyMap<string, EntityDef>;
  readonly byPath: ReadonlyMap<string, EntityDef>;
  readonly indexer: Indexer;
  readonly realmId: string;
  /** A temporary address of an uploaded file. */
  readonly fileUrl: (file: { readonly id: string; readonly name: string }) => string;
};
