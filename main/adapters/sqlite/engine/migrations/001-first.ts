/** The engine's tables: what was observed, what is agreed, what is being written, what happened. */
export const FIRST = `
  CREATE TABLE meta (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL CHECK (json_valid(value))
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE revision (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    value INTEGER NOT NULL
  ) STRICT;
  INSERT INTO revision (one, value) VALUES (1, 0);

  -- What a side last showed for a record.
  CREATE TABLE observation (
    seq INTEGER PRIMARY KEY,
    entity TEXT NOT NULL,
    side TEXT NOT NULL CHECK (side IN ('platform', 'quickbooks')),
    id TEXT NOT NULL,
    revision TEXT NOT NULL,
    life TEXT NOT NULL CHECK (life IN ('live', 'inactive', 'void', 'deleted')),
    body TEXT CHECK (body IS NULL OR json_valid(body)),
    native TEXT,
    changed_at TEXT,
    UNIQUE (entity, side, id)
  ) STRICT;

  -- A record: a pair, or a single where the other side has none. Both ids set is the link, unique on both ends.
  CREATE TABLE record (
    rid INTEGER PRIMARY KEY,
    entity TEXT NOT NULL,
    platform_id TEXT,
    quickbooks_id TEXT,
    key TEXT NOT NULL GENERATED ALWAYS AS (coalesce(platform_id, 'qb:' || quickbooks_id)) STORED,
    tombstone INTEGER NOT NULL DEFAULT 0 CHECK (tombstone IN (0, 1)),
    lines TEXT NOT NULL DEFAULT '{}',
    base TEXT,
    generation INTEGER NOT NULL DEFAULT 0,
    decision TEXT,
    dirty INTEGER NOT NULL DEFAULT 1 CHECK (dirty IN (0, 1)),
    needed INTEGER NOT NULL DEFAULT 0 CHECK (needed IN (0, 1)),
    state TEXT NOT NULL,
    detail TEXT,
    error TEXT,
    error_code TEXT,
    blocked_by TEXT,
    pending_since INTEGER,
    attempts INTEGER NOT NULL DEFAULT 0,
    failed_first INTEGER,
    failed_last INTEGER,
    title TEXT NOT NULL COLLATE NOCASE,
    search TEXT NOT NULL,
    who_entity TEXT,
    who_key TEXT,
    note TEXT,
    date TEXT,
    amount TEXT,
    balance TEXT,
    life TEXT NOT NULL,
    changed_at TEXT,
    platform_cents INTEGER NOT NULL DEFAULT 0,
    quickbooks_cents INTEGER NOT NULL DEFAULT 0,
    CHECK (platform_id IS NOT NULL OR quickbooks_id IS NOT NULL),
    UNIQUE (entity, platform_id),
    UNIQUE (entity, quickbooks_id),
    UNIQUE (entity, key)
  ) STRICT;
  CREATE INDEX record_dirty ON record (entity, rid) WHERE dirty = 1;
  CREATE INDEX record_unlinked ON record (entity, rid) WHERE platform_id IS NULL OR quickbooks_id IS NULL;
  -- The states a person looks for; the others come and go with every write and are counted below.
  CREATE INDEX record_attention ON record (entity, state) WHERE state NOT IN ('equal', 'waiting', 'sending');
  CREATE INDEX record_title ON record (entity, title);
  CREATE INDEX record_date ON record (entity, date) WHERE date IS NOT NULL;
  CREATE INDEX record_who ON record (who_entity, who_key) WHERE who_key IS NOT NULL;
  CREATE INDEX record_trouble ON record (failed_last) WHERE state IN ('failed', 'blocked', 'held');

  -- Counted as they change, so that the status of a book of 100,000 records costs nothing to read.
  CREATE TABLE record_count (
    entity TEXT NOT NULL,
    state TEXT NOT NULL,
    count INTEGER NOT NULL,
    platform_cents INTEGER NOT NULL,
    quickbooks_cents INTEGER NOT NULL,
    PRIMARY KEY (entity, state)
  ) STRICT, WITHOUT ROWID;
  CREATE TRIGGER record_counted AFTER INSERT ON record BEGIN
    INSERT INTO record_count VALUES (new.entity, new.state, 1, new.platform_cents, new.quickbooks_cents)
      ON CONFLICT DO UPDATE SET count = count + 1, platform_cents = platform_cents + excluded.platform_cents,
        quickbooks_cents = quickbooks_cents + excluded.quickbooks_cents;
  END;
  CREATE TRIGGER record_uncounted AFTER DELETE ON record BEGIN
    UPDATE record_count SET count = count - 1, platform_cents = platform_cents - old.platform_cents,
      quickbooks_cents = quickbooks_cents - old.quickbooks_cents WHERE entity = old.entity AND state = old.state;
  END;
  CREATE TRIGGER record_recounted AFTER UPDATE ON record
    WHEN old.state <> new.state OR old.platform_cents <> new.platform_cents OR old.quickbooks_cents <> new.quickbooks_cents
  BEGIN
    UPDATE record_count SET count = count - 1, platform_cents = platform_cents - old.platform_cents,
      quickbooks_cents = quickbooks_cents - old.quickbooks_cents WHERE entity = old.entity AND state = old.state;
    INSERT INTO record_count VALUES (new.entity, new.state, 1, new.platform_cents, new.quickbooks_cents)
      ON CONFLICT DO UPDATE SET count = count + 1, platform_cents = platform_cents + excluded.platform_cents,
        quickbooks_cents = quickbooks_cents + excluded.quickbooks_cents;
  END;

  CREATE TABLE reference (
    rid INTEGER NOT NULL REFERENCES record (rid) ON DELETE CASCADE,
    entity TEXT NOT NULL,
    key TEXT NOT NULL,
    PRIMARY KEY (rid, entity, key)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX reference_to ON reference (entity, key);

  CREATE TABLE blocker (
    rid INTEGER NOT NULL REFERENCES record (rid) ON DELETE CASCADE,
    entity TEXT NOT NULL,
    key TEXT NOT NULL,
    PRIMARY KEY (rid, entity, key)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX blocker_of ON blocker (entity, key);

  -- Every write, stored before it is sent.
  CREATE TABLE outbox (
    op TEXT PRIMARY KEY,
    rid INTEGER NOT NULL REFERENCES record (rid),
    entity TEXT NOT NULL,
    side TEXT NOT NULL CHECK (side IN ('platform', 'quickbooks')),
    state TEXT NOT NULL CHECK (state IN ('intended', 'sent', 'uncertain', 'confirmed', 'parked', 'withdrawn')),
    kind TEXT NOT NULL CHECK (kind IN ('create', 'update', 'remove', 'restore')),
    key TEXT NOT NULL UNIQUE,
    request TEXT NOT NULL,
    common TEXT,
    patch TEXT NOT NULL,
    changes TEXT NOT NULL,
    title TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    not_before INTEGER NOT NULL,
    error TEXT,
    run_id TEXT,
    created_at TEXT NOT NULL,
    sent_at TEXT
  ) STRICT;
  CREATE INDEX outbox_of_record ON outbox (rid);
  CREATE INDEX outbox_ready ON outbox (side, entity, op) WHERE state = 'intended';
  CREATE INDEX outbox_creating ON outbox (entity, side)
    WHERE kind = 'create' AND sent_at IS NOT NULL AND state IN ('intended', 'sent', 'uncertain');
  CREATE INDEX outbox_flying ON outbox (state) WHERE state IN ('sent', 'uncertain');
  -- One write at a time per record and side.
  CREATE UNIQUE INDEX outbox_single ON outbox (rid, side) WHERE state IN ('intended', 'sent', 'uncertain');

  CREATE TABLE review (
    id TEXT PRIMARY KEY,
    rid INTEGER UNIQUE REFERENCES record (rid) ON DELETE CASCADE,
    entity TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('fields', 'removal', 'match', 'brake')),
    title TEXT NOT NULL,
    amount TEXT,
    revision TEXT NOT NULL,
    detail TEXT NOT NULL CHECK (json_valid(detail)),
    created_at TEXT NOT NULL
  ) STRICT;

  CREATE TABLE plan (
    plan_id TEXT PRIMARY KEY,
    summary TEXT NOT NULL CHECK (json_valid(summary))
  ) STRICT;
  CREATE TABLE plan_item (
    plan_id TEXT NOT NULL REFERENCES plan (plan_id) ON DELETE CASCADE,
    seq INTEGER NOT NULL,
    entity TEXT NOT NULL,
    action TEXT NOT NULL,
    title TEXT NOT NULL COLLATE NOCASE,
    item TEXT NOT NULL,
    PRIMARY KEY (plan_id, seq)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX plan_item_by_action ON plan_item (plan_id, entity, action, seq);

  CREATE TABLE run (
    run_id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    started_at TEXT NOT NULL,
    ended_at TEXT,
    result TEXT
  ) STRICT;

  -- What happened. Nothing in it is ever changed; each entry carries the hash of the one before.
  CREATE TABLE audit (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    at TEXT NOT NULL,
    at_ms INTEGER NOT NULL,
    actor TEXT NOT NULL,
    entity TEXT,
    title TEXT,
    platform_id TEXT,
    quickbooks_id TEXT,
    what TEXT NOT NULL,
    side TEXT,
    result TEXT NOT NULL CHECK (result IN ('done', 'failed', 'info')),
    run_id TEXT,
    changes TEXT NOT NULL,
    error TEXT,
    request_id TEXT,
    intuit_tid TEXT,
    hash TEXT NOT NULL
  ) STRICT;
  CREATE INDEX audit_platform ON audit (entity, platform_id, seq);
  CREATE INDEX audit_quickbooks ON audit (entity, quickbooks_id, seq);
  CREATE INDEX audit_run ON audit (run_id, seq);
  CREATE INDEX audit_time ON audit (at_ms);
  CREATE TRIGGER audit_kept BEFORE UPDATE ON audit BEGIN SELECT raise(ABORT, 'the log is append-only'); END;
  CREATE TRIGGER audit_stays BEFORE DELETE ON audit BEGIN SELECT raise(ABORT, 'the log is append-only'); END;

  CREATE TABLE list_entry (
    side TEXT NOT NULL,
    list TEXT NOT NULL,
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    facts TEXT NOT NULL,
    active INTEGER NOT NULL,
    PRIMARY KEY (side, list, id)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE lag (
    entity TEXT NOT NULL,
    at INTEGER NOT NULL,
    ms INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX lag_by_time ON lag (entity, at);
`;
