import { parseArgs } from 'node:util';
import type { SecretsKind } from '../open-secrets.ts';
import { platformRoot } from '../platform-choice.ts';

export type Flags = {
  /** 0 takes any free port. */
  port: number;
  /** Null: the system's place for application data. */
  data: string | null;
  open: boolean;
  json: boolean;
  /** Null: the keychain, or memory for this session where there is none (which is said). */
  secrets: SecretsKind | null;
  /** Put damaged databases back from their newest backup first. */
  restore: boolean;
  /** Root of a platform's interface, in the place of the workspace; null for the workspace. */
  platform: string | null;
  help: boolean;
};

export const USAGE = `Plumbline without a desktop: the same app in the browser of this computer.

  npm run serve -- [--port N] [--data DIR] [--secrets keychain|file|memory] [--no-open] [--json]
                   [--restore] [--platform-url URL]

  --port N       port on 127.0.0.1 (default: any free one)
  --data DIR     folder for databases and logs (default: the system's place for application data)
  --secrets K    where sign-ins are kept: keychain; file (encrypted, opened by a passphrase: asked for, or
                 PLUMBLINE_PASSPHRASE); memory (until Plumbline stops)
  --restore      put damaged databases back from their newest sound backup first; sound ones are left alone
  --platform-url URL
                 sync with a platform that serves the Platform API instead of the built-in workspace. Its API key is taken
                 from PLUMBLINE_PLATFORM_KEY at the first start and kept where sign-ins are
  --no-open      do not open the browser
  --json         print one line {"ready":true,"url":…,"token":…} when ready
`;

const KINDS: readonly SecretsKind[] = ['keychain', 'file', 'memory'];

/** Reads the command line. A wrong flag is told in one sentence. */
export function readFlags(args: string[]): { ok: true; flags: Flags } | { ok: false; sentence: string } {
  const wrong = (sentence: string) => ({ ok: false as const, sentence });
  let values: {
    port?: string;
    data?: string;
    secrets?: string;
    'no-open'?: boolean;
    json?: boolean;
    restore?: boolean;
    'platform-url'?: string;
    help?: boolean;
  };
  try {
    ({ values } = parseArgs({
      args,
      strict: true,
      allowPositionals: false,
      options: {
        port: { type: 'string' },
        data: { type: 'string' },
        secrets: { type: 'string' },
        'no-open': { type: 'boolean' },
        json: { type: 'boolean' },
        restore: { type: 'boolean' },
        'platform-url': { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    }));
  } catch (thrown) {
    return wrong(inWords(thrown));
  }
  if (values.port !== undefined && !(/^\d{1,5}$/.test(values.port) && Number(values.port) <= 65_535))
    return wrong(`--port must be a number from 0 to 65535, not "${values.port}".`);
  if (values.data === '') return wrong('--data needs a folder.');
  const kind = KINDS.find((one) => one === values.secrets);
  if (values.secrets !== undefined && kind === undefined)
    return wrong(`--secrets must be keychain, file or memory, not "${values.secrets}".`);
  const platform = values['platform-url'] === undefined ? null : platformRoot(values['platform-url']);
  if (platform === null && values['platform-url'] !== undefined)
    return wrong('--platform-url must be an https address, or http on this computer, without a user or a query.');
  return {
    ok: true,
    flags: {
      port: Number(values.port ?? 0),
      data: values.data ?? null,
      open: values['no-open'] !== true && values.json !== true,
      json: values.json === true,
      secrets: kind ?? null,
      restore: values.restore === true,
      platform,
      help: values.help === true,
    },
  };
}

/** Node's own messages, cut to what a person needs. */
function inWords(thrown: unknown): string {
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  const flag = /'(-{1,2}[^' ]+)[^']*'/.exec(message)?.[1] ?? /'([^']+)'/.exec(message)?.[1] ?? '';
  const code = thrown instanceof Error && 'code' in thrown ? thrown.code : '';
  if (code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION') return `There is no flag ${flag}.`;
  if (code === 'ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL') return `"${flag}" is not a flag; see --help.`;
  if (/argument missing|argument is ambiguous/.test(message)) return `${flag} needs a value after it.`;
  if (/does not take an argument/.test(message)) return `${flag} takes no value.`;
  return message;
}
