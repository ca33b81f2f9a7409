/** From the verdict on the lives of both sides, and what a person decided on it, to a plan. */
import type { EntityDescriptor } from '../../shared/entity.ts';
import { otherSide, type Side } from '../../shared/primitives.ts';
import { followMode, type LifeVerdict } from './lives.ts';
import type { BasePatch } from './merge.ts';
import type { Act, SideView, Verdict } from './plan-types.ts';
import { removal, restoration } from './plan-writes.ts';

/** What the lives of both sides ask for, and what may be stored as agreed with it. */
export type LifePlan = { verdict: Verdict; settled: BasePatch | null };

/** Turns the verdict on lives into a plan; null means "go on with the fields". */
export function planLives(
  descriptor: EntityDescriptor,
  life: LifeVerdict,
  act: Act | null,
  platform: SideView,
  quickbooks: SideView,
): LifePlan | null {
  const views = { platform, quickbooks };
  switch (life.kind) {
    case 'same':
      return null;
    case 'ended':
      return { verdict: { kind: 'ended' }, settled: null };
    case 'rest':
      return {
        verdict: { kind: 'notSynced', reason: 'The direction set in Mappings does not carry it over' },
        settled: null,
      };
    case 'follow':
      return { verdict: { kind: 'write', writes: [removal(life.side, life.mode, views)] }, settled: null };
    case 'restore':
      return { verdict: { kind: 'write', writes: [restoration(life.side, views)] }, settled: null };
    case 'review':
      return { verdict: decidedLife(descriptor, life, act, views), settled: null };
  }
}

function decidedLife(
  descriptor: EntityDescriptor,
  life: LifeVerdict & { kind: 'review' },
  act: Act | null,
  views: Record<Side, SideView>,
): Verdict {
  const stays = otherSide(life.gone);
  const mode = followMode(descriptor, views[life.gone].life, stays) ?? descriptor.removals[0];
  if (act === 'leave') return { kind: 'notSynced', reason: 'Left as it is on both sides by your decision' };
  if (act === 'revive') return { kind: 'write', writes: [restoration(life.gone, views)] };
  if (act === 'follow' && mode) return { kind: 'write', writes: [removal(stays, mode, views)] };
  return { kind: 'lives', cause: life.cause, gone: life.gone };
}
