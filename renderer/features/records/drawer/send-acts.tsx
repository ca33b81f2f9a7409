import { Button, Group, Menu, Modal, Stack, Text, TextInput } from '@mantine/core';
import { FileDown, Mail } from 'lucide-react';
import { useState } from 'react';
import type { RecordDetail } from '../../../../shared/contract/records.ts';
import { type EntityDescriptor, partyOf } from '../../../../shared/entity.ts';
import { useCommand, useMay, useQuery } from '../../../store/index.ts';
import { ErrorCallout, formatDate, toast } from '../../../ui/index.ts';

type Kind = { descriptor: EntityDescriptor; detail: RecordDetail };

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Whether QuickBooks has the document, so that it can print it; void ones included. */
export const isThere = ({ descriptor, detail }: Kind): boolean =>
  descriptor.emailField !== undefined && detail.row.quickbooksId !== null && detail.quickbooksLife !== 'deleted';

/** Whether it can be sent now: QuickBooks has just what stands here. */
export const canBeSent = (kind: Kind): boolean =>
  isThere(kind) && kind.detail.quickbooksLife === 'live' && /^(equal|differs)$/.test(kind.detail.row.state);

/** Hands a file over to the browser. */
function save(name: string, base64: string): void {
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  const url = URL.createObjectURL(new Blob([bytes], { type: 'application/pdf' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** Downloads the PDF; a refusal is handed to the caller, who has the room to show it. */
export function usePdf({ detail }: Kind) {
  const pdf = useCommand('documents.pdf');
  const { row } = detail;
  const load = async (): Promise<void> => {
    const answer = await pdf.run({ entity: row.entity, key: row.key });
    if (answer.ok) save(answer.value.name, answer.value.base64);
  };
  return { load: () => void load(), error: pdf.error, pending: pdf.pending };
}

export const PdfItem = ({ onChoose }: { onChoose: () => void }) => (
  <Menu.Item leftSection={<FileDown size={15} aria-hidden />} onClick={onChoose}>
    Download PDF
  </Menu.Item>
);

/** Sends the document from QuickBooks, once it was said to whom. */
export function SendButton(kind: Kind) {
  const { descriptor, detail } = kind;
  const { may } = useMay('documents.send', descriptor.name);
  const [asking, setAsking] = useState(false);
  if (!may || !canBeSent(kind)) return null;
  return (
    <>
      <Button variant="default" leftSection={<Mail size={15} aria-hidden />} onClick={() => setAsking(true)}>
        Send by e-mail
      </Button>
      {asking && <SendDialog descriptor={descriptor} detail={detail} onClose={() => setAsking(false)} />}
    </>
  );
}

function SendDialog({ descriptor, detail, onClose }: Kind & { onClose: () => void }) {
  const send = useCommand('documents.send');
  const { row } = detail;
  const body = detail.platform ?? detail.quickbooks ?? {};
  const own = text(body[descriptor.emailField ?? '']);
  // A document without an address of its own goes to its customer's, unless another is typed.
  const party = partyOf(descriptor);
  const whose = own === '' ? text(detail.platform?.[party?.name ?? '']) : '';
  const customer = useQuery('records.get', whose === '' ? null : { entity: party?.entity ?? '', key: whose }, {
    topics: ['records'],
  });
  const [typed, setTo] = useState<string | null>(null);
  const to = typed ?? (own === '' ? text(customer.data?.platform?.email) : own);
  const before = text(body.emailedOn);
  const run = async (): Promise<void> => {
    if (!(await send.run({ entity: row.entity, key: row.key, to: to.trim() })).ok) return;
    toast(`${row.title} was sent to ${to.trim()}.`);
    onClose();
  };
  return (
    <Modal opened onClose={onClose} title={`Send ${row.title}`} closeButtonProps={{ 'aria-label': 'Close' }}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (!send.pending) void run();
        }}
      >
        <Stack gap={16}>
          <Text c="var(--pl-text-2)">
            QuickBooks sends it with its own message and the PDF, as it stands there now.
            {before !== '' && ` It was sent before, on ${formatDate(before)}.`}
          </Text>
          <TextInput
            label="To"
            type="email"
            value={to}
            onChange={(event) => setTo(event.currentTarget.value)}
            description="It becomes the address of the document on both sides."
            inputWrapperOrder={['label', 'input', 'error', 'description']}
            data-autofocus
          />
          {send.error !== null && <ErrorCallout error={send.error} />}
          <Group justify="flex-end" gap={8}>
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={send.pending} disabled={to.trim() === ''}>
              {before === '' ? 'Send' : 'Send again'}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
