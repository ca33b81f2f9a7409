import { SegmentedControl } from '@mantine/core';
import { useLocation } from 'wouter';
import classes from './import.module.css';

/** Where records are brought over from. */
export function Source({ from }: { from: 'quickbooks' | 'file' }) {
  const [, navigate] = useLocation();
  return (
    <SegmentedControl
      aria-label="Bring over from"
      className={classes.source}
      value={from}
      onChange={(to) => navigate(to === 'file' ? '/import/from-file' : '/import')}
      data={[
        { value: 'quickbooks', label: 'From QuickBooks' },
        { value: 'file', label: 'From a file' },
      ]}
    />
  );
}
