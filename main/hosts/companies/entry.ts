import type { Status } from '../../../shared/contract/app.ts';
import type { CompanyEntry } from '../../../shared/contract/companies.ts';
import type { AppError } from '../../../shared/errors.ts';
import { type Listed, nameOf } from './registry.ts';

/** A company as the list shows it, from its last status; pure. */
export function entryOf(input: {
  listed: Listed;
  status: Status | null;
  error: AppError | null;
  current: boolean;
  folder: string;
}): CompanyEntry {
  const { listed, status, error } = input;
  return {
    id: listed.id,
    name: nameOf(listed),
    current: input.current,
    company: listed.company,
    stage: status?.stage ?? 'notConnected',
    health:
      error !== null
        ? { state: 'error', sentence: `${error.userSentence} ${error.remedy}` }
        : status === null
          ? { state: 'offline', sentence: 'It is starting.' }
          : { state: status.health.state, sentence: status.health.sentence },
    needsYou: status === null ? 0 : status.counts.review + status.counts.problems,
    error,
    folder: input.folder,
  };
}
