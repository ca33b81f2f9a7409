/** An invoice made, read and paid, in short. */
import type { Asked } from './ask.ts';

export function invoice(asked: Asked, customer: string, lines: unknown[], more: Record<string, unknown> = {}) {
  return asked.post('/invoice', { CustomerRef: { value: customer }, Line: lines, ...more });
}

export const read = (asked: Asked, id: string) => asked.get(`/invoice/${id}`).body.Invoice;

export function pay(asked: Asked, customer: string, total: number, ...applied: [string, number][]) {
  return asked.post('/payment', {
    CustomerRef: { value: customer },
    TotalAmt: total,
    Line: applied.map(([id, amount]) => ({ Amount: amount, LinkedTxn: [{ TxnId: id, TxnType: 'Invoice' }] })),
  });
}
