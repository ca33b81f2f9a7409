import { customer, invoice, item } from '../../support/fakes/bodies.ts';
import { answer, lost, type Mischief } from '../connectors/quickbooks/support.ts';
import { regressions } from './finding.ts';
import { enter, inCompany, inQuickbooks, type Subject } from './subject.ts';

type Ground = { who: string; what: string; bill(number: string): string };

/** A customer and an item on both sides, and invoices to make of them. */
async function ground(subject: Subject): Promise<Ground> {
  const who = enter(subject, 'customer', customer('Alder'));
  const what = enter(subject, 'item', item('Labor'));
  await subject.start();
  subject.world.forward(600_000);
  return {
    who,
    what,
    bill: (number) => enter(subject, 'invoice', invoice(number, who, [{ item: what, quantity: '2', unitPrice: '50' }])),
  };
}

const numbers = (subject: Subject): unknown[] =>
  inCompany(subject, 'Invoice')
    .map((row) => row.body.DocNumber)
    .sort();

const MINUTES = 60_000;
/** A write of a document: alone or in a batch. */
const writesInvoice = (request: { method: string; url: string }): boolean =>
  request.method === 'POST' && /\/(invoice|batch)\?/.test(request.url);

/** What happens to the first write of an invoice; everything else passes. */
const once = (act: Mischief): Mischief => {
  let done = false;
  return (request, pass) => {
    if (done || !writesInvoice(request)) return undefined;
    done = true;
    return act(request, pass);
  };
};

regressions([
  {
    finding: 'a create whose answer was lost is sent again as a new one, and the books hold the invoice twice',
    ways: {
      'sends no idempotency key': { key: 'none' },
      'makes a new key for every attempt': { key: 'eachAttempt' },
    },
    async play(subject) {
      const { bill } = await ground(subject);
      bill('1042');
      subject.world.play(
        once((_, pass) => {
          pass();
          return lost();
        }),
      );
      await subject.sync();
      await subject.wait(5 * MINUTES);
      await subject.sync();
      return numbers(subject);
    },
    bug: ['1042', '1042'],
    right: ['1042'],
  },
  {
    finding: 'a write that is repeated after the sign-in was renewed counts twice, because its key was renewed too',
    ways: { 'makes a new key for every attempt': { key: 'eachAttempt' } },
    async play(subject) {
      const { bill } = await ground(subject);
      bill('1042');
      subject.world.play(
        once((_, pass) => {
          pass();
          return answer(401, { Fault: { Error: [{ code: '3200' }], type: 'AUTHENTICATION' } });
        }),
      );
      await subject.sync();
      await subject.wait(5 * MINUTES);
      return numbers(subject);
    },
    bug: ['1042', '1042'],
    right: ['1042'],
  },
  {
    finding: 'what was sent is only noted at the end of a run, so a run that dies exports everything again',
    ways: { 'writes its notes at the end': {} },
    async play(subject) {
      const { bill } = await ground(subject);
      for (const number of ['1041', '1042', '1043']) bill(number);
      subject.world.play(
        once((_, pass) => {
          pass();
          subject.die();
          return lost();
        }),
      );
      await subject.sync();
      subject.world.play(null);
      await subject.restart();
      await subject.sync();
      await subject.wait(5 * MINUTES);
      return numbers(subject);
    },
    bug: ['1041', '1041', '1042', '1043'],
    right: ['1041', '1042', '1043'],
  },
  {
    finding: 'a payment gave the invoice a newer version, and the update with the remembered one fails for ever',
    ways: { 'keeps the version its own write was answered with': {} },
    async play(subject) {
      const { bill } = await ground(subject);
      const here = bill('1042');
      await subject.sync();
      await subject.wait(5 * MINUTES);
      subject.platform.edit('invoice', here, { memo: 'Thank you' });
      const there = inCompany(subject, 'Invoice')[0]!.id;
      // Right between reading and writing, so that no feed can have told of it.
      subject.world.play(
        once(() => {
          inQuickbooks(subject, { act: 'pay', invoice: there, amount: '40' });
          return undefined;
        }),
      );
      await subject.sync();
      subject.world.play(null);
      await subject.wait(5 * MINUTES);
      await subject.sync();
      const { CustomerMemo, Balance } = JSON.parse(
        subject.world.company.handle({
          method: 'GET',
          path: `/v3/company/${subject.world.company.realmId}/invoice/${there}`,
          query: {},
          headers: {},
        }).body,
      ).Invoice as { CustomerMemo?: { value: string }; Balance: number };
      return [CustomerMemo?.value ?? null, Balance];
    },
    bug: [null, 60],
    right: ['Thank you', 60],
  },
  {
    finding: 'made again after it was deleted there, the old key brings back the old answer and a dead id',
    ways: { 'makes its key of the record alone': { key: 'content' } },
    async play(subject) {
      const { bill } = await ground(subject);
      const here = bill('1042');
      await subject.sync();
      await subject.wait(5 * MINUTES);
      inQuickbooks(subject, { act: 'delete', entity: 'Invoice', id: inCompany(subject, 'Invoice')[0]!.id });
      await subject.wait(5 * MINUTES);
      await subject.sync();
      await subject.makeAgain('invoice', here);
      await subject.sync();
      await subject.wait(5 * MINUTES);
      return { there: numbers(subject), saysEqual: subject.claimsEqual('invoice', here) };
    },
    bug: { there: [], saysEqual: true },
    right: { there: ['1042'], saysEqual: true },
  },
  {
    finding: 'a create that was repeated under its key is answered with a record that was deleted meanwhile',
    ways: { 'believes the answer': { key: 'content' } },
    async play(subject) {
      const { bill } = await ground(subject);
      const here = bill('1042');
      // It arrives and its answer is lost; before anyone tries again, somebody deletes it.
      subject.world.play(
        once((_, pass) => {
          pass();
          inQuickbooks(subject, { act: 'delete', entity: 'Invoice', id: inCompany(subject, 'Invoice')[0]!.id });
          return lost();
        }),
      );
      await subject.sync();
      subject.world.play(null);
      await subject.wait(5 * MINUTES);
      await subject.sync();
      await subject.sync();
      return { there: numbers(subject), saysEqual: subject.claimsEqual('invoice', here) };
    },
    bug: { there: [], saysEqual: true },
    right: { there: [], saysEqual: false },
  },
]);
