/** `/send`: what e-mailing a form does to it. */
import type { Draft } from '../../entity.ts';
import { refuse } from '../../faults.ts';
import { isObject, textOf } from '../../members.ts';
import { stamp } from '../../time.ts';
import { checkEmail } from './people.ts';

/**
 * Marks a form as e-mailed. The address sent along takes the place of the one the form has; without any it is refused.
 * `member` is where the form keeps its address.
 */
export function emailForm(draft: Draft, sendTo: string | undefined, member = 'BillEmail'): void {
  const { body, work } = draft;
  const known = isObject(body[member]) ? textOf(body[member], 'Address') : undefined;
  const to = sendTo === undefined || sendTo.trim() === '' ? known : sendTo.trim();
  if (to === undefined) throw refuse('6420', 'An email address is required to send the transaction.', member);
  body[member] = { Address: to };
  checkEmail(draft, member);
  body.EmailStatus = 'EmailSent';
  body.DeliveryInfo = { DeliveryType: 'Email', DeliveryTime: stamp(work.now) };
}
