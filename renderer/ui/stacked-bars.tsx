import { Tooltip } from '@mantine/core';
import { formatCount } from './format.ts';
import classes from './stacked-bars.module.css';

export type BarSeries = {
  key: string;
  /** Reads after its total: "142 to QuickBooks". */
  label: string;
  tone: 'platform' | 'quickbooks' | 'bad' | 'accent';
  total: number;
};

export type BarPoint = { name: string; values: Record<string, number> };

/** Least height of the plot, in px; it grows with its panel. */
const HEIGHT = 210;

/** A top of the scale that reads well: 1, 2, 5 times a power of ten, never under 4. */
export function niceTop(value: number): number {
  const least = Math.max(4, value);
  const power = 10 ** Math.floor(Math.log10(least));
  const step = [1, 2, 4, 5, 10].find((factor) => factor * power >= least) ?? 10;
  return step * power;
}

/**
 * Counts over time as stacked bars. Each series is named with its total above the plot, so there is no legend to hunt;
 * hovering or reading on by screen reader gives each step. Offer a table of the same numbers beside it.
 */
export function StackedBars({ label, series, points }: { label: string; series: BarSeries[]; points: BarPoint[] }) {
  const totalOf = (point: BarPoint): number => series.reduce((sum, one) => sum + (point.values[one.key] ?? 0), 0);
  const top = niceTop(Math.max(0, ...points.map(totalOf)));
  const marks = [top, top / 2, 0];
  // Five names along the time axis are enough to find an hour and never touch.
  const named = [0, 0.25, 0.5, 0.75, 1].map((share) => Math.round(share * (points.length - 1)));
  return (
    <figure className={classes.figure} aria-label={label}>
      <figcaption className={classes.series}>
        {series
          .filter((one) => one.total > 0)
          .map((one) => (
            <span key={one.key}>
              <i className={`${classes.swatch} ${classes[one.tone]}`} aria-hidden />
              <b>{formatCount(one.total)}</b> {one.label}
            </span>
          ))}
      </figcaption>
      <div className={classes.plot} style={{ minHeight: HEIGHT }}>
        {marks.map((mark) => (
          <div key={mark} className={classes.line} style={{ bottom: `${(mark / top) * 100}%` }} aria-hidden>
            <span>{formatCount(mark)}</span>
          </div>
        ))}
        <div className={classes.bars}>
          {points.map((point) => {
            const words = series
              .filter((one) => (point.values[one.key] ?? 0) > 0)
              .map((one) => `${formatCount(point.values[one.key] ?? 0)} ${one.label}`)
              .join(', ');
            return (
              <Tooltip key={point.name} label={`${point.name}: ${words || 'nothing'}`} openDelay={0}>
                <div className={classes.bar} role="img" aria-label={`${point.name}: ${words || 'nothing'}`}>
                  {[...series].reverse().map((one) => {
                    const value = point.values[one.key] ?? 0;
                    return value === 0 ? null : (
                      <div
                        key={one.key}
                        className={`${classes.part} ${classes[one.tone]}`}
                        style={{ height: `${(value / top) * 100}%` }}
                      />
                    );
                  })}
                </div>
              </Tooltip>
            );
          })}
        </div>
      </div>
      <div className={classes.axis} aria-hidden>
        {named.map((index) => (
          <span key={index}>{points[index]?.name}</span>
        ))}
      </div>
    </figure>
  );
}
