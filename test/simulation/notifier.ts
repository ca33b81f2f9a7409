/**
 * QuickBooks' notifications on their way to the app: told of every commit, signed, and then lost, doubled, held back for
 * hours, or joined by forged ones. They come in through the same door as in the product; a run without any is a run like
 * another.
 */
import type { ChangeEvent } from '../../main/sandbox/company/changes.ts';
import type { Company } from '../../main/sandbox/company/company.ts';
import { notification, signature, toldEvent, webhookFormats } from '../../main/sandbox/server/webhook-bodies.ts';
import type { Dice } from './dice.ts';
import type { FaultCounts, FaultRates } from './faults.ts';
import type { App } from './life.ts';
import type { Scheduler } from './scheduler.ts';

/** What the app and QuickBooks both know, and a forger does not. */
export const VERIFIER = 'verifier-token-of-the-simulation';
/** Waits before a notification that nobody took is sent again (policy of February 2026), then it is given up here. */
const AGAIN_MS = [10_000, 20_000, 30_000, 300_000, 1_200_000, 7_200_000];

export type Notifier = {
  /** From now on none is lost, held back or forged. */
  calm(): void;
  /** Where notifications go: the app that lives now, or null. */
  connect(app: () => App | null): void;
  /** Tells of a change that nobody made; resolves when the app took it. */
  tell(event: ChangeEvent): Promise<void>;
  /** Notifications of a forger that the app took for QuickBooks'. */
  readonly forgedTaken: number;
  /** Whether this run has notifications at all. */
  readonly on: boolean;
};

export type NotifierParts = {
  company: Company;
  scheduler: Scheduler;
  dice: Dice;
  rates: FaultRates;
  counts: FaultCounts;
  note(what: string): void;
};

/** Share of runs with notifications: most computers have no address that QuickBooks could reach. */
const SHARE = 0.5;

export function createNotifier({ company, scheduler, dice, rates, counts, note }: NotifierParts): Notifier {
  const on = dice.chance(SHARE);
  const format = dice.pick(webhookFormats);
  let calm = false;
  let forgedTaken = 0;
  let serial = 0;
  let living: () => App | null = () => null;
  const happens = (kind: 'webhookLost' | 'webhookTwice' | 'webhookLate' | 'webhookForged'): boolean => {
    if (calm || !dice.chance(rates[kind] ?? 0)) return false;
    counts[kind] += 1;
    return true;
  };

  const bodyOf = (events: readonly ChangeEvent[]): string =>
    notification(format, company.realmId, 'client', events, () => {
      serial += 1;
      return `notification-${serial}`;
    });
  const deliver = async (body: string, signed: string, attempt = 0): Promise<void> => {
    const app = living();
    if (app === null || !app.life.alive) {
      const wait = AGAIN_MS[attempt];
      if (wait !== undefined) scheduler.after(wait, () => void deliver(body, signed, attempt + 1));
      return;
    }
    const verdict = await app.webhook(new TextEncoder().encode(body), signed);
    note(`webhook ${verdict} (${body.length} bytes)`);
    if (signed !== signature(body, VERIFIER) && verdict !== 'badSignature') forgedTaken += 1;
  };
  const send = (body: string, signed: string, ms: number): void =>
    void scheduler.after(ms, () => void deliver(body, signed));

  const tell = (events: readonly ChangeEvent[]): void => {
    const told = events.flatMap((event) => toldEvent(event) ?? []);
    if (told.length === 0) return;
    const body = bodyOf(told);
    const signed = signature(body, VERIFIER);
    if (happens('webhookForged')) {
      // Right bytes with a wrong signature, or a right signature over other bytes.
      const [first] = told;
      const other = first ? bodyOf([{ ...first, id: `9${first.id}` }]) : body;
      if (dice.chance(0.5)) send(body, signature(body, 'not the verifier'), dice.int(500, 20_000));
      else send(other, signed, dice.int(500, 20_000));
    }
    if (happens('webhookLost')) return;
    const usual = (): number => dice.int(500, 20_000);
    send(body, signed, happens('webhookLate') ? dice.int(60_000, 10_800_000) : usual());
    if (happens('webhookTwice')) send(body, signed, dice.chance(0.5) ? usual() : dice.int(60_000, 3_600_000));
  };
  if (on) company.watch({ commit: ({ events }) => tell(events) });

  return {
    on,
    calm: () => {
      calm = true;
    },
    connect: (app) => {
      living = app;
    },
    tell: (event) => {
      const body = bodyOf([event]);
      return deliver(body, signature(body, VERIFIER));
    },
    get forgedTaken() {
      return forgedTaken;
    },
  };
}
