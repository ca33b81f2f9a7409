/**
 * The workspace's tables, step by step. A step that has shipped is never edited: add one at the end. Each runs in a
 * transaction of its own, and `PRAGMA user_version` counts them.
 */
export const WORKSPACE_MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE book (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    id TEXT NOT NULL,
    newest_change INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE records (
    seq INTEGER PRIMARY KEY,
    entity TEXT NOT NULL,
    id TEXT NOT NULL,
    life TEXT NOT NULL CHECK (life IN ('live', 'inactive', 'void', 'deleted')),
    body TEXT NOT NULL CHECK (json_valid(body)),
    change INTEGER NOT NULL UNIQUE,
    edited INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    title TEXT NOT NULL,
    email TEXT COLLATE NOCASE,
    number TEXT COLLATE NOCASE,
    customer TEXT,
    date TEXT,
    amount TEXT,
    balance TEXT,
    search TEXT NOT NULL,
    UNIQUE (entity, id)
  ) STRICT;

  -- Whether a number may be used twice is for the rules of the book to say.
  CREATE INDEX records_by_number ON records (entity, number) WHERE number IS NOT NULL AND life <> 'deleted';
  CREATE INDEX records_by_customer ON records (customer, entity, date) WHERE customer IS NOT NULL;
  CREATE INDEX records_by_date ON records (entity, date) WHERE date IS NOT NULL;
  CREATE INDEX records_by_email ON records (entity, email) WHERE email IS NOT NULL;

  -- What a record refers to; with an amount, what it settles.
  CREATE TABLE refs (
    source INTEGER NOT NULL REFERENCES records (seq),
    entity TEXT NOT NULL,
    id TEXT NOT NULL,
    amount TEXT,
    PRIMARY KEY (source, entity, id)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX refs_by_target ON refs (entity, id);

  -- Answers of writes that came with a key: the same key never writes twice.
  CREATE TABLE applied (
    key TEXT PRIMARY KEY,
    entity TEXT NOT NULL,
    id TEXT NOT NULL,
    at INTEGER NOT NULL,
    answer TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX applied_by_record ON applied (entity, id);

  CREATE TABLE tax_rates (
    key TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    percent TEXT NOT NULL,
    position INTEGER NOT NULL,
    active INTEGER NOT NULL CHECK (active IN (0, 1))
  ) STRICT;

  CREATE TABLE payment_methods (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL COLLATE NOCASE UNIQUE,
    position INTEGER NOT NULL,
    active INTEGER NOT NULL CHECK (active IN (0, 1))
  ) STRICT;
  `,
];
