import type { Progress as Work } from '../../shared/contract/app.ts';
import { formatCount } from './format.ts';
import classes from './progress.module.css';

/** Long work told: what is being done, n of m, and a bar. */
export function Progress({ progress }: { progress: Work }) {
  const { label, done, total } = progress;
  const share = total === null || total === 0 ? null : Math.min(1, done / total);
  return (
    <div className={classes.progress} role="status">
      <div className={classes.words}>
        <span>{label}</span>
        <span className={classes.count}>
          {total === null ? formatCount(done) : `${formatCount(done)} of ${formatCount(total)}`}
        </span>
      </div>
      <div className={classes.track}>
        <div
          className={`${classes.fill} ${share === null ? classes.unknown : ''}`}
          style={share === null ? {} : { transform: `scaleX(${share})` }}
        />
      </div>
    </div>
  );
}
