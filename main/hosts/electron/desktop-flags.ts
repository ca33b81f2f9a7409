import { parseArgs } from 'node:util';
import type { SecretsKind } from '../open-secrets.ts';

const KINDS: readonly SecretsKind[] = ['keychain', 'file', 'memory'];

/**
 * The flags of the desktop app. Chromium and the system add flags of their own (and addresses to open), so unknown ones are
 * passed over here, where the headless host refuses them.
 */
export function readDesktopFlags(args: string[]): { data: string | null; secrets: SecretsKind | null } {
  const { values } = parseArgs({
    args,
    strict: false,
    allowPositionals: true,
    options: { data: { type: 'string' }, secrets: { type: 'string' } },
  });
  return {
    data: typeof values.data === 'string' && values.data !== '' ? values.data : null,
    secrets: KINDS.find((kind) => kind === values.secrets) ?? null,
  };
}
