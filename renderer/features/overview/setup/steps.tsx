import { Check } from 'lucide-react';
import classes from './setup.module.css';

const STEPS = ['Connect', 'Preview', 'Apply'] as const;

/** Where setting up stands: three steps, the one at hand marked. */
export function Steps({ at }: { at: 0 | 1 | 2 }) {
  return (
    <ol className={classes.steps} aria-label="Setting up">
      {STEPS.map((step, index) => (
        <li
          key={step}
          className={index < at ? classes.stepDone : index === at ? classes.stepHere : undefined}
          {...(index === at ? { 'aria-current': 'step' as const } : {})}
        >
          <span className={classes.stepMark} aria-hidden>
            {index < at ? <Check size={12} strokeWidth={3} /> : index + 1}
          </span>
          {step}
          {index < at && <span className="pl-visually-hidden"> (done)</span>}
        </li>
      ))}
    </ol>
  );
}
