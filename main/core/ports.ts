import type { CompanyEntry, RemovedCompany } from '../../shared/contract/companies.ts';
import type { RemovalMode } from '../../shared/entity.ts';
import type { AppError, Result } from '../../shared/errors.ts';
import type { AmountsAre } from '../../shared/policy.ts';
import type { Body, Side } from '../../shared/primitives.ts';
import type { RemoteFile } from './attachments.ts';
import type { Cell, Table } from './table-import/types.ts';
import type {
  ChangesPage,
  ConnectionInfo,
  ListEntry,
  ListPage,
  LostWrite,
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
/** What a sleeper needs of an AbortSignal; spelled out because core knows no platform's globals. */
export type StopSignal = {
  readonly aborted: boolean;
  addEventListener(type: 'abort', listener: () => void, options?: { once?: boolean }): void;
  removeEventListener(type: 'abort', listener: () => void): void;
};

/** Timers that a simulation can own. `sleep` resolves early when the signal aborts. */
export type Timers = {
  sleep(ms: number, signal?: StopSignal): Promise<void>;
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

/** The rows of a file (CSV, XLSX) as they stand in it. */
export type TableText = {
  /** Sheets of a workbook, and the one that was read; empty and null for a text. */
  sheets: string[];
  sheet: string | null;
  encoding: string | null;
  delimiter: string | null;
  rows: Cell[][];
};

/** A file that was read: its table, and a hash of all that was read of it. */
export type ReadTable = Omit<TableText, 'rows'> & { table: Table; digest: string };

/** Reads tables, off the thread that asks where they are large. Errors: `input.invalid`, `import.unreadable`, `import.tooLarge`. */
export type TableFiles = {
  /** `sheet`: the name of one of a workbook's; its first one where null. */
  read(name: string, base64: string, sheet: string | null): Promise<Result<ReadTable>>;
};

/** Content hash, hex. */
export type Hash = (text: string) => string;

/** Content of files, kept by its SHA-256 (hex): the same content is kept once. Throws Failures of the storage. */
export type Contents = {
  /** Durable when it resolves. Answers the hash. */
  put(bytes: Uint8Array): Promise<string>;
  /** Null where it is missing or is not what it was. */
  get(hash: string): Promise<Uint8Array | null>;
  drop(hash: string): Promise<void>;
};

/** What came of an upload. `uncertain`: it may have arrived. */
export type UploadOutcome =
  | { kind: 'confirmed'; file: RemoteFile }
  | { kind: 'uncertain' | 'notSent' | 'rejected'; error: AppError };

/** Files on the records of a side. */
export type FileSide = {
  /**
   * Files that changed since a cursor, and ids of those that ended. Without a cursor, or with one that reaches too far back,
   * all there are (`all`): what is not among them has ended.
   */
  changes(
    cursor: string | null,
  ): Promise<Result<{ files: RemoteFile[]; gone: string[]; all: boolean; cursor: string }>>;
  /** One file as it is now, never from a list that may lag; null when it is not there any more. */
  read(id: string): Promise<Result<RemoteFile | null>>;
  /** All files of one record. */
  of(record: RecordKey): Promise<Result<RemoteFile[]>>;
  /** The content of a file; null when it is not there any more. */
  download(id: string): Promise<Result<Uint8Array | null>>;
  /** Attaches a file. The same `key` again is answered with what it made the first time, where the side keeps that. */
  upload(
    record: RecordKey,
    file: { name: string; type: string; bytes: Uint8Array },
    key: string,
  ): Promise<UploadOutcome>;
  /** Removes a file that still has this revision. One that is gone already counts as removed. */
  remove(id: string, revision: string): Promise<Result<null>>;
};

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
   * The first pages of several entities' listings at once, where the side can answer them with fewer calls. `list` goes on
   * from each; an entity that is not among them is listed from its beginning.
   */
  firstPages?(entities: string[], context: TranslationContext): Promise<Result<Map<string, ListPage>>>;
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
  /**
   * Sends independent writes (in batches where the system has them); one outcome per request, in order. `again`: they went
   * out together before and their answer was lost, so they go as the very same request, whatever the size of a batch is now.
   */
  write(requests: WriteRequest[], context: TranslationContext, again?: boolean): Promise<WriteOutcome[]>;
  /** How many writes share one request now; any number where absent. */
  batchSize?(): number;
  /**
   * Has the other side e-mail a document, where it can. Never repeated by itself: after a lost answer (`uncertain`) the
   * document, read again, says when it was sent.
   */
  send?(key: RecordKey, to: string, context: TranslationContext): Promise<WriteOutcome>;
  /** A document as the other side prints it: a PDF in base64. */
  pdf?(key: RecordKey): Promise<Result<string>>;
  /** Finds out what became of writes whose answer was lost. Reads only; one outcome for each, in the same order. */
  probe(lost: LostWrite[], context: TranslationContext): Promise<ProbeOutcome[]>;
  /** Files on records, where the side has them. */
  files?: FileSide;
  /** Calls back when something may have changed (a hint, never data). Returns a way to stop. */
  onHint?(listener: () => void): () => void;
};

/** Where a QuickBooks company lives: served by this app, Intuit's sandbox, or real books. */
export type CompanyEnvironment = 'sandboxCompany' | 'sandbox' | 'production';

/** The connected company as far as it is known without asking it. Holds no secret. */
export type ConnectedCompany = {
  /** Realm id. */
  companyId: string;
  companyName: string;
  environment: CompanyEnvironment;
  /** ISO instant. */
  connectedAt: string;
  /** When the access token was last renewed; ISO, null if not yet. */
  tokenRenewedAt: string | null;
  /** When the refresh token ends if never used; ISO, null where the environment does not tell. */
  tokenExpiresAt: string | null;
  /** Root of the API calls, for Settings. */
  apiBase: string;
  /** Address of QuickBooks' own screens, or null (the sandbox company has none): records are shown at `<webBase>/…`. */
  webBase: string | null;
};

/** Metered reads and free writes of the running calendar month ("2026-11"). */
export type CallCounts = { month: string; corePlus: number; core: number };

/**
 * The companies kept side by side, as the one that is asked sees them. Each has a book, a store and an engine of its own;
 * the list is all they share. What cannot be is thrown as a Failure: `companies.gone`, `companies.last`.
 */
export type CompanyList = {
  list(): { companies: CompanyEntry[]; removed: RemovedCompany[] };
  add(name: string | null): Promise<{ id: string }>;
  rename(id: string, name: string | null): void;
  /** Answers the folder its data stays in. */
  remove(id: string): Promise<{ folder: string }>;
  bringBack(id: string): Promise<void>;
  /** Hears that the list, or how another company fares, changed. Answers the function that stops. */
  onChange(listener: () => void): () => void;
};

/**
 * Owns the sign-in to QuickBooks: OAuth, tokens in the keychain, the sandbox company. Implemented by the hosts; the
 * engine's handlers call it and the engine takes its connector from it. At most one company is connected at a time.
 * Whether the company is the one this book was synced with before is the engine's business: it calls `disconnect` again
 * when it is not.
 */
export type ConnectionService = {
  readonly secretsKind: Secrets['kind'];
  /** The connector of the connected company, the same object until the connection changes; null when there is none. */
  current(): Connector | null;
  info(): ConnectedCompany | null;
  /** The fault that keeps the connection from working until a person acts (revoked, keychain locked), or null. */
  fault(): AppError | null;
  calls(): CallCounts;
  /**
   * Brings a stored connection back after a start (and starts the sandbox company again if it was one). Called once by
   * the engine's `start`. Offline is no error: the connector is there and says so when called.
   */
  restore(): Promise<Result<ConnectedCompany | null>>;
  /**
   * Starts signing in: keeps the client id and secret in the keychain and answers the address to open in a browser. The
   * host listens on `redirectUri` and completes by itself. Errors: `connection.already`, `host.noKeychain`.
   */
  begin(input: {
    environment: CompanyEnvironment;
    clientId: string;
    clientSecret: string;
    baseUrl: string | null;
  }): Promise<Result<{ authorizeUrl: string; redirectUri: string; state: string }>>;
  /** Ends signing in with the address the browser ended on. Errors: `connection.state`, `.refused`, `.client`. */
  complete(input: { callbackUrl: string }): Promise<Result<ConnectedCompany>>;
  /** Connects with tokens made elsewhere. Errors: `connection.already`, `.credentials`, `.client`. */
  adopt(input: {
    environment: CompanyEnvironment;
    baseUrl: string | null;
    realmId: string;
    clientId: string;
    clientSecret: string;
    accessToken: string | null;
    refreshToken: string;
  }): Promise<Result<ConnectedCompany>>;
  /** Starts (or reuses) the sandbox company on loopback and connects to it without a browser. */
  startSandbox(input: { company: 'demo' | 'empty' }): Promise<Result<ConnectedCompany>>;
  /** Keeps the token that signs QuickBooks' notifications in the keychain; null forgets it, and none are taken. */
  setWebhookVerifier(token: string | null): Promise<Result<null>>;
  /** That token, or null. */
  webhookVerifier(): Promise<string | null>;
  /** Revokes and forgets the tokens. Data on both sides stays. No error when nothing was connected. */
  disconnect(): Promise<Result<null>>;
  /** Called after every change of `current()`, `info()` or `fault()`. Returns a way to stop. */
  onChange(listener: () => void): () => void;
};

/**
 * The platform's book as a person edits it through our own screens: only the built-in workspace has one. Bodies were
 * checked by `EntityModule.parse` and `derive` before they come here; references inside are platform ids. A line whose
 * id is empty ('') is new and gets an id. Every change shows up in the platform connector's change feed and fires its
 * hint, exactly like a change made elsewhere.
 */
export type PlatformBook = {
  /**
   * Makes a record; under an id given beforehand where there is one (26 letters and digits, as `Ids` makes them). A record
   * that has this id already is answered as it is: whoever lost the answer asks again.
   */
  create(entity: string, body: Body, id?: string): Promise<Result<Observation>>;
  /** Errors: `record.notFound`; `record.stale` when `revision` is not the newest. */
  update(entity: string, id: string, revision: string, body: Body): Promise<Result<Observation>>;
  /** Deletes, voids or deactivates. Errors as `update`, and `record.inUse` when others depend on it. */
  remove(entity: string, id: string, revision: string, mode: RemovalMode): Promise<Result<Observation>>;
  /** Makes an inactive record active again. */
  restore(entity: string, id: string, revision: string): Promise<Result<Observation>>;
  /** One record fresh; a deleted one as a tombstone. Error: `record.notFound`. */
  get(entity: string, id: string): Promise<Result<Observation>>;
  /** Proposal for the next document number of an entity, or null where it has none. */
  nextNumber(entity: string): Promise<string | null>;
  /** The book's own tax rates. `key` is what a document's `taxRate` holds; `percent` is "8.25". */
  taxRates(): Promise<{ key: string; name: string; percent: string }[]>;
  /**
   * The company's way of tax, told when it is known and whenever it may have changed: outside the US, what the amounts of new
   * documents are, and its tax codes, which become rates of the book where none of that name is there. Documents made before
   * get a rate on each line; their totals stay. Null in the US.
   */
  taxByLine?(
    company: { amountsAre: AmountsAre; codes: { name: string; percent: string }[] } | null,
  ): Promise<Result<void>>;
  /** Whether nothing was ever entered, so that the demo book may be offered. */
  isEmpty(): Promise<boolean>;
  /** Fills an empty book with the demo company's records; the counts by entity. Error: `record.inUse` if not empty. */
  loadDemo(): Promise<Result<Record<string, number>>>;
};

/** Passwords as they are kept, and tokens that nobody guesses. */
export type Passwords = {
  /** A hash with its own salt and its parameters in it. Slow on purpose. Error: `people.noHash`. */
  hash(password: string): Promise<string>;
  /** Whether the password made that hash, in constant time. False for what is no hash. */
  verify(password: string, hash: string): Promise<boolean>;
  /** 256 random bits as text for an address or header. */
  token(): string;
};
