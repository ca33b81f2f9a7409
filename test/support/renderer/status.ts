import { createEntityRegistry } from '../../../main/entities/index.ts';
import type { HealthState, RecordState, Status } from '../../../shared/contract/app.ts';
import type { ReviewRow } from '../../../shared/contract/review.ts';
import { appError } from '../../../shared/errors.ts';
import type { FakeRecord } from './book.ts';

const SENTENCES: Record<HealthState, [string, string[]]> = {
  upToDate: ['All 168 records are equal on both sides.', []],
  syncing: ['Sending 14 changes to QuickBooks.', []],
  paused: ['Paused by you. Changes are kept and go out when you resume.', []],
  offline: [
    'QuickBooks cannot be reached, so 3 changes wait. Workspace goes on as usual.',
    ['The computer is online; QuickBooks does not answer.', 'Tried last 40 s ago; tried again by itself.'],
  ],
  needsYou: ['5 records wait for your decision.', ['4 records could not be synced.', '1 file could not be copied.']],
  error: [
    'QuickBooks refused the sign-in, so nothing can be sent or read.',
    ['Reconnect in Settings. Nothing is lost.'],
  ],
};

const descriptors = createEntityRegistry().all.map((module) => module.descriptor);

type World = Pick<Status, 'revision' | 'company' | 'stage' | 'paused' | 'progress'> & {
  scene: string;
  /** Epoch ms. */
  now: number;
  book: FakeRecord[];
  reviews: ReviewRow[];
  problems: number;
  troubled: boolean;
};

/** The status of the pretended engine. */
export function statusOf(world: World): Status {
  const { scene, now, revision, book, reviews, problems, company, stage, paused, progress, troubled } = world;
  const ago = (seconds: number): string => new Date(now - seconds * 1000).toISOString();
  const healthState = (): HealthState =>
  scene === 'error' ? 'error'
  : scene === 'offline' ? 'offline'
  : paused ? 'paused'
  : progress ? 'syncing'
  : reviews.length + problems > 0 ? 'needsYou'
  : 'upToDate'; // biome-ignore format: a ladder

  const state = healthState();
  const [sentence, reasons] = stage === 'live' ? SENTENCES[state] : ['Nothing has been written yet.', []];
  const count = (entity: string, ...states: RecordState[]): number =>
    book.filter((one) => one.entity === entity && states.includes(one.state)).length;
  return {
    revision,
    health: { state, sentence, reasons },
    stage,
    platformLabel: 'Workspace',
    company,
    connectedAt: company ? ago(86_400 * 12) : null,
    connectionError:
      scene === 'error'
        ? appError('connection.credentials')
        : scene === 'offline'
          ? appError('connection.offline')
          : null,
    paused,
    progress,
    counts: {
      waiting:
        book.filter((one) => one.state === 'waiting' || one.state === 'sending').length + (scene === 'syncing' ? 5 : 0),
      review: reviews.length,
      problems: problems,
      equal: book.filter((one) => one.state === 'equal').length,
      differs: book.filter((one) => one.state === 'differs').length,
    },
    receivables:
      stage === 'live'
        ? troubled
          ? { platform: '61902.15', quickbooks: '58814.90', difference: '3087.25' }
          : { platform: '61902.15', quickbooks: '61902.15', difference: '0.00' }
        : null,
    payables: stage === 'live' ? { platform: '9283.80', quickbooks: '9283.80', difference: '0.00' } : null,
    lastProvenEqualAt: stage === 'live' ? ago(troubled ? 5400 : 74) : null,
    lastSyncAt: stage === 'live' ? ago(scene === 'offline' ? 2400 : 8) : null,
    nextSyncAt: stage === 'live' && !paused ? new Date(now + 7000).toISOString() : null,
    entities: descriptors.map((one, index) => ({
      entity: one.name,
      label: one.labelPlural,
      enabled: true,
      total: book.filter((record) => record.entity === one.name).length,
      equal: count(one.name, 'equal', 'voided'),
      differs: count(one.name, 'differs'),
      waiting: count(one.name, 'waiting', 'sending'),
      needsYou: count(one.name, 'inReview'),
      failed: count(one.name, 'failed', 'blocked', 'held'),
      lastCheckedAt: stage === 'live' ? ago([8, 8, 9, 9][index] ?? 8) : null,
      paused: false,
      lagP95Seconds: stage === 'live' ? ([4.2, 3.1, 11.8, 6.4][index] ?? null) : null,
      lastResult:
        stage === 'live'
          ? (['2 changed, 41 equal', 'All equal', troubled ? '1 sent, 2 refused' : '3 sent, all equal', 'All equal'][
              index
            ] ?? null)
          : null,
    })),
    calls: { corePlus: 1284, core: 212, month: new Date(now).toISOString().slice(0, 7) },
  };
}
