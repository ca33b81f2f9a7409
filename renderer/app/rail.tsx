import { Tooltip } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { Link, useLocation } from 'wouter';
import { mayDo } from '../../shared/access.ts';
import type { OperationName } from '../../shared/contract/index.ts';
import { useAppState, useMe, useStatus } from '../store/index.ts';
import { formatCount } from '../ui/index.ts';
import classes from './frame.module.css';
import { Plumb } from './plumb.tsx';
import { routeOf, routes } from './routes.tsx';

/** The screens in words with icons; icons alone under 1,000 px. A count stands only where a person must act. */
export function Rail() {
  const [location] = useLocation();
  const status = useStatus();
  const version = useAppState((state) => state.descriptors?.version ?? null);
  const narrow = useMediaQuery('(max-width: 1000px)', false, { getInitialValueInEffect: false }) === true;
  const here = routeOf(location);
  const access = useAppState((state) => state.descriptors?.access);
  const me = useMe();
  const may = (name: OperationName): boolean => {
    const needed = access?.[name];
    return me === null || needed === undefined || mayDo(me, needed, undefined);
  };
  return (
    <nav className={classes.rail} aria-label="Main">
      <Link href="/" className={classes.brand} aria-label="Plumbline, to Overview">
        <Plumb />
        <span>Plumbline</span>
      </Link>
      <ul className={classes.links}>
        {routes.map((route) => {
          if (!route.icon || (route.needs !== undefined && !may(route.needs))) return null;
          // Counts stand where somebody must act, and for whom.
          const count = status && route.count && may('review.act') ? route.count(status) : 0;
          const active =
            here === route ||
            (here?.path === '/preview' && route.path === '/') ||
            (here?.path === '/import' && route.path === '/settings');
          return (
            <li key={route.path} data-apart={route.path === '/settings' || undefined}>
              <Tooltip label={route.label} position="right" disabled={!narrow}>
                <Link
                  href={route.path}
                  className={`${classes.link} ${active ? classes.linkActive : ''}`}
                  aria-label={count > 0 ? `${route.label}, ${formatCount(count)} need you` : route.label}
                  {...(active ? { 'aria-current': 'page' as const } : {})}
                >
                  <route.icon size={17} aria-hidden />
                  <span className={classes.linkLabel}>{route.label}</span>
                  {count > 0 && <span className={classes.count}>{count > 999 ? '999+' : count}</span>}
                </Link>
              </Tooltip>
            </li>
          );
        })}
      </ul>
      {version !== null && <div className={classes.railFoot}>Version {version}</div>}
    </nav>
  );
}
