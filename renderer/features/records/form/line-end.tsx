import { ActionIcon, Menu } from '@mantine/core';
import { ArrowDown, ArrowUp, GripVertical, X } from 'lucide-react';
import classes from './form.module.css';

type Props = {
  /** "Line 2". */
  at: string;
  index: number;
  count: number;
  onMove: (by: 1 | -1) => void;
  onRemove: () => void;
};

/** The end of a line: moving it, and taking it away. */
export function LineEnd({ at, index, count, onMove, onRemove }: Props) {
  return (
    <div className={classes.lineEnd}>
      <Menu position="bottom-end" withinPortal>
        <Menu.Target>
          <ActionIcon size="sm" aria-label={`Move ${at.toLowerCase()}`}>
            <GripVertical size={14} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<ArrowUp size={14} aria-hidden />} disabled={index === 0} onClick={() => onMove(-1)}>
            Move up
          </Menu.Item>
          <Menu.Item
            leftSection={<ArrowDown size={14} aria-hidden />}
            disabled={index === count - 1}
            onClick={() => onMove(1)}
          >
            Move down
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <ActionIcon size="sm" aria-label={`Remove ${at.toLowerCase()}`} onClick={onRemove}>
        <X size={15} aria-hidden />
      </ActionIcon>
    </div>
  );
}
