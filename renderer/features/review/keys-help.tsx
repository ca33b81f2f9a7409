import { Modal } from '@mantine/core';
import { Kbd } from '../../ui/index.ts';
import { reviewKeys } from './keyboard.ts';
import classes from './review.module.css';

/** The keys of this screen. */
export function KeysHelp({ opened, onClose, platform }: { opened: boolean; onClose: () => void; platform: string }) {
  return (
    <Modal opened={opened} onClose={onClose} title="Keys in Review" closeButtonProps={{ 'aria-label': 'Close' }}>
      <dl className={classes.keys}>
        {reviewKeys(platform).map((one) => (
          <div key={one.does}>
            <dt>
              {one.keys.map((key) => (
                <Kbd key={key}>{key}</Kbd>
              ))}
            </dt>
            <dd>{one.does}</dd>
          </div>
        ))}
      </dl>
    </Modal>
  );
}
