/** Pairs that a person said are not the same: they are never linked by themselves. */
export const APART = `
  CREATE TABLE apart (
    entity TEXT NOT NULL,
    platform_id TEXT NOT NULL,
    quickbooks_id TEXT NOT NULL,
    PRIMARY KEY (entity, platform_id, quickbooks_id)
  ) STRICT, WITHOUT ROWID;
`;
