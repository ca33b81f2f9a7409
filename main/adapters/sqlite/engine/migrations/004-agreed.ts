/** Which writes a person agreed to: the brake counts the others over an hour. */
export const AGREED = `
  ALTER TABLE outbox ADD COLUMN agreed INTEGER NOT NULL DEFAULT 0 CHECK (agreed IN (0, 1));
  CREATE INDEX outbox_lately ON outbox (sent_at) WHERE agreed = 0 AND state IN ('sent', 'uncertain', 'confirmed');
  CREATE INDEX outbox_unagreed ON outbox (entity) WHERE agreed = 0 AND state = 'intended';
`;
