import { Link, useRoute } from 'wouter';
import { Page } from '../../ui/index.ts';
import { AppSettings } from './app-settings.tsx';
import { Companies } from './companies.tsx';
import { Connection } from './connection/connection.tsx';
import { People } from './people.tsx';
import { Privacy } from './privacy.tsx';
import { Programs } from './programs.tsx';
import classes from './settings.module.css';
import { SyncSettings } from './sync-settings.tsx';

const PARTS = [
  { path: '/settings', label: 'Connection', Part: Connection },
  { path: '/settings/sync', label: 'Sync', Part: SyncSettings },
  { path: '/settings/companies', label: 'Companies', Part: Companies },
  { path: '/settings/people', label: 'People', Part: People },
  { path: '/settings/programs', label: 'Programs', Part: Programs },
  { path: '/settings/app', label: 'App', Part: AppSettings },
  { path: '/settings/privacy', label: 'Data & privacy', Part: Privacy },
];

/** Settings in parts, each with its own address. */
export function Screen() {
  const [, params] = useRoute('/settings/:part?');
  const here = PARTS.find(({ path }) => path === `/settings/${params?.part ?? ''}`) ?? PARTS[0];
  return (
    <Page title="Settings">
      <nav className={classes.tabs} aria-label="Settings">
        {PARTS.map((part) => (
          <Link
            key={part.path}
            href={part.path}
            className={`${classes.tab} ${part === here ? classes.tabHere : ''}`}
            {...(part === here ? { 'aria-current': 'page' as const } : {})}
          >
            {part.label}
          </Link>
        ))}
        <Link href="/import" className={classes.tab}>
          Import
        </Link>
      </nav>
      <div className={classes.parts}>{here && <here.Part />}</div>
    </Page>
  );
}
