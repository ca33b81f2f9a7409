import { Loader } from '@mantine/core';
import { useQuery } from '../../../store/index.ts';
import { ErrorCallout, StaleNote } from '../../../ui/index.ts';
import { ConnectForm } from './connect-form.tsx';
import { Connected } from './connected.tsx';

/** What only a new sign-in mends. */
const SIGN_IN_AGAIN = ['connection.credentials', 'connection.permission', 'connection.notKept'];

/** The company at the other end: how it stands, or how to connect one. */
export function Connection() {
  const connection = useQuery('connection.get', {}, { topics: ['connection', 'status'] });
  if (connection.data === null)
    return connection.error ? (
      <ErrorCallout error={connection.error} onRetry={connection.refetch} />
    ) : (
      <Loader size="sm" type="dots" aria-label="Loading" />
    );
  const { data } = connection;
  const revoked = data.error !== null && SIGN_IN_AGAIN.includes(data.error.code);
  return (
    <>
      {connection.outdated && <StaleNote at={connection.at} onRetry={connection.refetch} />}
      {data.error && <ErrorCallout error={data.error} />}
      {data.company && <Connected connection={data} company={data.company} />}
      {(data.company === null || revoked) && (
        <ConnectForm
          previous={data.company ?? data.previousCompany}
          secretsKind={data.secretsKind}
          again={data.company !== null}
        />
      )}
    </>
  );
}
