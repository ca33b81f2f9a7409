import type { Status } from '../../../shared/contract/app.ts';
import type { CompanyEntry } from '../../../shared/contract/companies.ts';

/** The companies of a pretended host: the one shown, and others beside it where `several`. */
export function companyEntries(status: Status, several: boolean): CompanyEntry[] {
  const shown: CompanyEntry = {
    id: '1',
    name: status.company?.companyName ?? 'First company',
    current: true,
    company: status.company,
    stage: status.stage,
    health: status.health,
    needsYou: status.counts.review + status.counts.problems,
    error: null,
    folder: '/home/dana/.local/share/plumbline',
  };
  if (!several) return [shown];
  const other = (id: string, name: string, more: Partial<CompanyEntry>): CompanyEntry => ({
    ...shown,
    id,
    name,
    current: false,
    needsYou: 0,
    folder: `/home/dana/.local/share/plumbline/companies/${id}`,
    ...more,
  });
  return [
    shown,
    other('2', 'Larkspur Solar & Storage of the Greater Columbia Valley', {
      company: { companyId: '9341456', companyName: 'Larkspur Solar LLC', environment: 'production' },
      health: { state: 'upToDate', sentence: 'Both sides are equal.' },
    }),
    other('3', 'Company 3', {
      company: null,
      stage: 'notConnected',
      health: { state: 'upToDate', sentence: 'Connect QuickBooks to begin.' },
    }),
  ];
}
