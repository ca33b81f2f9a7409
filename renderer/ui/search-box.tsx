import { CloseButton, TextInput } from '@mantine/core';
import { Search } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { Kbd } from './marks.tsx';
import { isTyping } from './row-keys.ts';

/** Rest after the last letter before the list is asked, in ms: typing a name asks once, and still feels immediate. */
const REST_MS = 180;

/** The search of a list. `/` puts the cursor into it, Esc empties it. */
export function SearchBox({
  label,
  value,
  onChange,
  placeholder,
}: {
  /** Name for screen readers: "Search invoices". */
  label: string;
  value: string;
  onChange: (value: string) => void;
  placeholder?: string;
}) {
  const [typed, setTyped] = useState(value);
  const told = useRef(value);
  const input = useRef<HTMLInputElement>(null);
  // The address changed by itself (back, a cleared filter): show what it says.
  useEffect(() => {
    if (value === told.current) return;
    told.current = value;
    setTyped(value);
  }, [value]);
  useEffect(() => {
    if (typed === told.current) return;
    const timer = setTimeout(() => {
      told.current = typed;
      onChange(typed);
    }, REST_MS);
    return () => clearTimeout(timer);
  }, [typed, onChange]);
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      if (document.querySelector('[role="dialog"]')) return;
      event.preventDefault();
      input.current?.focus();
    };
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, []);
  return (
    <TextInput
      ref={input}
      type="search"
      aria-label={label}
      placeholder={placeholder ?? label}
      value={typed}
      onChange={(event) => setTyped(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || typed === '') return;
        event.stopPropagation();
        setTyped('');
      }}
      leftSection={<Search size={15} aria-hidden />}
      rightSection={
        typed === '' ? (
          <span aria-hidden>
            <Kbd>/</Kbd>
          </span>
        ) : (
          <CloseButton size="sm" aria-label="Clear search" onClick={() => setTyped('')} />
        )
      }
      styles={{ root: { flex: '1 1 220px', maxWidth: 360, minWidth: 0 } }}
    />
  );
}
