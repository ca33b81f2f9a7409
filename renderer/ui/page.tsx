import type { ReactNode } from 'react';
import classes from './page.module.css';

/**
 * One screen: quiet heading, acts to the right, content below. At most 1,200 px wide; `wide` for tables. `fill` gives
 * the screen the window's height, so that a table inside scrolls by itself.
 */
export function Page({
  title,
  description,
  actions,
  wide,
  fill,
  children,
}: {
  title: string;
  description?: ReactNode;
  actions?: ReactNode;
  wide?: boolean;
  fill?: boolean;
  children: ReactNode;
}) {
  return (
    <div className={[classes.page, wide && classes.wide, fill && classes.fill].filter(Boolean).join(' ')}>
      <header className={classes.head}>
        <div>
          <h1 className={classes.title}>{title}</h1>
          {description !== undefined && <p className={classes.description}>{description}</p>}
        </div>
        {actions !== undefined && <div className={classes.actions}>{actions}</div>}
      </header>
      {children}
    </div>
  );
}

/** A bordered surface with an optional heading. `flush` lets a table touch its edges. */
export function Panel({
  title,
  label,
  note,
  actions,
  flush,
  children,
}: {
  title?: string;
  /** Name for screen readers where there is no title. */
  label?: string;
  note?: ReactNode;
  actions?: ReactNode;
  flush?: boolean;
  children: ReactNode;
}) {
  return (
    <section className={classes.panel} aria-label={title ?? label}>
      {title !== undefined && (
        <div className={classes.panelHead}>
          <h2 className={classes.panelTitle}>{title}</h2>
          {note !== undefined && <span className={classes.panelNote}>{note}</span>}
          {actions}
        </div>
      )}
      <div className={flush ? classes.flush : classes.panelBody}>{children}</div>
    </section>
  );
}

/** One large number with its name above and one quiet line below. */
export function Figure({ label, value, note }: { label: ReactNode; value: ReactNode; note?: ReactNode }) {
  return (
    <div className={classes.figure}>
      <div className={classes.figureLabel}>{label}</div>
      <div className={classes.figureValue}>{value}</div>
      {note !== undefined && <div className={classes.figureNote}>{note}</div>}
    </div>
  );
}

/** Names and values beside each other, as a definition list: children are `Field`s. */
export function Fields({ children }: { children: ReactNode }) {
  return <dl className={classes.fields}>{children}</dl>;
}

export function Field({ label, children }: { label: ReactNode; children: ReactNode }) {
  return (
    <>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </>
  );
}
