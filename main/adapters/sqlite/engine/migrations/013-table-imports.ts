/** Imports of files, with what became of each of their records. */
export const TABLE_IMPORTS = `
  CREATE TABLE table_import (
    id TEXT PRIMARY KEY,
    at TEXT NOT NULL,
    ended_at TEXT,
    state TEXT NOT NULL,
    asked_by TEXT NOT NULL,
    name TEXT NOT NULL,
    entity TEXT NOT NULL
  ) STRICT;
  CREATE TABLE table_import_part (
    import_id TEXT NOT NULL REFERENCES table_import (id),
    n INTEGER NOT NULL,
    entity TEXT NOT NULL,
    act TEXT NOT NULL,
    state TEXT NOT NULL,
    title TEXT NOT NULL,
    amount TEXT,
    file_rows TEXT NOT NULL,
    file_column TEXT,
    reason TEXT NOT NULL,
    body TEXT,
    record_id TEXT,
    source TEXT NOT NULL,
    PRIMARY KEY (import_id, n)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX table_import_part_state ON table_import_part (import_id, state, n);
  CREATE INDEX table_import_part_source ON table_import_part (entity, source) WHERE source <> '';
`;
