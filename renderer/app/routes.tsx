import {
  Activity,
  ArrowLeftRight,
  GitCompareArrows,
  LayoutDashboard,
  type LucideIcon,
  Settings,
  Table2,
  TriangleAlert,
} from 'lucide-react';
import { type ComponentType, type LazyExoticComponent, lazy } from 'react';
import type { Status } from '../../shared/contract/app.ts';
import type { OperationName } from '../../shared/contract/index.ts';

/** A feature's index exports its screen as `Screen`. It is loaded when first visited. */
type Feature = { Screen: ComponentType };
const screen = (load: () => Promise<Feature>): LazyExoticComponent<ComponentType> =>
  lazy(async () => ({ default: (await load()).Screen }));

export type Route = {
  /** First part of the address; what follows it belongs to the feature (`/records/invoice/1042`). */
  path: string;
  /** Name in the rail and in the window's title. */
  label: string;
  Screen: LazyExoticComponent<ComponentType>;
  /** In the rail, in this order; without an icon the route is reached by buttons only. */
  icon?: LucideIcon;
  /** Of use only to people who may ask this; others neither see it in the rail nor get in. */
  needs?: OperationName;
  /** Count in the rail: only where a person must act. */
  count?: (status: Status) => number;
};

/** Every screen of the window. To add one: a folder in features/ and a line here. */
export const routes: readonly Route[] = [
  {
    path: '/',
    label: 'Overview',
    icon: LayoutDashboard,
    Screen: screen(() => import('../features/overview/index.tsx')),
  },
  { path: '/records', label: 'Records', icon: Table2, Screen: screen(() => import('../features/records/index.tsx')) },
  {
    path: '/review',
    label: 'Review',
    icon: GitCompareArrows,
    count: (status) => status.counts.review,
    Screen: screen(() => import('../features/review/index.tsx')),
  },
  {
    path: '/problems',
    label: 'Problems',
    icon: TriangleAlert,
    count: (status) => status.counts.problems,
    Screen: screen(() => import('../features/problems/index.tsx')),
  },
  {
    path: '/mappings',
    label: 'Mappings',
    needs: 'mappings.setEntity',
    icon: ArrowLeftRight,
    Screen: screen(() => import('../features/mappings/index.tsx')),
  },
  {
    path: '/activity',
    label: 'Activity',
    icon: Activity,
    Screen: screen(() => import('../features/activity/index.tsx')),
  },
  {
    path: '/settings',
    label: 'Settings',
    needs: 'settings.set',
    icon: Settings,
    Screen: screen(() => import('../features/settings/index.tsx')),
  },
  {
    path: '/import',
    label: 'Import from QuickBooks',
    needs: 'import.preview',
    Screen: screen(() => import('../features/import/index.tsx')),
  },
  { path: '/preview', label: 'Preview', Screen: screen(() => import('../features/preview/index.tsx')) },
];

/** The route an address belongs to; null for an unknown one. */
export function routeOf(location: string): Route | null {
  const path = location.replace(/[?#].*$/, '');
  return (
    routes.find((route) => path === route.path || (route.path !== '/' && path.startsWith(`${route.path}/`))) ?? null
  );
}
