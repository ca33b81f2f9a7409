import type { Right, Role } from '../../shared/access.ts';
import type { RecordState } from '../../shared/contract/app.ts';
import type { ImportResult } from '../../shared/contract/import.ts';
import type { ImportScope } from '../../shared/contract/import-scope.ts';
import type { PlanItem, PlanSummary } from '../../shared/contract/sync.ts';
import type { Life } from '../../shared/entity.ts';
import type { AppError } from '../../shared/errors.ts';
import type { Body, Side } from '../../shared/primitives.ts';
import type { AttachmentStore } from './attachments.ts';
import type { BrakeCounts } from './brake.ts';
import type { WrittenMark } from './circles.ts';
import type { LineMap } from './common.ts';
import type { Candidate } from './identity.ts';
import type { PathConflict } from './lines.ts';
import type { LifeCause } from './lives.ts';
import type { Base, BasePatch } from './merge.ts';
import type { OutboxState } from './outbox.ts';
import type { Decision, SideView } from './plan-types.ts';
import type { TableImportStore } from './table-import/stored.ts';
import type { FieldChange, ListEntry, Observation, RecordKey, WriteRequest } from './types.ts';
import type { AuditAct } from './undo.ts';

/**
 * The engine's memory. Everything is synchronous: a transaction is one unbroken act, and what it stored is durable when
 * it returns. Instants are milliseconds since the epoch unless a name ends in `At` (ISO).
 */

/** How a record looks in lists: made from the body of the side shown (platform, else QuickBooks). */
export type RecordIndex = {
  title: string;
  /** Lower-case text searched by the list's search box. */
  search: string;
  /** The record it belongs to (customer of a document), in common keys. */
  who: RecordKey | null;
  /** Second line when there is no `who`: an e-mail address. */
  note: string | null;
  date: string | null;
  amount: string | null;
  balance: string | null;
  life: Life;
  changedAt: string | null;
};

/** One record of the product: one row per pair, or per single where the other side has none. */
export type StoredRecord = {
  rid: number;
  entity: string;
  /** Both set: linked. */
  platformId: string | null;
  quickbooksId: string | null;
  /** Gone on both sides; stays so that nothing deleted comes back. */
  tombstone: boolean;
  lines: LineMap;
  base: Base | null;
  /** Rises with every write made for the record; part of its idempotency key. */
  generation: number;
  /** What was confirmed lately, so that a write that keeps coming back is noticed. */
  written: readonly WrittenMark[];
  decision: Decision;
  /** Observed or settings changed since it was last planned. */
  dirty: boolean;
  /** Something that syncs refers to it. */
  needed: boolean;
  state: RecordState;
  detail: string | null;
  error: AppError | null;
  blockedBy: RecordKey[];
  /** Since when it waits to be equal (ms); null while it is. */
  pendingSince: number | null;
  /** Failure bookkeeping of the Problems page; ms. */
  attempts: number;
  failedFirst: number | null;
  failedLast: number | null;
  index: RecordIndex;
};

/** A record with what both sides show, ready for the planner. */
export type RecordView = {
  record: StoredRecord;
  platform: SideView | null;
  quickbooks: SideView | null;
  /** Whether a write of it is neither confirmed nor withdrawn. */
  hasOpenWrites: boolean;
};

export type OutboxRow = {
  op: string;
  rid: number;
  entity: string;
  side: Side;
  state: OutboxState;
  request: WriteRequest;
  /** What was to be stored, in common form; its lines tell which line each answered id belongs to. */
  common: Body | null;
  patch: BasePatch;
  changes: FieldChange[];
  title: string;
  attempts: number;
  /** Not before this instant (ms). */
  notBefore: number;
  error: AppError | null;
  runId: string | null;
  /** What caused it, in words. */
  why: string | null;
  createdAt: string;
  sentAt: string | null;
  /** A person agreed to it (a plan, the brake), so the brake does not count it. */
  agreed: boolean;
};

/** Why a record waits for a person, with what the screen needs beyond the record itself. */
export type ReviewCase =
  | { kind: 'fields'; conflicts: PathConflict[] }
  | { kind: 'removal'; cause: LifeCause; gone: Side }
  | { kind: 'match'; candidates: Candidate[] }
  /** Others of its own side, by their id there, that it seems to be the same as. */
  | { kind: 'duplicate'; side: Side; others: string[]; reason: string }
  | { kind: 'brake'; what: string };

export type StoredReview = {
  id: string;
  /** Null for the brake, which concerns a run. */
  rid: number | null;
  entity: string;
  title: string;
  amount: string | null;
  /** Changes when either side moves on. */
  revision: string;
  detail: ReviewCase;
  createdAt: string;
};

export type AuditChange = {
  field: string;
  label: string;
  before: Body[string];
  after: Body[string];
  raw?: { before: Body[string]; after: Body[string] };
};

/** A place in the log's chain: the entry and its hash, which covers all before it. */
export type AuditPlace = { seq: number; hash: string };

export type AuditEntry = {
  at: string;
  actor: string;
  entity: string | null;
  title: string | null;
  platformId: string | null;
  quickbooksId: string | null;
  what: string;
  side: Side | null;
  result: 'done' | 'failed' | 'info';
  runId: string | null;
  /** Shown words; `raw` keeps ids and values where the words replace them (references, lines), so that it can be undone. */
  changes: AuditChange[];
  error: AppError | null;
  requestId: string | null;
  intuitTid: string | null;
  /** What caused it: which side's revision, whose decision, which setting. */
  why: string | null;
  /** What a confirmed write did, so that it can be undone; null for everything else, and in logs of older versions. */
  act: AuditAct | null;
};

/** An undo that a person applied. Its id is the run its writes are logged under. */
export type StoredUndo = { id: string; at: string; what: string };

/**
 * What became of one record of an undo.
 * - `waiting`: still to be put back (or stuck in Problems on the way).
 * - `done`: as it was before.
 * - `over`: somebody was quicker; it was left as it is.
 * - `givenUp`: a person ended it.
 */
export type UndoPartState = 'waiting' | 'done' | 'over' | 'givenUp';
export type UndoPart = { undoId: string; rid: number; state: UndoPartState; error: AppError | null };

/** An import that a person applied. Its id is the run its writes are logged under. */
export type StoredImport = {
  id: string;
  at: string;
  endedAt: string | null;
  state: 'running' | 'cancelled' | 'done';
  by: string;
  scope: ImportScope;
};

/** What an import does with one record: as its plan showed it. */
export type ImportAct = 'create' | 'link' | 'update' | 'company' | 'ask' | 'leave';

/**
 * Where a record of an import stands.
 * - `planned`: not begun.
 * - `taken`: handed to the sync, which makes or fills it.
 * - the others are its results, as `ImportResult` tells them.
 */
export type ImportPartState = 'planned' | 'taken' | Exclude<ImportResult, 'waiting'>;

/** One record of an import. */
export type StoredImportPart = {
  importId: string;
  /** Place in the import, in writing order. */
  n: number;
  entity: string;
  /** The record of QuickBooks; null for a company that only its people name. */
  quickbooksId: string | null;
  /** The record of the platform it is linked to or asked about; null where one is made. */
  platformId: string | null;
  act: ImportAct;
  state: ImportPartState;
  title: string;
  amount: string | null;
  /** How it was recognised, or why it is left out; what went wrong. */
  reason: string;
  withoutEmail: boolean;
  /** For `ask`: what it may be the same as, best first. */
  candidates: Candidate[];
};

export type ImportPartQuery = {
  id: string;
  entity?: string | undefined;
  states?: ImportPartState[] | undefined;
  withoutEmail?: boolean | undefined;
  search?: string | undefined;
  offset: number;
  limit: number;
};
export type ImportCount = { entity: string; state: ImportPartState; withoutEmail: boolean; count: number };

export type AuditQuery = {
  entity?: string | undefined;
  recordId?: string | undefined;
  runId?: string | undefined;
  side?: Side | undefined;
  result?: AuditEntry['result'] | undefined;
  search?: string | undefined;
  before?: number | undefined;
  limit: number;
  hide?: Hide;
};

/**
 * Leaves out documents that were made in QuickBooks itself, and what refers to them: what people see who may not see
 * such documents. Nothing that is counted, summed or named then tells of them.
 */
export type Hide = boolean | undefined;

/** Somebody who signs in with a password. */
export type StoredPerson = {
  id: string;
  name: string;
  /** Lower case, unique. */
  login: string;
  role: Role;
  rights: Right[];
  active: boolean;
  mustChange: boolean;
  /** Hash of the password with its parameters, as the password port made it. Never leaves the engine. */
  password: string;
  createdAt: string;
  seenAt: string | null;
};

/** A sign-in: known by the hash of its token only. Instants in ms. */
export type StoredSession = { hash: string; personId: string; since: number; seen: number };

export type RecordQuery = {
  entity: string;
  hide?: Hide;
  search?: string | undefined;
  states?: RecordState[] | undefined;
  open?: boolean | undefined;
  /** Common key of the record it belongs to. */
  who?: string | undefined;
  /** Only records that exist on the platform (for choosing in forms). */
  onPlatform?: boolean | undefined;
  /** Only records of this side that belong to none of the other. */
  alone?: Side | undefined;
  /** Only records in use: neither inactive, void nor deleted. */
  live?: boolean | undefined;
  sort?: { field: string; descending: boolean } | undefined;
  offset: number;
  limit: number;
};

/** A row of a list: the record, its parent's title and the body shown. */
export type RecordListRow = { record: StoredRecord; who: string | null; body: Body };

export type RunRow = {
  runId: string;
  kind: 'sync' | 'compare' | 'preview' | 'apply';
  startedAt: string;
  endedAt: string | null;
  result: string | null;
};

export type StateCount = { entity: string; state: RecordState; count: number };

export type EngineStore = AttachmentStore &
  TableImportStore & {
    /**
     * Runs the function as one act; what it throws undoes everything. Nested calls join the outer one. When it returns, the
     * act survives a killed process, and unless `relaxed` a power cut too. Relaxed is for what can be read or derived again
     * (observations with their cursor, plans); the next durable act makes it durable as well.
     */
    transaction<T>(act: () => T, durability?: 'durable' | 'relaxed'): T;
    close(): void;

    /** Rises by the number given, durably with the surrounding transaction; answers the new value. */
    bumpRevision(by: number): number;
    revision(): number;
    /** Small values by name (settings, cursors, company); JSON. */
    getMeta<T>(name: string): T | null;
    setMeta(name: string, value: unknown): void;

    observation(entity: string, side: Side, id: string): Observation | null;
    putObservation(observation: Observation): void;
    /** Observations of an entity in order of id, after one; for translating the raw records again. */
    observationsAfter(entity: string, side: Side, afterId: string, limit: number): Observation[];
    /** Ids of a side's records that are not deleted, as last observed. */
    livingIds(entity: string, side: Side): string[];
    /** Whether a record of either side that is not deleted shows this document number, whatever its case. */
    hasNumber(entity: string, number: string): boolean;

    record(rid: number): StoredRecord | null;
    recordOf(entity: string, side: Side, id: string): StoredRecord | null;
    /** The linked record's id on the other side, or null. */
    counterpart(entity: string, side: Side, id: string): string | null;
    /** By common key: platform id or `qb:<id>`. */
    recordByKey(entity: string, key: string): StoredRecord | null;
    view(rid: number): RecordView | null;
    /** A new row, dirty and waiting. */
    addRecord(entity: string, side: Side, id: string, index: RecordIndex, now: number): StoredRecord;
    /** Stores what planning and sending change: everything but ids and list columns. */
    putRecord(record: StoredRecord): void;
    /** Stores the record's ids; the common key follows. */
    putIds(record: StoredRecord): void;
    /** Stores the list columns. Apart from `putRecord` because they are indexed and change far less often. */
    putIndex(record: StoredRecord): void;
    /** Removes a row whose observation moved into another (linking); its writes move along. */
    dropRecord(rid: number, into: number): void;
    /** References of a record, for "related" and for waking what waits. */
    putReferences(rid: number, references: RecordKey[]): void;
    /** A record got another common key (it now exists on the platform): references to it follow. */
    renameKey(entity: string, from: string, to: string): void;
    /**
     * A pair became two records: what QuickBooks alone has refers to the second key from now on, and everything that refers
     * to either is planned again.
     */
    splitKey(entity: string, platformKey: string, quickbooksKey: string): void;
    /** Pairs that a person said are not the same. */
    putApart(entity: string, platformId: string, quickbooksId: string): void;
    dropApart(entity: string, platformId: string, quickbooksId: string): void;
    isApart(entity: string, platformId: string, quickbooksId: string): boolean;
    /** Records that refer to one: those of its own kind (projects of a client) first, then the newest. */
    referencing(entity: string, key: string, limit: number): StoredRecord[];
    /** Marks records that are blocked by a key, or only those of them in `state`. Answers how many. */
    wakeBlockedBy(entity: string, key: string, state?: RecordState): number;
    markDirty(scope: { entity?: string; states?: RecordState[]; errorCode?: string }): number;
    dirtyCount(): number;
    /** Dirty records of an entity, oldest row first, after a row. */
    dirtyViews(entity: string, afterRid: number, limit: number): RecordView[];
    views(entity: string, afterRid: number, limit: number): RecordView[];
    /** Records of an entity that are on one side only, after a row. */
    unlinkedViews(entity: string, afterRid: number, limit: number): RecordView[];
    hasDirtyUnlinked(entity: string): boolean;
    /** Linked records of an entity with this title, whatever its case, oldest row first. */
    linkedTitled(entity: string, title: string, limit: number): RecordView[];
    counts(hide?: Hide): StateCount[];
    /** Open balances of living documents of these entities, per side. */
    openBalances(entities: readonly string[], hide?: Hide): Record<Side, string>;
    putBalances(rid: number, platform: string | null, quickbooks: string | null): void;
    listRecords(query: RecordQuery): { total: number; rows: RecordListRow[] };
    stateCounts(query: RecordQuery): StateCount[];
    titles(keys: RecordKey[]): Map<string, string>;
    /** Records with an error, or blocked: what Problems shows. */
    problems(limit: number, hide?: Hide): StoredRecord[];
    /** The record is a document that was made in QuickBooks itself. Goes with its row, whatever it is linked to later. */
    markDirect(rid: number): void;
    isDirect(rid: number): boolean;
    /** Whether `hide` leaves the record out: it is such a document, or refers to one, however far. */
    isHidden(rid: number): boolean;

    /** Shows records as being sent, if they were waiting. */
    markSending(rid: number): void;
    addWrite(row: OutboxRow): void;
    putWrite(row: OutboxRow): void;
    write(op: string): OutboxRow | null;
    /** Writes of a record that are neither confirmed nor withdrawn. */
    openWrites(rid: number): OutboxRow[];
    /** Writes that may have arrived, or (after a restore) may have been sent. */
    writesIn(state: 'intended' | 'sent' | 'uncertain', limit: number): OutboxRow[];
    /** Parked writes of an entity that were refused with this error code, oldest first. */
    refusedWrites(entity: string, code: string): OutboxRow[];
    /**
     * Writes that may go now, by entity and kind of wave. What was planned before its record (or a setting) changed waits to
     * be planned again, unless it may have arrived once: that goes with its old key first.
     */
    readyWrites(side: Side, entity: string, removals: boolean, now: number, limit: number): OutboxRow[];
    /** Whether creates to a side are uncertain for an entity: their records may already be there. */
    uncertainCreates(entity: string, side: Side): boolean;
    /** Earliest instant an intended or uncertain write may go, but for intended ones of entities; null if there is none. */
    nextDue(except?: readonly string[]): number | null;
    /** What waits to be sent, and what was sent since an instant (ISO), without anyone having agreed to it: for the brake. */
    waitingLoad(sinceAt: string, untilAt: string): ({ entity: string; sent: BrakeCounts } & BrakeCounts)[];
    /** A person agreed to what waits and to what was sent: the brake counts it no more. */
    agreeWrites(): void;
    /** Forgets finished writes older than an instant (ISO). */
    pruneWrites(beforeAt: string): number;

    review(id: string): StoredReview | null;
    reviewOf(rid: number | null): StoredReview | null;
    reviews(filter: {
      entity?: string | undefined;
      kind?: ReviewCase['kind'] | undefined;
      hide?: Hide;
    }): StoredReview[];
    putReview(review: StoredReview): void;
    dropReview(id: string): void;
    reviewCount(): number;

    putPlan(plan: PlanSummary, items: PlanItem[]): void;
    plan(): PlanSummary | null;
    planItems(query: {
      planId: string;
      entity?: string | undefined;
      action?: string | undefined;
      /** Only items marked as different from the plan before; otherwise all but the dropped ones. */
      since?: boolean | undefined;
      hide?: Hide;
      search?: string | undefined;
      offset: number;
      limit: number;
    }): { total: number; items: PlanItem[] };
    dropPlan(): void;

    putUndo(undo: StoredUndo): void;
    /** Newest first. */
    undos(limit: number): StoredUndo[];
    undo(id: string): StoredUndo | null;
    /** Stores or replaces what became of one record of an undo. */
    putUndoPart(part: UndoPart): void;
    /** Parts of an undo in order of their rows; only those in a state, where one is given. */
    undoParts(id: string, state: UndoPartState | null, limit: number): UndoPart[];
    undoCounts(id: string): Record<UndoPartState, number>;

    putRun(run: RunRow): void;
    appendAudit(entry: AuditEntry): number;
    audit(query: AuditQuery): { seq: number; entry: AuditEntry }[];
    newestAudit(hide?: Hide): number;
    /**
     * Recomputes the chain for up to `limit` entries after a place. `bad` is the first entry whose hash is not what its
     * content and its predecessors make it; null while all hold.
     */
    verifyAudit(after: AuditPlace, limit: number): { checked: number; place: AuditPlace; bad: number | null };
    /** Hash of one entry, or null where there is none of that number. */
    auditHash(seq: number): string | null;
    /** Writes done and failed since an instant, in steps. */
    throughput(
      sinceAt: string,
      stepMinutes: number,
      hide?: Hide,
    ): { step: number; toQuickbooks: number; toPlatform: number; failed: number }[];

    /** A new import, or what became of one. */
    putImport(one: StoredImport): void;
    /** Newest first. */
    imports(limit: number): StoredImport[];
    import(id: string): StoredImport | null;
    /** A new part, or what became of one; by import and place. */
    putImportPart(part: StoredImportPart): void;
    importParts(query: ImportPartQuery): { total: number; parts: StoredImportPart[] };
    importCounts(id: string): ImportCount[];
    /** A record of QuickBooks is on the platform now: the running creation of it has come to its end. Answers how many had. */
    importArrived(entity: string, quickbooksId: string): number;
    /**
     * Rows of an entity, after a row, that are to be planned because an import is about them: of one that runs, and those
     * that were taken up, asked about or failed.
     */
    importRows(entity: string, afterRid: number, limit: number): number[];

    putLists(side: Side, entries: ListEntry[]): void;
    lists(side: Side): ListEntry[];

    addLag(entity: string, at: number, ms: number): void;
    /** 95th percentile since an instant, in milliseconds. */
    lagP95(entity: string, since: number): number | null;

    /** Everybody with a sign-in, by name. */
    people(): StoredPerson[];
    person(id: string): StoredPerson | null;
    personByLogin(login: string): StoredPerson | null;
    putPerson(person: StoredPerson): void;
    putSession(session: StoredSession): void;
    session(hash: string): StoredSession | null;
    sessionsOf(personId: string): StoredSession[];
    /** Ends a session, or all of a person but one. */
    endSession(hash: string): void;
    endSessions(personId: string, except?: string | null): void;
  };
