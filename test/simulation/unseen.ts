/**
 * The same customer, entered on both sides and put away in QuickBooks (or merged into another) before the app could see it there. QuickBooks
 * frees the name of what is inactive, so the app makes it a second time and nobody can blame it. What somebody typed on the
 * first one stays with that one.
 */
import type { Face } from './faces.ts';
import type { LifeAct, Subject } from './ledger.ts';
import type { Making } from './shown.ts';

/** What frees a name in QuickBooks. */
const PUT_AWAY: ReadonlySet<LifeAct['kind']> = new Set(['deactivate', 'merge']);

type Faces = { platform: Face[]; quickbooks: Face[] };

/**
 * The subject and its faces as the app could know them: without the first one in QuickBooks. The same again where the app
 * had been shown that one, or QuickBooks still held its name.
 */
export function asKnown(
  subject: Subject,
  found: Faces,
  makings: ReadonlyMap<string, Making>,
): { subject: Subject; found: Faces } {
  const same = { subject, found };
  if (found.quickbooks.length !== 2 || !subject.born.includes('quickbooks')) return same;
  const typed = [...subject.edits.values()].flat().filter((edit) => edit.side === 'quickbooks');
  const entered = Math.min(...typed.map(({ at }) => at));
  for (const copy of found.quickbooks) {
    const made = makings.get(`${copy.entity}/${copy.id}`);
    if (made === undefined || made.shown === null || made.shown >= entered) continue;
    const ended = subject.lives.find((act) => act.side === 'quickbooks' && PUT_AWAY.has(act.kind));
    const first = found.quickbooks.find((face) => face !== copy);
    if (ended === undefined || ended.at > made.at || makings.has(`${first?.entity}/${first?.id}`)) continue;
    // Somebody took it out again: they are two customers of one name now, and a person has to say what they are.
    if (first?.life === 'live') return { subject: { ...subject, apart: true }, found };
    const later = <T extends { side: string; at: number }>(acts: readonly T[]): T[] =>
      acts.filter(({ side, at }) => side === 'platform' || at > made.at);
    return {
      found: { ...found, quickbooks: [copy] },
      subject: {
        ...subject,
        born: ['platform'],
        edits: new Map([...subject.edits].map(([field, edits]) => [field, later(edits)])),
        lives: later(subject.lives),
      },
    };
  }
  return same;
}
