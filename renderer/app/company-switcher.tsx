import { Menu, UnstyledButton } from '@mantine/core';
import { Check, ChevronsUpDown, Settings2 } from 'lucide-react';
import { useLocation } from 'wouter';
import type { CompanyEntry } from '../../shared/contract/companies.ts';
import { useAppStore, useMe, useQuery, useStatus } from '../store/index.ts';
import { DiamondAlert, ENVIRONMENT_WORD, formatCount, HealthPill } from '../ui/index.ts';
import classes from './company-switcher.module.css';
import frame from './frame.module.css';

/** Which company this window shows. The owner goes to another one from here, and sees how each of them fares. */
export function CompanySwitcher() {
  const status = useStatus();
  const me = useMe();
  const { choose } = useAppStore();
  const [, navigate] = useLocation();
  const list = useQuery('companies.list', me?.local === true ? {} : null, { topics: ['companies', 'connection'] });
  const companies = list.data?.companies ?? [];
  const here = companies.find((one) => one.current);
  const name = here && companies.length > 1 ? here.name : (status?.company?.companyName ?? null);
  const label = name ?? (status === null ? null : 'No company connected');
  if (label === null) return null;
  if (here === undefined)
    return (
      <span className={name === null ? frame.noCompany : frame.company} title={label}>
        {label}
      </span>
    );
  const elsewhere = companies.reduce((sum, one) => sum + (one.current ? 0 : one.needsYou), 0);
  const troubled = elsewhere > 0 || companies.some((one) => !one.current && one.health.state === 'error');
  return (
    <Menu position="bottom-start" width={400}>
      <Menu.Target>
        <UnstyledButton
          className={`${classes.target} ${name === null ? frame.noCompany : frame.company}`}
          aria-label={`Company: ${label}${troubled ? ', another company needs you' : ''}`}
        >
          <span className={classes.label}>{label}</span>
          {troubled && (
            <span className={classes.elsewhere}>
              <DiamondAlert size={14} />
            </span>
          )}
          <ChevronsUpDown size={14} aria-hidden />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown className={classes.menu ?? ''}>
        <Menu.Label>Companies</Menu.Label>
        {companies.map((one) => (
          <Menu.Item
            key={one.id}
            leftSection={<Check size={15} aria-hidden className={one.current ? '' : classes.hidden} />}
            aria-current={one.current}
            onClick={() => {
              if (!one.current) void choose(one.id);
            }}
          >
            <span className={classes.row}>
              <span className={classes.who}>
                <b>{one.name}</b>
                <span>{factsOf(one)}</span>
              </span>
              <Health entry={one} />
            </span>
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item leftSection={<Settings2 size={15} aria-hidden />} onClick={() => navigate('/settings/companies')}>
          {companies.length > 1 ? 'Manage companies' : 'Add another company'}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

/** What tells a company from others of its name. */
function factsOf({ company, name, needsYou }: CompanyEntry): string {
  if (company === null) return 'Not connected yet';
  const parts = [
    ...(company.companyName === name ? [] : [company.companyName]),
    ENVIRONMENT_WORD[company.environment],
    ...(needsYou > 0 ? [`${formatCount(needsYou)} need you`] : []),
  ];
  return parts.join(' · ');
}

/** How a company fares; before its first plan there is nothing to be well or ill. */
export function Health({ entry }: { entry: CompanyEntry }) {
  const { stage, health } = entry;
  if (health.state !== 'error' && stage === 'notConnected') return <span className={classes.quiet}>Not connected</span>;
  if (health.state !== 'error' && stage !== 'live') return <span className={classes.quiet}>Setting up</span>;
  return <HealthPill state={health.state} />;
}
