import { z } from 'zod';
import { command, query } from './define.ts';

const place = { entity: z.string(), key: z.string() };

/** What QuickBooks does with a document beside keeping it: sends it by e-mail, prints it. */
export const documentsContract = {
  'documents.send': command(
    'Has QuickBooks send a document by e-mail, as it stands there. Once: a lost answer is told, never repeated.',
    'entity',
    z.object({ ...place, to: z.email('is not an e-mail address').max(100, 'may have at most 100 characters') }),
    z.object({
      to: z.string(),
      /** When QuickBooks says it was sent; ISO with zone, null where it does not say. */
      at: z.string().nullable(),
    }),
  ),
  'documents.pdf': query(
    'The PDF of a document as QuickBooks prints it. A metered read.',
    'everyone',
    z.object(place),
    z.object({ name: z.string(), base64: z.string() }),
  ),
};
