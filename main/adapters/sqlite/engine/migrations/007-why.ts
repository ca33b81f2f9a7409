/** What caused a write, kept with it and told in the log. */
export const WHY = `
  ALTER TABLE outbox ADD COLUMN why TEXT;
  ALTER TABLE audit ADD COLUMN why TEXT;
`;
