import { Tooltip } from '@mantine/core';
import type { ReactNode } from 'react';
import type { OperationName } from '../../shared/contract/index.ts';
import { useMay } from '../store/index.ts';
import classes from './allowed.module.css';

/**
 * What only some may do. Everybody else sees it switched off, with the reason under the pointer and for screen readers.
 * `hide` leaves it out instead, where many such things beside each other would only be in the way.
 */
export function Allowed({
  to,
  entity,
  hide = false,
  children,
}: {
  to: OperationName;
  /** Kind of record it is about, where that matters. */
  entity?: string;
  hide?: boolean;
  children: ReactNode;
}) {
  const { may, why } = useMay(to, entity);
  if (may) return <>{children}</>;
  if (hide) return null;
  return (
    <Tooltip label={why} multiline maw={300} events={{ hover: true, focus: true, touch: true }}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what is switched off cannot take the focus that shows the reason */}
      <fieldset className={classes.off} disabled aria-description={why} tabIndex={0}>
        {children}
      </fieldset>
    </Tooltip>
  );
}
