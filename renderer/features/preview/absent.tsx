import { Button, Loader } from '@mantine/core';
import { FileSearch, PlugZap } from 'lucide-react';
import { Link } from 'wouter';
import type { Status } from '../../../shared/contract/app.ts';
import { EmptyState, ErrorCallout, Page, type TellableError } from '../../ui/index.ts';

/** No plan stands: why, and the one button that makes one. */
export function Absent({
  status,
  loading,
  error,
  onRead,
}: {
  status: Status | null;
  loading: boolean;
  error: TellableError | null;
  onRead: () => void;
}) {
  return (
    <Page title="Preview">
      {error !== null && <ErrorCallout error={error} onRetry={onRead} retryLabel="Read both sides again" />}
      {error === null && (loading || status === null) && <Loader size="sm" type="dots" aria-label="Loading" />}
      {error === null &&
        !loading &&
        status !== null &&
        (status.stage === 'notConnected' ? (
          <EmptyState
            icon={PlugZap}
            title="No company is connected"
            sentence="A preview compares your records with a QuickBooks company, so one is needed first."
            action={
              <Button component={Link} href="/">
                Connect a company
              </Button>
            }
          />
        ) : (
          <EmptyState
            icon={FileSearch}
            title={status.stage === 'live' ? 'Syncing is on' : 'See what would change'}
            sentence={
              status.stage === 'live'
                ? 'Changes are settled as they come. A preview shows what a full comparison would do now; it writes nothing.'
                : 'Both sides are read and every record is compared. Nothing is written.'
            }
            action={<Button onClick={onRead}>Preview</Button>}
          />
        ))}
    </Page>
  );
}
