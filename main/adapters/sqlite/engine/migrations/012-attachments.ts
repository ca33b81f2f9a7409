/** Files on records, by the side they were first attached on. Their content lies in files of its own, by its hash. */
export const ATTACHMENTS = `
  CREATE TABLE attachment (
    id TEXT PRIMARY KEY,
    entity TEXT NOT NULL,
    origin TEXT NOT NULL CHECK (origin IN ('platform', 'quickbooks')),
    side TEXT NOT NULL CHECK (side IN ('platform', 'quickbooks')),
    record_id TEXT NOT NULL,
    name TEXT NOT NULL,
    type TEXT NOT NULL,
    size INTEGER NOT NULL,
    hash TEXT,
    quickbooks_id TEXT,
    revision TEXT,
    state TEXT NOT NULL,
    error TEXT,
    tries INTEGER NOT NULL,
    added_at TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX attachment_record ON attachment (entity, side, record_id, id);
  CREATE INDEX attachment_open ON attachment (id) WHERE state IN ('waiting', 'sent', 'removing');
  CREATE INDEX attachment_failed ON attachment (id) WHERE state = 'failed';
  CREATE INDEX attachment_there ON attachment (quickbooks_id) WHERE quickbooks_id IS NOT NULL;
  CREATE INDEX attachment_hash ON attachment (hash) WHERE hash IS NOT NULL;
`;
