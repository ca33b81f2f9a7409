import type { AppError, Result } from '../../shared/errors.ts';
import type { Side } from '../../shared/primitives.ts';
import type {
  ChangesPage,
  ConnectionInfo,
  ListEntry,
  ListPage,
  Observation,
  ProbeOutcome,
  RecordKey,
  TranslationContext,
  WriteOutcome,
  WriteRequest,
} from './types.ts';

/** Time as an effect. Milliseconds since the epoch; instants are ISO strings made from it. */
export type Clock = { now(): number };
/** Fresh ids: 26 characters, sortable by time of making. */
export type Ids = { next(): string };
/** Uniform in [0, 1). */
export type Random = { next(): number };
/** Timers that a simulation can own. `sleep` resolves early when the signal aborts. */
export type Timers = {
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** Lets other work run: long loops call it between slices so that the event loop never stalls. */
  yieldNow(): Promise<void>;
  every(ms: number, run: () => void): () => void;
};

export type LogFields = Record<string, string | number | boolean | null>;
/** Log lines with named fields; values that look like secrets are masked by the adapter. */
export type Log = {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
};

/** The keychain. Names are ours ("quickbooks/9341…/tokens"); values never appear anywhere else. */
export type Secrets = {
  /** Which store holds them, for Settings: "keychain", "encrypted file", "memory". */
  readonly kind: 'keychain' | 'file' | 'memory';
  get(name: string): Promise<string | null>;
  set(name: string, value: string): Promise<void>;
  delete(name: string): Promise<void>;
};

/** Content hash, hex. */
export type Hash = (text: string) => string;

/** Reads metered ("CorePlus") and free writes ("Core"), for the budget meter. */
export type CallMeter = { count(kind: 'core' | 'coreplus' | 'token', endpoint: string): void };

/**
 * One system on one side. Implementations translate to and from canonical bodies, obey the system's limits, and turn
 * every failure into an AppError; nothing is thrown for what the other side did.
 */
export type Connector = {
  readonly side: Side;
  /** The word the user sees: "Workspace", "Pillar", "QuickBooks". */
  readonly label: string;
  /** Read-only call that names the company, or says which of credentials, permissions or company is wrong. */
  test(): Promise<Result<ConnectionInfo>>;
  /** Lists that are paired rather than synced. */
  lists(): Promise<Result<ListEntry[]>>;
  /** A cursor that stands for "now": take it before a full listing, so that nothing between is missed. */
  cursorNow(): Promise<Result<string>>;
  /** Full listing of an entity, inactive ones included, in a stable order, page by page. */
  list(entity: string, page: string | null, context: TranslationContext): Promise<Result<ListPage>>;
  /**
   * What changed since the cursor, for the entities named, deletions as tombstones. When the feed cannot answer fully
   * (over 1,000 rows, older than its look-back) the connector pages another way and holds the cursor; if it cannot, the
   * error has code `sync.notTranslatable`… never a silent gap. `fullNeeded` asks the engine for a full comparison.
   */
  changes(
    cursor: string,
    entities: string[],
    context: TranslationContext,
  ): Promise<Result<ChangesPage> | { ok: false; error: AppError; fullNeeded: true }>;
  /** Reads single records fresh; a missing one comes back as a tombstone (life `deleted`). */
  read(keys: RecordKey[], context: TranslationContext): Promise<Result<Observation[]>>;
  /** Sends independent writes (in batches where the system has them); one outcome per request, in order. */
  write(requests: WriteRequest[], context: TranslationContext): Promise<WriteOutcome[]>;
  /** Finds out whether an uncertain write arrived. Reads only. `sentAt` is when it was sent, ISO. */
  probe(request: WriteRequest, sentAt: string, context: TranslationContext): Promise<ProbeOutcome>;
  /** Calls back when something may have changed (a hint, never data). Returns a way to stop. */
  onHint?(listener: () => void): () => void;
};
