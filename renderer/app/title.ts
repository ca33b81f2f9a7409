import type { Status } from '../../shared/contract/app.ts';

/** How many things wait for a person: what the tray badge shows too. */
export const needsYou = (status: Status | null): number =>
  status === null ? 0 : status.counts.review + status.counts.problems;

/** Title of the window: "(3) Review · Plumbline". The count comes first so that a narrow tab still shows it. */
export function windowTitle(screen: string | null, status: Status | null): string {
  const count = needsYou(status);
  return `${count > 0 ? `(${count}) ` : ''}${screen === null || screen === 'Overview' ? '' : `${screen} · `}Plumbline`;
}
