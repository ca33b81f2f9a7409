import type { Progress as Work } from '../../../shared/contract/app.ts';
import { Page, Panel, Progress } from '../../ui/index.ts';
import classes from './preview.module.css';

const BEGINNING: Work = { label: 'Beginning to read both sides', done: 0, total: null, entity: null };

/** Both sides are being read. Leaving the screen does not stop it. */
export function Reading({ progress }: { progress: Work | null }) {
  return (
    <Page title="Preview" description="Both sides are being read and compared. Nothing is written.">
      <Panel label="Progress">
        <div className={classes.reading}>
          <Progress progress={progress ?? BEGINNING} />
          <p>You can leave this screen; the reading goes on and the plan waits for you here.</p>
        </div>
      </Panel>
    </Page>
  );
}
