/** Document numbers as either side shows them, so that the next free one is found at once. */
export const NUMBERS = `
  CREATE INDEX observation_number ON observation (entity, json_extract(body, '$.number') COLLATE NOCASE)
    WHERE life <> 'deleted' AND json_extract(body, '$.number') IS NOT NULL;
`;
