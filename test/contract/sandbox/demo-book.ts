/** The demo company with forms of the kinds whose rows were recorded: plain, taxed, used, closed, to be sent. */
import { type Company, createCompany } from '../../../main/sandbox/company/index.ts';

const START = Date.parse('2026-11-20T12:00:00-08:00');

export function demoWithForms(): Company {
  let at = START;
  const now = () => {
    at += 1500;
    return at;
  };
  const sandbox = createCompany({ clock: { now }, seed: 'demo' });
  const post = (entity: string, body: unknown) => {
    const path = `/v3/company/${sandbox.realmId}/${entity.toLowerCase()}`;
    const answer = sandbox.handle({ method: 'POST', path, query: {}, headers: {}, body: JSON.stringify(body) });
    if (answer.status !== 200) throw new Error(answer.body);
    return JSON.parse(answer.body)[entity] as { Id: string };
  };
  const line = (Amount: number, TaxCodeRef = 'NON') => ({
    Amount,
    DetailType: 'SalesItemLineDetail',
    SalesItemLineDetail: { ItemRef: { value: '4' }, Qty: 1, UnitPrice: Amount, TaxCodeRef: { value: TaxCodeRef } },
  });
  const CustomerRef = { value: '1' };
  const BillEmail = { Address: 'desk@mail.example' };
  const taxed = { TxnTaxDetail: { TxnTaxCodeRef: { value: '2' } }, Line: [line(80, 'TAX')] };
  const used = post('CreditMemo', { CustomerRef, Line: [line(50)] });
  const invoice = post('Invoice', { CustomerRef, Line: [line(50)] });
  post('Payment', {
    CustomerRef,
    TotalAmt: 0,
    Line: [
      { Amount: 50, LinkedTxn: [{ TxnId: invoice.Id, TxnType: 'Invoice' }] },
      { Amount: 50, LinkedTxn: [{ TxnId: used.Id, TxnType: 'CreditMemo' }] },
    ],
  });
  post('CreditMemo', { CustomerRef, ...taxed, CustomerMemo: { value: 'Sorry' }, BillEmail, PrivateNote: 'twice' });
  const estimate = post('Estimate', { CustomerRef, ...taxed, BillEmail });
  post('Invoice', { CustomerRef, ...taxed, LinkedTxn: [{ TxnId: estimate.Id, TxnType: 'Estimate' }] });
  post('Estimate', { CustomerRef, Line: [line(20)], BillEmail, EmailStatus: 'NeedToSend', PrivateNote: 'x' });
  return sandbox;
}
