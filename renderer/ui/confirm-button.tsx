import { Button, type ButtonProps, Group, Modal, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import type { ReactNode } from 'react';

type Props = Omit<ButtonProps, 'children'> & {
  children: ReactNode;
  /** The question as a heading: "Disconnect Craig's Roofing?" */
  title: string;
  /** What will happen and what will not. */
  body: ReactNode;
  /** The act in words, never "OK": "Disconnect". */
  act: string;
  danger?: boolean;
  onConfirm: () => void;
};

/** A button whose act is asked for once more, in words. Focus begins on the harmless choice. */
export function ConfirmButton({ children, title, body, act, danger, onConfirm, ...button }: Props) {
  const [opened, { open, close }] = useDisclosure(false);
  return (
    <>
      <Button variant="default" {...button} onClick={open}>
        {children}
      </Button>
      <Modal opened={opened} onClose={close} title={title} closeButtonProps={{ 'aria-label': 'Close' }}>
        <Stack gap="lg">
          <Text component="div" size="md" c="var(--pl-text-2)">
            {body}
          </Text>
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={close} data-autofocus>
              Cancel
            </Button>
            <Button
              {...(danger ? { color: 'red' } : {})}
              onClick={() => {
                close();
                onConfirm();
              }}
            >
              {act}
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  );
}
