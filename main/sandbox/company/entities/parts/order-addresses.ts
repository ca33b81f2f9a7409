/** Addresses of a purchase order: free lines, the name first and the town last (recorded). */
import type { Draft } from '../../entity.ts';
import { isObject, refValue, textOf } from '../../members.ts';
import type { Body, Json, Row } from '../../types.ts';
import { contactOf, freeLines } from './free-lines.ts';
import { keepAddress, newAddressId, sameAddress } from './people.ts';
import { requireRef } from './refs.ts';

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
      freeLines([contactOf(vendor), textOf(vendor.body, 'DisplayName')], place),
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
        freeLines([contactOf(customer), textOf(customer.body, 'DisplayName')], to),
      );
  } else if (before === undefined && draft.work.actor.screen) {
    // The screen ships to the company itself; the API leaves the address out (recorded).
    const info = reader.get('CompanyInfo', '1')?.body;
    if (info !== undefined && isObject(info.CompanyAddr))
      body.ShipAddr = written(draft, 'ShipAddr', {
        ...freeLines([textOf(info, 'CompanyName')], info.CompanyAddr),
        // Recorded: the geocoder does not find the company's name.
        Lat: 'INVALID',
        Long: 'INVALID',
      });
  } else if (before?.body.ShipAddr !== undefined) body.ShipAddr = before.body.ShipAddr;
}

function written(draft: Draft, member: string, lines: Body): Json {
  const before = draft.before?.body[member];
  return before !== undefined && sameAddress(before, lines) ? before : { Id: newAddressId(draft), ...lines };
}
