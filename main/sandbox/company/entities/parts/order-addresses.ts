/** Addresses of a purchase order: free lines, the name first and the town last (recorded). */
import type { Draft } from '../../entity.ts';
import { isObject, refValue, textOf } from '../../members.ts';
import type { Body, Json, Row } from '../../types.ts';
import { keepAddress, newAddressId, positionOf, sameAddress } from './people.ts';
import { requireRef } from './refs.ts';

type Wire = { readonly [part: string]: Json };

/** `Contact`, `Name`, streets, `Petaluma, CA  94952`; at most five lines. */
function freeLines(names: readonly (string | undefined)[], place: Wire): Body {
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

function contact({ body }: Row): string | undefined {
  const name = [textOf(body, 'GivenName'), textOf(body, 'FamilyName')].filter((part) => part !== undefined).join(' ');
  return name === '' ? undefined : name;
}

export function orderAddresses(draft: Draft, vendor: Row): void {
  const { body, before, sent, reader } = draft;
  const moved = before === undefined || refValue(before.body.VendorRef) !== vendor.id;
  const place = vendor.body.BillAddr;
  if (isObject(sent.VendorAddr)) keepAddress(draft, 'VendorAddr');
  else if (!moved && before?.body.VendorAddr !== undefined) body.VendorAddr = before.body.VendorAddr;
  else if (moved && isObject(place)) {
    body.VendorAddr = written(
      draft,
      'VendorAddr',
      freeLines([contact(vendor), textOf(vendor.body, 'DisplayName')], place),
    );
  } else if (moved) delete body.VendorAddr;
  const customer = requireRef(draft, 'ShipTo', 'Customer');
  if (isObject(sent.ShipAddr)) keepAddress(draft, 'ShipAddr');
  else if (customer !== undefined && refValue(before?.body.ShipTo) !== customer.id) {
    const to = customer.body.ShipAddr ?? customer.body.BillAddr;
    if (isObject(to))
      body.ShipAddr = written(
        draft,
        'ShipAddr',
        freeLines([contact(customer), textOf(customer.body, 'DisplayName')], to),
      );
  } else if (before === undefined && draft.work.actor.screen) {
    // The screen ships to the company itself; the API leaves the address out (recorded).
    const info = reader.get('CompanyInfo', '1')?.body;
    if (info !== undefined && isObject(info.CompanyAddr))
      body.ShipAddr = written(draft, 'ShipAddr', freeLines([textOf(info, 'CompanyName')], info.CompanyAddr));
  } else if (before?.body.ShipAddr !== undefined) body.ShipAddr = before.body.ShipAddr;
}

function written(draft: Draft, member: string, lines: Body): Json {
  const before = draft.before?.body[member];
  return before !== undefined && sameAddress(before, lines) ? before : { Id: newAddressId(draft), ...lines };
}
