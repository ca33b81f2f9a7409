import type { ReviewDetail } from '../../../shared/contract/review.ts';
import { SideMark } from '../../ui/index.ts';
import classes from './review.module.css';

const isSide = (choice: string): choice is 'platform' | 'quickbooks' | 'base' =>
  choice === 'platform' || choice === 'quickbooks' || choice === 'base';

/** What each choice changes, money included; the one in hand stands out. */
export function Consequences({ detail, chosen }: { detail: ReviewDetail; chosen: string | null }) {
  // What an act's own card says is not said twice.
  const sentences = detail.consequences.filter((one) => !detail.acts.some((act) => act.sentence === one.sentence));
  if (sentences.length === 0) return null;
  return (
    <section className={classes.consequences} aria-label="What each choice changes">
      <h3>What each choice changes</h3>
      <ul>
        {sentences.map((one) => (
          <li key={one.choice} data-chosen={one.choice === chosen || undefined}>
            {isSide(one.choice) ? <SideMark side={one.choice} /> : <span className={classes.bullet} aria-hidden />}
            <span>{one.sentence}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
