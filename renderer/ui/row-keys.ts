import { type KeyboardEvent, type RefObject, useEffect, useRef, useState } from 'react';

type Options = {
  count: number;
  box: RefObject<HTMLElement | null>;
  hotkeys: boolean;
  scrollTo: (index: number) => void;
  onEnter: (index: number) => void;
  onMark: (index: number) => void;
};

/** True where a key belongs to what is being typed in. */
export const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

/** Moves the focus through rows: one row is in the tab order, arrows or j/k move it, Enter opens, x marks. */
export function useRowKeys({ count, box, hotkeys, scrollTo, onEnter, onMark }: Options) {
  const [active, setActive] = useState(0);
  const focusNext = useRef(false);
  const shown = Math.min(active, Math.max(0, count - 1));

  // A row far away is drawn a frame after scrolling to it, so the focus follows the drawing.
  useEffect(() => {
    if (!focusNext.current) return;
    const frame = requestAnimationFrame(() => {
      focusNext.current = false;
      box.current?.querySelector<HTMLElement>(`[data-row="${shown}"]`)?.focus({ preventScroll: false });
    });
    return () => cancelAnimationFrame(frame);
  }, [shown, box]);

  const go = (index: number): void => {
    if (count === 0) return;
    const next = Math.max(0, Math.min(count - 1, index));
    focusNext.current = true;
    scrollTo(next);
    if (next === shown) box.current?.querySelector<HTMLElement>(`[data-row="${next}"]`)?.focus();
    setActive(next);
  };

  const handle = (key: string): boolean => {
    if (key === 'j' || key === 'ArrowDown') go(shown + 1);
    else if (key === 'k' || key === 'ArrowUp') go(shown - 1);
    else if (key === 'Home') go(0);
    else if (key === 'End') go(count - 1);
    else if (key === 'Enter') onEnter(shown);
    else if (key === 'x') onMark(shown);
    else return false;
    return true;
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    // Enter on a button or link inside a row is that button's.
    if (event.key === 'Enter' && !(event.target as HTMLElement).hasAttribute('data-row')) return;
    if (handle(event.key)) event.preventDefault();
  };

  const latest = useRef({ shown, go });
  latest.current = { shown, go };
  useEffect(() => {
    if (!hotkeys) return;
    const listen = (event: globalThis.KeyboardEvent): void => {
      if (event.target !== document.body || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key !== 'j' && event.key !== 'k') return;
      latest.current.go(latest.current.shown);
      event.preventDefault();
    };
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, [hotkeys]);

  return { active: shown, setActive, onKeyDown };
}
