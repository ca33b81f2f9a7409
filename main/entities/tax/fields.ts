import { z } from 'zod';
import type { FieldDescriptor, LineMember } from '../../../shared/entity.ts';
import { amountsAreSchema } from '../../../shared/policy.ts';
import { decimalSchema } from '../../../shared/primitives.ts';

/** What documents of companies outside the US have beside all others'. In the US none of it is in a body. */

/** What the amounts of the lines are. */
export const AMOUNTS_ARE: FieldDescriptor = {
  name: 'taxModel',
  label: 'Amounts are',
  kind: 'choice',
  choices: [
    { value: 'exclusive', label: 'Before tax' },
    { value: 'inclusive', label: 'With the tax inside' },
    { value: 'none', label: 'Without tax' },
  ],
  taxModel: 'global',
  takenBack: true,
};

/** The rate of a line, and its percentage, kept with the line: rates change, documents do not. */
export const LINE_TAX: LineMember[] = [
  { name: 'taxRate', label: 'Tax rate', kind: 'listRef', list: 'taxRate', taxModel: 'global', takenBack: true },
  { name: 'taxPercent', label: 'Tax percent', kind: 'decimal', taxModel: 'global', takenBack: true },
];

/** Outside the US only: what the line amounts are. Null in the US. */
export const taxModelShape = { taxModel: amountsAreSchema.nullable().optional() };

/** Outside the US only, and only on lines that bear tax. */
export const lineTaxShape = {
  /** Key of the platform's tax rate; absent where none is paired with QuickBooks' code. */
  taxRate: z.string().optional(),
  /** Its percentage as the line was taxed. */
  taxPercent: decimalSchema.optional(),
};

const OPTIONAL = ['taxRate', 'taxPercent'] as const;

/** A line without the members of its tax that say nothing. In place. */
export function tidyLineTax(line: Record<string, unknown>): void {
  for (const name of OPTIONAL) if (line[name] === null || line[name] === '') delete line[name];
}
