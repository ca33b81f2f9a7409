import { customer, invoice, item } from '../../support/fakes/bodies.ts';
import { regressions } from './finding.ts';
import { enter, inCompany, inQuickbooks } from './subject.ts';

regressions([
  {
    finding: 'an edit in QuickBooks blanks what only the platform knows',
    ways: { 'copies the whole record over': {} },
    async play(subject) {
      const here = enter(subject, 'customer', customer('Alder'));
      await subject.start();
      subject.world.forward(600_000);
      // Typed in here after the last sync, and not there yet when the other edit is read.
      subject.platform.edit('customer', here, { phone: '555 010 2030' });
      inQuickbooks(subject, {
        act: 'edit',
        entity: 'Customer',
        id: inCompany(subject, 'Customer')[0]!.id,
        set: { Notes: 'Gate 4' },
      });
      await subject.sync();
      await subject.sync();
      const { phone, notes } = subject.platform.must('customer', here).body;
      const there = inCompany(subject, 'Customer')[0]!.body.PrimaryPhone as { FreeFormNumber: string } | undefined;
      return [phone, notes, there?.FreeFormNumber ?? null];
    },
    bug: [null, 'Gate 4', null],
    right: ['555 010 2030', 'Gate 4', '555 010 2030'],
  },
  {
    finding: 'what was deleted in QuickBooks is made there again by the next run',
    ways: { 'takes what is not linked for new': { ended: 'unlink' } },
    async play(subject) {
      const who = enter(subject, 'customer', customer('Alder'));
      const what = enter(subject, 'item', item('Labor'));
      enter(subject, 'invoice', invoice('1042', who, [{ item: what, quantity: '1', unitPrice: '100' }]));
      await subject.start();
      await subject.sync();
      subject.world.forward(600_000);
      inQuickbooks(subject, { act: 'delete', entity: 'Invoice', id: inCompany(subject, 'Invoice')[0]!.id });
      await subject.sync();
      await subject.sync();
      return { there: inCompany(subject, 'Invoice').length, here: subject.platform.all('invoice').length };
    },
    bug: { there: 1, here: 1 },
    right: { there: 0, here: 1 },
  },
  {
    finding: 'a customer made inactive in QuickBooks is deleted here, and comes back as a stranger',
    ways: { 'removes what is gone there': { ended: 'remove' } },
    async play(subject) {
      const here = enter(subject, 'customer', customer('Alder'));
      await subject.start();
      subject.world.forward(600_000);
      const there = inCompany(subject, 'Customer')[0]!.id;
      inQuickbooks(subject, { act: 'deactivate', entity: 'Customer', id: there });
      await subject.sync();
      const meanwhile = subject.platform.must('customer', here).life;
      subject.world.forward(600_000);
      inQuickbooks(subject, { act: 'reactivate', entity: 'Customer', id: there });
      await subject.sync();
      await subject.sync();
      return [meanwhile, subject.platform.must('customer', here).life, subject.platform.all('customer').length];
    },
    bug: ['deleted', 'deleted', 1],
    right: ['inactive', 'live', 1],
  },
]);
