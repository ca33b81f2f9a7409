/** Addresses as the screens write them on forms: free lines, the names first and the town last (recorded). */
import { textOf } from '../../members.ts';
import type { Body, Json, Row } from '../../types.ts';
import { positionOf } from './people.ts';

/** `Contact`, `Name`, streets, `Petaluma, CA  94952`; at most five lines. */
export function freeLines(names: readonly (string | undefined)[], place: { readonly [part: string]: Json }): Body {
  const town = [textOf(place, 'City'), textOf(place, 'CountrySubDivisionCode')].filter((part) => part !== undefined);
  const zip = textOf(place, 'PostalCode');
  const last = [town.join(', '), zip].filter((part) => part !== undefined && part !== '').join('  ');
  const streets = ['Line1', 'Line2', 'Line3'].map((part) => textOf(place, part));
  const result: Body = {};
  let count = 0;
  for (const line of [...names, ...streets, last]) {
    if (line === undefined || line === '' || line === textOf(result, `Line${count}`) || count === 5) continue;
    count += 1;
    result[`Line${count}`] = line;
  }
  return { ...result, ...positionOf(place) };
}

/** Whom a form is addressed to, by name; undefined for a record without a person. */
export function contactOf({ body }: Row): string | undefined {
  const name = ['GivenName', 'MiddleName', 'FamilyName']
    .map((part) => textOf(body, part))
    .filter((part) => part !== undefined)
    .join(' ');
  return name === '' ? undefined : name;
}
