import { Button } from '@mantine/core';
import { Component, type ReactNode } from 'react';
import { Callout } from '../ui/index.ts';
import classes from './frame.module.css';

/** A fault in drawing takes down its own screen only, says so, and offers a way on. `resetKey` clears it when changed. */
export class ErrorBoundary extends Component<
  { children: ReactNode; resetKey?: string },
  { fault: Error | null; key: string | undefined }
> {
  override state: { fault: Error | null; key: string | undefined } = { fault: null, key: this.props.resetKey };

  static getDerivedStateFromError(fault: unknown) {
    return { fault: fault instanceof Error ? fault : new Error(String(fault)) };
  }

  static getDerivedStateFromProps(props: { resetKey?: string }, state: { key: string | undefined }) {
    return props.resetKey === state.key ? null : { fault: null, key: props.resetKey };
  }

  override render() {
    const { fault } = this.state;
    if (fault === null) return this.props.children;
    return (
      <div className={classes.fault}>
        <Callout
          tone="bad"
          title="This screen could not be drawn."
          actions={
            <>
              <Button size="xs" variant="default" onClick={() => this.setState({ fault: null })}>
                Try again
              </Button>
              <Button size="xs" variant="subtle" onClick={() => window.location.reload()}>
                Reload the window
              </Button>
            </>
          }
        >
          Your data is untouched: syncing goes on without the window. What went wrong: {fault.message}
        </Callout>
      </div>
    );
  }
}
