/** Undoing: what a logged write did, and the undos with what became of each of their records. */
export const UNDO = `
  ALTER TABLE audit ADD COLUMN act TEXT;
  CREATE TABLE undo (
    id TEXT PRIMARY KEY,
    at TEXT NOT NULL,
    what TEXT NOT NULL
  ) STRICT;
  CREATE TABLE undo_part (
    undo_id TEXT NOT NULL REFERENCES undo (id),
    rid INTEGER NOT NULL,
    state TEXT NOT NULL,
    error TEXT,
    PRIMARY KEY (undo_id, rid)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX undo_part_state ON undo_part (undo_id, state, rid);
`;
