/** Imports from QuickBooks, with what became of each of their records. */
export const IMPORTS = `
  CREATE TABLE import (
    id TEXT PRIMARY KEY,
    at TEXT NOT NULL,
    ended_at TEXT,
    state TEXT NOT NULL,
    asked_by TEXT NOT NULL,
    scope TEXT NOT NULL
  ) STRICT;
  CREATE TABLE import_part (
    import_id TEXT NOT NULL REFERENCES import (id),
    n INTEGER NOT NULL,
    entity TEXT NOT NULL,
    quickbooks_id TEXT,
    platform_id TEXT,
    act TEXT NOT NULL,
    state TEXT NOT NULL,
    title TEXT NOT NULL,
    amount TEXT,
    reason TEXT NOT NULL,
    without_email INTEGER NOT NULL CHECK (without_email IN (0, 1)),
    candidates TEXT,
    PRIMARY KEY (import_id, n)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX import_part_state ON import_part (import_id, state, n);
  CREATE INDEX import_part_record ON import_part (entity, quickbooks_id) WHERE state <> 'left';
`;
