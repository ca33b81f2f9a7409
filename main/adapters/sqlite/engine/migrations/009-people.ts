/**
 * People who sign in, and their sessions. Documents made in QuickBooks itself are marked, and `hidden` holds them and what
 * refers to them. Which older records were made there is read from the log: the sync made their platform record.
 */
export const PEOPLE = `
  CREATE TABLE person (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    login TEXT NOT NULL UNIQUE,
    role TEXT NOT NULL CHECK (role IN ('owner', 'admin', 'basic', 'viewer')),
    rights TEXT NOT NULL CHECK (json_valid(rights)),
    active INTEGER NOT NULL CHECK (active IN (0, 1)),
    must_change INTEGER NOT NULL CHECK (must_change IN (0, 1)),
    password TEXT NOT NULL,
    created_at TEXT NOT NULL,
    seen_at TEXT
  ) STRICT, WITHOUT ROWID;
  CREATE UNIQUE INDEX person_owner ON person (role) WHERE role = 'owner';

  CREATE TABLE session (
    hash TEXT PRIMARY KEY,
    person_id TEXT NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    since INTEGER NOT NULL,
    seen INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX session_of ON session (person_id);

  ALTER TABLE record ADD COLUMN direct INTEGER NOT NULL DEFAULT 0 CHECK (direct IN (0, 1));
  UPDATE record SET direct = 1 WHERE entity IN ('invoice', 'payment') AND (platform_id IS NULL OR EXISTS (
    SELECT 1 FROM audit a WHERE a.entity = record.entity AND a.platform_id = record.platform_id
      AND a.side = 'platform' AND a.result = 'done' AND a.actor = 'Sync' AND a.what LIKE 'Created in %'));
  CREATE INDEX record_direct ON record (rid) WHERE direct = 1;

  CREATE VIEW hidden (rid) AS
    WITH RECURSIVE h (rid) AS (
      SELECT rid FROM record WHERE direct = 1
      UNION
      SELECT f.rid FROM h JOIN record r ON r.rid = h.rid JOIN reference f ON f.entity = r.entity AND f.key = r.key
    ) SELECT rid FROM h;
`;
