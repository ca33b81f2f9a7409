/** Shapes shared by every file of the company model. Everything here is plain data, so that a snapshot is plain JSON. */

export type Json = null | boolean | number | string | readonly Json[] | { readonly [member: string]: Json };

/** An object being put together (members in wire shape). */
export type Body = { [member: string]: Json };

/** Handed in: real time in the server, virtual time in a simulation. `now()` is epoch milliseconds. */
export type Clock = { readonly now: () => number };

/** Who is writing: an app through the API, or a person in QuickBooks' own screens. */
export type Actor = { readonly id: string; readonly name: string; readonly screen: boolean };

/** What a row keeps besides its wire members: numbers only the server may set. Amounts are integer cents. */
export type Kept = { readonly [name: string]: Json };

/** One record. Rows are never changed in place: a write puts a new row, so snapshots can share them. */
export type Row = {
  readonly id: string;
  /** SyncToken as a number. */
  readonly token: number;
  /** Epoch milliseconds. */
  readonly created: number;
  readonly updated: number;
  /** Id of the user who last saved it. */
  readonly by: string;
  /** A tombstone: the record was deleted, `updated` says when. */
  readonly deleted: boolean;
  /** Stored members, without what is computed and without the names inside references. */
  readonly body: { readonly [member: string]: Json };
  readonly kept: Kept;
};

export type LinkedTxn = { readonly TxnId: string; readonly TxnType: string };

/** A line of the general ledger: positive cents are debits, negative are credits. */
export type Posting = {
  readonly account: string;
  readonly cents: number;
  /** Set on A/R (customer) and A/P (vendor) postings: whose open balance this moves. */
  readonly name?: { readonly entity: string; readonly id: string };
  /** Already in home currency, whatever the record's currency (the cost of stock). */
  readonly home?: boolean;
  /** Rate of the document it settles, where that differs from the record's own. */
  readonly rate?: number;
};

/** Money of one transaction set against another (a payment line against an invoice). */
export type Application = { readonly entity: string; readonly id: string; readonly cents: number };

export type CompanyRequest = {
  readonly method: string;
  /** Path after the host, e.g. `/v3/company/9130/customer/12`. */
  readonly path: string;
  readonly query: { readonly [name: string]: string };
  readonly headers: { readonly [lowerCaseName: string]: string };
  readonly body?: string | Uint8Array;
};

export type CompanyResponse = {
  readonly status: number;
  readonly headers: { readonly [lowerCaseName: string]: string };
  readonly body: string;
  /** How the partner programme counts it: into the books (`core`, free) or out of them; absent: not counted. */
  readonly counted?: 'core' | 'corePlus';
};

/** How an answer was asked for: some members show only in some of them (recorded). */
export type View = 'write' | 'read' | 'query' | 'cdc' | 'sent';
