import type { OutputOf } from '../../../shared/contract/index.ts';
import type { Handlers } from './handlers.ts';

type Unpaired = OutputOf<'pairs.list'>;

const one = (
  id: string,
  title: string,
  detail: string | null,
  coming: boolean,
  like?: [string, string, number, string],
) => ({
  platformId: id,
  title,
  detail,
  coming,
  suggestion: like ? { id: like[0], title: like[1], confidence: like[2], reason: like[3] } : null,
});

/** Services that are not linked yet: some with a suggestion, some that nothing in QuickBooks is like. */
function unpairedItems(): Unpaired {
  const unpaired = [
    one('s1', 'Drip edge', 'DE-10', false),
    one('s2', 'Gutter cleanings', null, true, ['11', 'Gutter cleaning', 0.92, 'Same words']),
    one('s3', 'Labor (crew of two)', null, true, ['12', 'Labor', 0.75, 'One name holds the other']),
    one('s4', 'Ridge vent, installed', 'RV-4', true),
    one('s5', 'Roof inspection visit', null, true, ['13', 'Inspection visit', 0.67, 'Names that share words']),
  ];
  const theirs = [
    { id: '11', title: 'Gutter cleaning', detail: null },
    { id: '13', title: 'Inspection visit', detail: null },
    { id: '12', title: 'Labor', detail: 'LAB' },
  ];
  return { unpaired, total: unpaired.length, theirs };
}

export function pairHandlers(connected: boolean): Handlers {
  const open = connected ? unpairedItems() : { unpaired: [], total: 0, theirs: [] };
  return {
    'pairs.list': () => ({ ...open, unpaired: [...open.unpaired], theirs: [...open.theirs] }),
    'pairs.apply': ({ link, make }: { link: { platformId: string; quickbooksId: string }[]; make: string[] }) => {
      const gone = new Set([...link.map(({ platformId }) => platformId), ...make]);
      const taken = new Set(link.map(({ quickbooksId }) => quickbooksId));
      open.unpaired = open.unpaired.filter((row) => !gone.has(row.platformId));
      open.theirs = open.theirs.filter((row) => !taken.has(row.id));
      open.total = open.unpaired.length;
      return { linked: link.length, asked: make.length, refused: [] };
    },
  };
}
