/** Reviews may ask about two records of one side; SQLite changes a CHECK only by making the table anew. */
export const DUPLICATE = `
  CREATE TABLE review_anew (
    id TEXT PRIMARY KEY,
    rid INTEGER UNIQUE REFERENCES record (rid) ON DELETE CASCADE,
    entity TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('fields', 'removal', 'match', 'duplicate', 'brake')),
    title TEXT NOT NULL,
    amount TEXT,
    revision TEXT NOT NULL,
    detail TEXT NOT NULL CHECK (json_valid(detail)),
    created_at TEXT NOT NULL
  ) STRICT;
  INSERT INTO review_anew SELECT id, rid, entity, kind, title, amount, revision, detail, created_at FROM review;
  DROP TABLE review;
  ALTER TABLE review_anew RENAME TO review;
`;
