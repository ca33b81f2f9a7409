import { Drawer } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './detail-drawer.module.css';

/**
 * Details beside a list. The screen opens it by navigating to the detail's own address and closes it by navigating back
 * to the list's (`onClose`; Esc and a click outside do the same), so the list keeps its place and a reload loses nothing.
 */
export function DetailDrawer({
  opened,
  onClose,
  title,
  subtitle,
  actions,
  footer,
  width = 560,
  children,
}: {
  opened: boolean;
  onClose: () => void;
  title: ReactNode;
  subtitle?: ReactNode;
  /** Buttons beside the close button. */
  actions?: ReactNode;
  /** Stays at the bottom while the content scrolls. */
  footer?: ReactNode;
  /** In px; never wider than the window. */
  width?: number;
  children: ReactNode;
}) {
  // Esc is heard by every open dialog at once: one that asks something on top of the drawer is closed alone.
  const close = (): void => {
    const onTop = document.querySelectorAll('[role="dialog"]').length > 1;
    if (!onTop) onClose();
  };
  return (
    <Drawer.Root
      opened={opened}
      onClose={close}
      position="right"
      size={`min(100vw, ${width}px)`}
      // Not as className of the content: the library puts that on the full-width frame around it as well.
      classNames={{ content: classes.content ?? '' }}
    >
      <Drawer.Overlay className={classes.overlay} backgroundOpacity={0.18} />
      <Drawer.Content>
        <div className={classes.inner}>
          <header className={classes.head}>
            {/* The focus begins here, so that a screen reader reads the title and Tab goes on to the acts. */}
            <div className={classes.titles} tabIndex={-1} data-autofocus>
              <Drawer.Title className={classes.title}>{title}</Drawer.Title>
              {subtitle !== undefined && <div className={classes.subtitle}>{subtitle}</div>}
            </div>
            {actions}
            <Drawer.CloseButton aria-label="Close" />
          </header>
          <div className={classes.body}>{children}</div>
          {footer !== undefined && <footer className={classes.footer}>{footer}</footer>}
        </div>
      </Drawer.Content>
    </Drawer.Root>
  );
}
