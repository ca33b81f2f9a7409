import { usePlatformLabel, useQuery } from '../../store/index.ts';
import { Panel } from '../../ui/index.ts';
import { secretsSentence } from './connection/secrets.ts';
import classes from './settings.module.css';

/** What is kept where, and what leaves the computer. */
export function Privacy() {
  const platform = usePlatformLabel();
  const connection = useQuery('connection.get', {}, { topics: ['connection'] });
  const secrets = connection.data ? secretsSentence(connection.data.secretsKind) : 'In this computer’s keychain';
  return (
    <>
      <Panel title="What stays on this computer">
        <ul className={classes.facts}>
          <li>
            <b>Your records and their history</b>: in the data folder of Plumbline, in databases only your user can
            read.
          </li>
          <li>
            <b>The sign-in to QuickBooks and the keys of your app</b>: {lower(secrets)}. Never in the database, the log
            or this window.
          </li>
          <li>
            <b>The log</b>: with secrets and tokens taken out before a line is written.
          </li>
        </ul>
      </Panel>
      <Panel title="What leaves it">
        <ul className={classes.facts}>
          <li>
            <b>To QuickBooks</b>: the records you sync, over an encrypted connection, and nothing else.
          </li>
          <li>
            <b>To anyone else</b>: nothing. No usage statistics, no crash reports, no advertising.
          </li>
        </ul>
      </Panel>
      <Panel title="When you leave">
        <ul className={classes.facts}>
          <li>
            <b>Disconnecting</b> forgets the sign-in. Records stay on both sides, and so does the memory of what belongs
            together.
          </li>
          <li>
            <b>Removing Plumbline</b> changes nothing in QuickBooks. Delete the data folder to delete {platform}’s
            records and the history as well.
          </li>
        </ul>
      </Panel>
    </>
  );
}

const lower = (sentence: string): string => sentence.charAt(0).toLowerCase() + sentence.slice(1);
