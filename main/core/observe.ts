import type { EntityDescriptor } from '../../shared/entity.ts';
import { differingFields } from './compare.ts';
import type { Observation } from './types.ts';

/**
 * What a new observation means beside the stored one.
 * - `ignore`: older than what we have, or exactly the same.
 * - `refresh`: only what nobody typed moved (a balance, a token, a time): store it, decide nothing.
 * - `changed`: store it and plan the record again.
 */
export type Ingest = 'ignore' | 'refresh' | 'changed';

/** Revisions that are numbers compare as numbers; others only tell equal from different. */
function older(revision: string, than: string): boolean {
  if (!/^\d+$/.test(revision) || !/^\d+$/.test(than)) return false;
  return revision.length === than.length ? revision < than : revision.length < than.length;
}

/**
 * Lists may carry older versions than a direct read, and feeds repeat themselves (reference, traps 13 and 26), so an
 * older revision never replaces a newer one, and what was deleted stays deleted unless a newer revision says otherwise.
 */
export function judgeObservation(descriptor: EntityDescriptor, known: Observation | null, seen: Observation): Ingest {
  if (known === null) return 'changed';
  if (seen.life === 'deleted') return known.life === 'deleted' ? 'ignore' : 'changed';
  if (older(seen.revision, known.revision)) return 'ignore';
  if (known.life === 'deleted') return seen.revision === known.revision ? 'ignore' : 'changed';
  if (seen.life !== known.life) return 'changed';
  if (known.body === null || seen.body === null) return known.body === seen.body ? 'refresh' : 'changed';
  if (JSON.stringify(known.body) === JSON.stringify(seen.body)) {
    return known.revision === seen.revision && known.changedAt === seen.changedAt ? 'ignore' : 'refresh';
  }
  return differingFields(descriptor.fields, known.body, seen.body).length > 0 ? 'changed' : 'refresh';
}

/** A tombstone keeps what was last known of the record: its body for the title, its revision to tell old news by. */
export const mergeTombstone = (known: Observation | null, seen: Observation): Observation =>
  seen.life !== 'deleted' || known === null
    ? seen
    : {
        ...seen,
        body: seen.body ?? known.body,
        native: seen.native ?? known.native,
        revision: seen.revision === '' ? known.revision : seen.revision,
      };
