/**
 * `POST /taxservice/taxcode`: the one way to make tax codes and rates through the API. The code and its rates are made
 * together or not at all; rates that exist are named by their id.
 */
import { workReader } from './answers.ts';
import { idFor } from './entities/parts/tax-model.ts';
import { FIRST_AGENCY } from './entities/tax-agency.ts';
import { missing, refuse } from './faults.ts';
import { choice, isList, isObject, list, type Members, number, readBody, refValue, text, textOf } from './members.ts';
import { getRow, putRow, type Work } from './store.ts';
import type { Body, Json, Row } from './types.ts';

export const taxServiceMembers: Members = {
  TaxCode: text(100),
  TaxCodeId: text(20, { readOnly: true }),
  TaxRateDetails: list({
    TaxRateName: text(100),
    TaxRateId: text(20),
    RateValue: number(),
    TaxAgencyId: text(20),
    TaxApplicableOn: choice(['Sales', 'Purchase', 'Other']),
  }),
};

type Detail = { readonly rate: Row; readonly side: 'Sales' | 'Purchase' };

/** Makes the code; returns the answer, which has no envelope. */
export function createTaxCode(work: Work, sent: Json): Body {
  const body = readBody(sent, taxServiceMembers, { className: 'TaxService', tolerated: ['Fault'], top: true });
  const name = textOf(body, 'TaxCode');
  if (name === undefined) throw missing('TaxCode');
  if (!isList(body.TaxRateDetails) || body.TaxRateDetails.length === 0) throw missing('TaxRateDetails');
  const { id, found } = idFor(work, 'TaxCode', name);
  if (found) throw duplicate(id);
  const details = body.TaxRateDetails.filter(isObject).map((detail) => readDetail(work, detail));
  const listOf = (side: Detail['side']): Json => ({
    TaxRateDetail: details
      .filter((detail) => detail.side === side)
      .map(({ rate }) => ({ TaxRateRef: { value: rate.id }, TaxTypeApplicable: 'TaxOnAmount', TaxOrder: 0 })),
  });
  add(work, 'TaxCode', id, {
    Name: name,
    Description: name,
    Active: true,
    Hidden: false,
    Taxable: true,
    TaxGroup: true,
    SalesTaxRateList: listOf('Sales'),
    PurchaseTaxRateList: listOf('Purchase'),
    TaxCodeConfigType: 'USER_DEFINED',
  });
  return {
    TaxCode: name,
    TaxCodeId: id,
    TaxRateDetails: details.map(({ rate, side }) => ({
      TaxRateName: rate.body.Name ?? '',
      TaxRateId: rate.id,
      RateValue: rate.body.RateValue ?? 0,
      TaxAgencyId: refValue(rate.body.AgencyRef) ?? FIRST_AGENCY,
      TaxApplicableOn: side,
    })),
  };
}

function duplicate(id: string) {
  return refuse('6240', `The name supplied already exists. : Id=${id}`, '');
}

function readDetail(work: Work, detail: { readonly [member: string]: Json }): Detail {
  const side = detail.TaxApplicableOn === 'Purchase' ? 'Purchase' : 'Sales';
  const known = textOf(detail, 'TaxRateId');
  if (known !== undefined) {
    const rate = getRow(work, 'TaxRate', known);
    if (rate === undefined || rate.deleted)
      throw refuse('2500', `Invalid Reference Id : TaxRates element id ${known} not found`, 'TaxRateId');
    return { rate, side };
  }
  const name = textOf(detail, 'TaxRateName');
  if (name === undefined) throw missing('TaxRateName');
  if (typeof detail.RateValue !== 'number') throw missing('RateValue');
  if (detail.RateValue < 0 || detail.RateValue > 100)
    throw refuse('2080', `Invalid Number : ${detail.RateValue} is no percentage.`, 'RateValue');
  const agency = textOf(detail, 'TaxAgencyId');
  if (agency === undefined) throw missing('TaxAgencyId');
  if (workReader(work).get('TaxAgency', agency) === undefined)
    throw refuse('2500', `Invalid Reference Id : TaxAgency element id ${agency} not found`, 'TaxAgencyId');
  const { id, found } = idFor(work, 'TaxRate', name);
  if (found) throw duplicate(id);
  const rate = add(work, 'TaxRate', id, {
    Name: name,
    Description: name,
    Active: true,
    RateValue: detail.RateValue,
    AgencyRef: { value: agency },
    SpecialTaxType: 'NONE',
    DisplayType: 'ReadOnly',
  });
  return { rate, side };
}

function add(work: Work, entity: string, id: string, body: Body): Row {
  const { now, actor } = work;
  const row = { id, token: 0, created: now, updated: now, by: actor.id, deleted: false, body, kept: {} };
  putRow(work, entity, row);
  return row;
}
