import { describe, expect, test } from 'vitest';
import { decideLife, type LifeFacts, type LifeVerdict } from '../../../main/core/lives.ts';
import type { Life } from '../../../shared/entity.ts';
import { descriptor } from './world.ts';

const LIVES: Life[] = ['live', 'inactive', 'void', 'deleted'];
const facts = (part: Partial<LifeFacts>): LifeFacts => ({
  descriptor,
  base: 'live',
  platform: 'live',
  quickbooks: 'live',
  edited: { platform: false, quickbooks: false },
  writable: { platform: true, quickbooks: true },
  tombstone: false,
  follows: { platform: true, quickbooks: false },
  merged: false,
  ...part,
});

const rows: [string, Partial<LifeFacts>, LifeVerdict][] = [
  ['nothing happened', {}, { kind: 'same' }],
  [
    'merged into another in QuickBooks',
    { quickbooks: 'inactive', merged: true },
    { kind: 'review', cause: 'mergedInQuickbooks', gone: 'quickbooks' },
  ],
  [
    'merged away as a deletion',
    { quickbooks: 'deleted', merged: true },
    { kind: 'review', cause: 'mergedInQuickbooks', gone: 'quickbooks' },
  ],
  [
    'merged, and retired here already',
    { quickbooks: 'inactive', platform: 'inactive', merged: true },
    { kind: 'same' },
  ],
  ['voided on the platform', { platform: 'void' }, { kind: 'follow', side: 'quickbooks', mode: 'void' }],
  ['voided in QuickBooks', { quickbooks: 'void' }, { kind: 'follow', side: 'platform', mode: 'void' }],
  [
    'made inactive on the platform',
    { platform: 'inactive' },
    { kind: 'follow', side: 'quickbooks', mode: 'deactivate' },
  ],
  ['made inactive in QuickBooks', { quickbooks: 'inactive' }, { kind: 'follow', side: 'platform', mode: 'deactivate' }],
  [
    'made active again',
    { base: 'inactive', quickbooks: 'live', platform: 'inactive' },
    { kind: 'restore', side: 'platform' },
  ],
  ['deleted on the platform', { platform: 'deleted' }, { kind: 'follow', side: 'quickbooks', mode: 'delete' }],
  [
    'deleted in QuickBooks asks',
    { quickbooks: 'deleted' },
    { kind: 'review', cause: 'deletedInQuickbooks', gone: 'quickbooks' },
  ],
  [
    'deleted in QuickBooks, to be followed: what can be voided here is voided',
    { quickbooks: 'deleted', follows: { platform: true, quickbooks: true } },
    { kind: 'follow', side: 'platform', mode: 'void' },
  ],
  [
    'deleted on the platform, to be asked about',
    { platform: 'deleted', follows: { platform: false, quickbooks: false } },
    { kind: 'review', cause: 'deletedInPlatform', gone: 'platform' },
  ],
  [
    'deleted in QuickBooks, to be followed, edited here',
    {
      quickbooks: 'deleted',
      follows: { platform: true, quickbooks: true },
      edited: { platform: true, quickbooks: false },
    },
    { kind: 'review', cause: 'removedButEdited', gone: 'quickbooks' },
  ],
  [
    'deleted here, edited there',
    { platform: 'deleted', edited: { platform: false, quickbooks: true } },
    { kind: 'review', cause: 'removedButEdited', gone: 'platform' },
  ],
  [
    'voided there, edited here',
    { quickbooks: 'void', edited: { platform: true, quickbooks: false } },
    { kind: 'review', cause: 'removedButEdited', gone: 'quickbooks' },
  ],
  ['gone on both sides', { platform: 'deleted', quickbooks: 'deleted' }, { kind: 'ended' }],
  ['voided here, deleted there', { platform: 'void', quickbooks: 'deleted' }, { kind: 'ended' }],
  ['deleted here, inactive there', { platform: 'deleted', quickbooks: 'inactive' }, { kind: 'ended' }],
  [
    'never agreed and different',
    { base: null, quickbooks: 'inactive' },
    { kind: 'review', cause: 'neverAgreed', gone: 'quickbooks' },
  ],
  [
    'back after the end',
    { tombstone: true, platform: 'deleted', quickbooks: 'live' },
    { kind: 'review', cause: 'cameBack', gone: 'platform' },
  ],
  ['ended stays ended', { tombstone: true, platform: 'deleted', quickbooks: 'inactive' }, { kind: 'ended' }],
  [
    'the direction forbids to follow',
    { platform: 'void', writable: { platform: true, quickbooks: false } },
    { kind: 'rest', side: 'quickbooks' },
  ],
  [
    'no such removal there',
    { platform: 'void', descriptor: { ...descriptor, removals: ['deactivate'] } },
    { kind: 'review', cause: 'cannotFollow', gone: 'platform' },
  ],
];

describe('lives of both sides', () => {
  test.each(rows)('%s', (_, given, verdict) => {
    expect(decideLife(facts(given))).toEqual(verdict);
  });

  test('the whole table: nothing ended is restored and no QuickBooks deletion is followed', () => {
    for (const base of [null, ...LIVES])
      for (const platform of LIVES)
        for (const quickbooks of LIVES)
          for (const p of [true, false])
            for (const q of [true, false])
              for (const tombstone of [true, false]) {
                const verdict = decideLife(
                  facts({ base, platform, quickbooks, edited: { platform: p, quickbooks: q }, tombstone }),
                );
                if (verdict.kind === 'restore')
                  expect(verdict.side === 'platform' ? platform : quickbooks).toBe('inactive');
                if (verdict.kind === 'follow') {
                  expect([verdict.side, verdict.side === 'platform' && quickbooks === 'deleted']).toEqual([
                    verdict.side,
                    false,
                  ]);
                  expect(verdict.side === 'platform' ? platform : quickbooks).not.toBe('deleted');
                  expect(base).not.toBeNull();
                  // What was edited is never removed without a person.
                  if (verdict.mode !== 'deactivate') expect(verdict.side === 'platform' ? p : q).toBe(false);
                }
              }
  });
});
