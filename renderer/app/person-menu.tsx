import { Menu, UnstyledButton } from '@mantine/core';
import { KeyRound, LogOut, MonitorX } from 'lucide-react';
import { useState } from 'react';
import { useAppStore, useCommand, useMe } from '../store/index.ts';
import { ROLE_WORD } from '../ui/index.ts';
import { ChangePassword } from './change-password.tsx';
import classes from './frame.module.css';

/** Who sits here, where people sign in: their password, and the way out. At the owner's own window there is none. */
export function PersonMenu() {
  const me = useMe();
  const { session } = useAppStore();
  const signOut = useCommand('session.signOut');
  const everywhere = useCommand('session.signOutEverywhere');
  const [changing, setChanging] = useState(false);
  if (me === null || me.local) return null;
  const leave = async (command: typeof signOut | typeof everywhere): Promise<void> => {
    await command.run({});
    session?.forget();
  };
  return (
    <>
      <Menu position="bottom-end" width={250}>
        <Menu.Target>
          <UnstyledButton className={classes.person} aria-label={`${me.name}, ${ROLE_WORD[me.role]}`} title={me.name}>
            {initials(me.name)}
          </UnstyledButton>
        </Menu.Target>
        <Menu.Dropdown>
          <div className={classes.personHead}>
            <b>{me.name}</b>
            <span>
              {ROLE_WORD[me.role]}
              {me.login !== null && ` · ${me.login}`}
            </span>
          </div>
          <Menu.Divider />
          <Menu.Item leftSection={<KeyRound size={15} aria-hidden />} onClick={() => setChanging(true)}>
            Change password
          </Menu.Item>
          <Menu.Item leftSection={<MonitorX size={15} aria-hidden />} onClick={() => void leave(everywhere)}>
            Sign out everywhere
          </Menu.Item>
          <Menu.Item leftSection={<LogOut size={15} aria-hidden />} onClick={() => void leave(signOut)}>
            Sign out
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {changing && <ChangePassword onClose={() => setChanging(false)} />}
    </>
  );
}

const initials = (name: string): string =>
  name
    .split(/\s+/)
    .filter(Boolean)
    .flatMap((word, index, words) => (index === 0 || index === words.length - 1 ? [[...word][0]] : []))
    .join('')
    .toUpperCase();
