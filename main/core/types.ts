import type { MoneyExplanation } from '../../shared/contract/money.ts';
import type { EntityDescriptor, Life, RemovalMode } from '../../shared/entity.ts';
import type { AppError } from '../../shared/errors.ts';
import type { CustomField, ListMapping } from '../../shared/policy.ts';
import type { Body, Side } from '../../shared/primitives.ts';

/** A record of one side, by entity and that side's own id. */
export type RecordKey = { entity: string; id: string };

/**
 * What a side last showed for a record. `revision` (SyncToken, change number) tells versions apart; equality of content
 * is judged by the body, never by a time.
 */
export type Observation = {
  entity: string;
  id: string;
  side: Side;
  /** The side's own version mark: SyncToken on QuickBooks, change number on the platform. */
  revision: string;
  life: Life;
  /** Canonical body of the entity; references hold ids of this side. Null only when deleted and never seen. */
  body: Body | null;
  /** The side's raw record, kept for sparse updates, line ids and the details drawer. Holds no secret. */
  native: unknown;
  /** Server time of the last change as that side tells it, for display only. */
  changedAt: string | null;
};

/** Kinds of a write. `remove` says how in `mode`. */
export type WriteKind = 'create' | 'update' | 'remove' | 'restore';

/**
 * One write for one side, complete: it can be sent again after a crash without asking anything else. Bodies hold
 * references as ids of the side written to.
 */
export type WriteRequest = {
  entity: string;
  kind: WriteKind;
  mode?: RemovalMode;
  /** Id on the written side; null for a create. */
  id: string | null;
  /** Revision the write is based on; null for a create. */
  revision: string | null;
  /**
   * The whole wanted body (create, update, restore). Lines carry the written side's ids; a line that side does not have
   * yet has the id '' (empty), and the answer's `lineIds` tells which id it got.
   */
  body: Body | null;
  /** Names of the fields that change (update): the connector sends these and leaves the rest as it is. */
  fields: string[];
  /** The side's raw record as last seen (update), so that members we do not map survive. */
  native: unknown;
  /**
   * Idempotency key, at most 36 characters. Sent as QuickBooks `requestid`; the same key never writes twice.
   */
  key: string;
};

/** What became of a write. */
export type WriteOutcome =
  /**
   * The answer carries the record as it is now: the new observation, no read needed. `tid`: the other side's trace id of
   * the call (`intuit_tid`), where it has one.
   */
  | { kind: 'confirmed'; observation: Observation; lineIds: LineIds; tid?: string | null }
  /** The other side refused it; nothing was written. */
  | { kind: 'rejected'; error: AppError }
  /** The revision was old; nothing was written. Read again, merge, try once more. */
  | { kind: 'stale'; error: AppError }
  /** Not sent, or refused before it counted (throttled, offline, auth): safe to send again later. */
  | { kind: 'notSent'; error: AppError }
  /** Sent, the answer was lost: probe before anything else. */
  | { kind: 'uncertain'; error: AppError };

/** Ids the written side gave to the lines that were sent, in the order of the sent body's lines (null: none kept). */
export type LineIds = (string | null)[];

/**
 * A write whose answer was lost. Writes with the same `sentAt` went out together. `known` names records that were there
 * before or belong to another pair: a create did not make them, however alike they are. `rivals`: other creates of its kind
 * ended unknown, so what was deleted since may be theirs. `arrived`: others that went with it were found, so it did arrive.
 */
export type LostWrite = {
  request: WriteRequest;
  sentAt: string;
  known?: (id: string) => boolean;
  rivals?: boolean;
  arrived?: boolean;
};

/** Answer of a probe for an uncertain write. */
export type ProbeOutcome =
  /** It arrived; the observation is the record as it is now, perhaps edited, voided or deleted since. */
  | { kind: 'found'; observation: Observation; lineIds: LineIds }
  /**
   * Not there. `over`: of a change, as `found` would tell it, where the record was written more than once since, so that
   * the change may have been there and been edited over.
   */
  | { kind: 'absent'; over?: { observation: Observation; lineIds: LineIds } }
  /** These may be it, or it was there and is gone (none): a person must say. */
  | { kind: 'ambiguous'; candidates: Observation[] }
  | { kind: 'failed'; error: AppError };

/** One page of a full listing. `next` continues it; null means the end. */
export type ListPage = { observations: Observation[]; next: string | null };

/**
 * One answer of a change feed. `cursor` may be stored only together with `observations`, and covers exactly them;
 * `more` asks to be called again at once.
 */
export type ChangesPage = { observations: Observation[]; cursor: string; more: boolean };

/** Who is on the other end, from a read-only call. */
export type ConnectionInfo = {
  /** Realm id or the platform's own company id. */
  companyId: string;
  companyName: string;
  environment: 'sandboxCompany' | 'sandbox' | 'production' | 'workspace' | 'platform';
  /** Facts that switch features: plan, book close date, custom numbers, automated sales tax. */
  facts: Record<string, string>;
};

/** An entry of a list that is paired rather than synced (account, tax code, term, payment method, tax rate). */
export type ListEntry = {
  list: string;
  id: string;
  name: string;
  /** Account type, rate in percent and the like, for choosing and suggesting. */
  facts: Record<string, string>;
  active: boolean;
};

/** What a translation may know beside the record itself. */
export type TranslationContext = {
  mapping: ListMapping;
  lists: ListEntry[];
  homeCurrency: string;
  /** Companies outside the US only: every line names a tax code. `untaxed`: the code lines without tax get unless one is chosen. */
  tax?: { untaxed: string | null };
  /** Items: the category that a category stands under, both by their ids in QuickBooks; null at the top. Absent: not known. */
  categoryAbove?(category: string): string | null;
};

/** One field or line change, for plans, reviews and the audit. */
export type FieldChange = { field: string; before: Body[string]; after: Body[string] };

/** A key by which two records may be the same on first contact, strongest first. */
export type MatchKey = { kind: 'email' | 'name' | 'phone' | 'number' | 'sku' | 'composite'; value: string };

/** Pure translation between our canonical body and the QuickBooks record. Source: quickbooks-api reference, section 6. */
export type QuickbooksTranslation = {
  /** QuickBooks entity name, as in queries and envelopes: "Customer". */
  resource: string;
  /** Its screen in QuickBooks, below the web address of the company; the record's id follows. Null: it has none of its own. */
  screen: string | null;
  /**
   * How a document of this kind is voided: by an operation of its own (invoice) or by an update that includes the void
   * (payment). Reference, section 2.1. Absent where QuickBooks has no void.
   */
  voidBy?: 'operation' | 'include';
  /** Reads a QuickBooks record. Never throws on unknown members; a deleted tombstone has a null body. */
  read(
    native: unknown,
    context: TranslationContext,
  ): { id: string; revision: string; life: Life; body: Body | null; changedAt: string | null };
  /**
   * The JSON to POST: for a create the whole record, for an update the sparse members that `fields` need (a changed
   * `lines` sends every line, because a sent Line array replaces the set).
   */
  write(
    request: WriteRequest,
    context: TranslationContext,
  ): { ok: true; json: Record<string, unknown> } | { ok: false; error: AppError };
  /** What keeps QuickBooks from removing the record or changing `fields`, where the record itself shows it. */
  lock?: {
    /** The lock's error code; null if nothing holds the record. */
    by(native: unknown): 'quickbooks.deposited' | 'quickbooks.bankMatched' | null;
    fields: readonly string[];
  };
  /** Ids of the record's lines in the order of our canonical body's lines. */
  lineIds(native: unknown): LineIds;
  /** The test that says whether a record is what a lost create would have made, while nobody has edited it since. */
  probe(request: WriteRequest): { fits(body: Body): boolean } | null;
};

/**
 * One amount of a document and where it goes in QuickBooks' books. Signed: what income, or the tax owed, grows by; a
 * discount lowers it.
 */
export type Posting = {
  kind: 'income' | 'discount' | 'shipping' | 'tax';
  /** QuickBooks account the record itself names; null where it follows from the item or the company. */
  account: string | null;
  /** Item of the line, as the body or record names it; null where there is none. */
  item: string | null;
  /** Id of the document's line it stands on, as the body or record names it; null for tax. */
  line: string | null;
  amount: string;
};

/** What a document does to income and tax, before and after a write. Pure. */
export type Postings = {
  /** Of a body, in whatever form its references are. A bundle is one amount. */
  ofBody(body: Body): Posting[];
  /** Of QuickBooks' raw record. A bundle is the amounts of its parts, each under the bundle's line. */
  ofNative(native: unknown): Posting[];
  /**
   * Of what QuickBooks will make of a write: the JSON to be sent, the raw record it changes (null for a create). The tax is
   * worked out as QuickBooks does it, rate by rate; tax by address is only known from the answer.
   */
  ofWrite(json: Record<string, unknown>, native: unknown, context: TranslationContext): Posting[];
};

/** A document on both sides, as its arithmetic is explained. */
export type ExplainInput = {
  /** The platform's body, or the one that was sent, and QuickBooks', both in common form. */
  ours: Body;
  theirs: Body;
  /** QuickBooks' raw record. */
  native: unknown;
  /** Whether the company has QuickBooks find the tax by address. */
  automated: boolean;
  homeCurrency: string;
};

/** How much of a record a conversion takes: all that is left, a percentage of the whole, or chosen lines of it. */
export type ConversionShare =
  | { of: 'rest' }
  | { of: 'percent'; percent: string }
  /** Lines by their platform ids; without a quantity, what is left of each. */
  | { of: 'lines'; lines: { id: string; quantity?: string | undefined }[] };

/** What a conversion makes, and what it changes in the record it is made of; or why not (`done`: nothing is left). */
export type Conversion =
  | { ok: true; body: Body; source: Body }
  | { ok: false; done: true }
  | { ok: false; done?: false; field: string; problem: string };

/** An entity's folder, as the registries hand it to the engine. */
export type EntityModule = {
  descriptor: EntityDescriptor;
  /** Checks a canonical body and fills defaults; the sentence names the field. */
  parse(body: unknown): { ok: true; body: Body } | { ok: false; error: AppError };
  /** Recomputes derived fields (amounts, totals, balance inputs) from the rest. */
  derive(body: Body): Body;
  /** Keys for matching on first contact, strongest first. */
  matchKeys(body: Body): MatchKey[];
  /**
   * The next document made of a record, where the descriptor says it can be (`converts`). `made`: the living ones made of
   * it so far, platform bodies. `closes`: nobody but us tells that nothing is left of it.
   */
  convert?(from: {
    id: string;
    body: Body;
    made: Body[];
    share: ConversionShare;
    /** Date of the new document. */
    date: string;
    closes: boolean;
  }): Conversion;
  /** Short human title: "Invoice 1042", "Pine Ridge HOA". */
  title(body: Body): string;
  quickbooks: QuickbooksTranslation;
  /** Items: the QuickBooks account their sales are booked to, from the raw record; null where it names none. */
  incomeAccount?(native: unknown): string | null;
  /** The same of one that is yet to be made there: its body, references as ids of QuickBooks. */
  newIncomeAccount?(body: Body, context: Pick<TranslationContext, 'mapping' | 'categoryAbove'>): string | null;
  /** Documents: our arithmetic beside QuickBooks', every difference with its cause. Pure. */
  explain?(input: ExplainInput): MoneyExplanation;
  /**
   * Whether a field that both sides keep in a spelling of their own says the same on both, though not letter by letter; such a
   * record is equal. Bodies in common form. Absent: it does not.
   */
  saysSame?(field: string, platform: Body, quickbooks: Body): boolean;
  /** Documents that change income when they are entered; absent where they do not. */
  postings?: Postings;
};

/** The entities of the product by name; the index of `main/entities` is the only list. */
export type EntityRegistry = {
  all: EntityModule[];
  get(name: string): EntityModule;
  /** Gives the entities the custom fields there are now; modules and their lists of fields stay the same objects. */
  define(fields: CustomField[]): void;
};
