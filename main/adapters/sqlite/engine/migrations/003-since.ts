/**
 * Items of a plan tell what became of them since the plan before. A plan made by an older version says less than is
 * needed to apply it: it is made anew.
 */
export const SINCE = `
  DELETE FROM plan;
  ALTER TABLE plan_item ADD COLUMN since TEXT CHECK (since IS NULL OR since IN ('added', 'changed', 'dropped'));
`;
