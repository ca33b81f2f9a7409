import { readdirSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { companySchema } from '../../../shared/contract/app.ts';
import { instantSchema } from '../../../shared/primitives.ts';
import { writeWhole } from '../whole-file.ts';

/** The company whose data lies in the data folder itself: the only one of folders made before there were several. */
export const FIRST = '1';

const listedSchema = z.object({
  id: z.string().regex(/^[1-9]\d{0,8}$/),
  /** As the owner named it; null: as QuickBooks does. */
  name: z.string().nullable(),
  /** The QuickBooks company it was last seen synced with. */
  company: companySchema.nullable(),
});
export type Listed = z.infer<typeof listedSchema>;
const removedSchema = listedSchema.extend({ removedAt: instantSchema });
export type Removed = z.infer<typeof removedSchema>;

const registrySchema = z.object({
  /** Number of the next new company: never given twice, so that a folder never becomes another company's. */
  next: z.number().int().min(2),
  companies: z.array(listedSchema).min(1),
  removed: z.array(removedSchema),
  /** The one the desktop window showed last. */
  opened: z.string().nullable(),
});
export type RegistryState = z.infer<typeof registrySchema>;

export type Registry = { read(): RegistryState; change(edit: (state: RegistryState) => RegistryState): void };

/**
 * The list of companies in a data folder. Without a file there is one company, in the folder itself. A file that cannot be
 * read loses no company: every folder that is there is listed again, under the name QuickBooks has.
 *
 * `change` throws Failure `host.diskFull` or `host.readOnly`, and then changed nothing.
 */
export function openRegistry(path: string, othersFolder: string): Registry {
  let state = load(path) ?? rebuilt(othersFolder);
  return {
    read: () => state,
    change: (edit) => {
      const next = edit(state);
      if (JSON.stringify(next) === JSON.stringify(state)) return;
      writeWhole(path, next);
      state = next;
    },
  };
}

function load(path: string): RegistryState | null {
  try {
    const parsed = registrySchema.safeParse(JSON.parse(readFileSync(path, 'utf8')));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

function rebuilt(othersFolder: string): RegistryState {
  const others = foldersIn(othersFolder)
    .filter((name) => /^[1-9]\d{0,8}$/.test(name) && name !== FIRST)
    .sort((a, b) => Number(a) - Number(b));
  return {
    next: Number(others.at(-1) ?? FIRST) + 1,
    companies: [FIRST, ...others].map((id) => ({ id, name: null, company: null })),
    removed: [],
    opened: null,
  };
}

function foldersIn(path: string): string[] {
  try {
    return readdirSync(path, { withFileTypes: true }).flatMap((one) => (one.isDirectory() ? [one.name] : []));
  } catch {
    return [];
  }
}

/** What a company is called: by the owner, by QuickBooks, or by its number. */
export const nameOf = ({ id, name, company }: Listed): string =>
  name ?? company?.companyName ?? (id === FIRST ? 'First company' : `Company ${id}`);
