/** What was confirmed lately for a record: a write that keeps coming back is noticed by it. */
export const WRITTEN = 'ALTER TABLE record ADD COLUMN written TEXT CHECK (written IS NULL OR json_valid(written));';
