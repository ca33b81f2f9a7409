import { Button, CopyButton, Group, Loader, Modal, Stack, Text, Textarea } from '@mantine/core';
import { Check, Copy } from 'lucide-react';
import { useQuery } from '../store/index.ts';
import { ErrorCallout } from './callouts.tsx';

/** A letter to the accountant about everything that closed books hold, to be copied into an e-mail. */
export function AskDialog({ onClose }: { onClose: () => void }) {
  const note = useQuery('problems.note', {}, { topics: ['problems'] });
  return (
    <Modal opened onClose={onClose} size="lg" title="Ask the accountant" closeButtonProps={{ 'aria-label': 'Close' }}>
      {note.data === null ? (
        note.error ? (
          <ErrorCallout error={note.error} onRetry={note.refetch} />
        ) : (
          <Loader size="sm" type="dots" aria-label="Loading" />
        )
      ) : (
        <Stack gap={14}>
          <Text c="var(--pl-text-2)">
            Send this to whoever closes the books. What is held stays held, and goes by itself when the period is open.
          </Text>
          <Textarea
            label={note.data.subject}
            value={note.data.text}
            readOnly
            autosize
            minRows={6}
            maxRows={18}
            data-autofocus
          />
          <Group justify="flex-end" gap={8}>
            <Button variant="default" onClick={onClose}>
              Close
            </Button>
            <CopyButton value={`${note.data.subject}\n\n${note.data.text}`}>
              {({ copied, copy }) => (
                <Button
                  leftSection={copied ? <Check size={15} aria-hidden /> : <Copy size={15} aria-hidden />}
                  onClick={copy}
                >
                  {copied ? 'Copied' : 'Copy letter'}
                </Button>
              )}
            </CopyButton>
          </Group>
        </Stack>
      )}
    </Modal>
  );
}
