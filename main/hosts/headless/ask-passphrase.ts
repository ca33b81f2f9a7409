import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';

/**
 * The passphrase of the encrypted secrets file: from PLUMBLINE_PASSPHRASE, else asked for on the terminal without showing
 * it, else null. Taken out of the environment, so that no program started by us inherits it.
 */
export async function askPassphrase(): Promise<string | null> {
  const given = process.env.PLUMBLINE_PASSPHRASE;
  if (given !== undefined) {
    delete process.env.PLUMBLINE_PASSPHRASE;
    return given;
  }
  if (!process.stdin.isTTY || !process.stderr.isTTY) return null;
  process.stderr.write('Passphrase of the encrypted secrets file: ');
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const terminal = createInterface({ input: process.stdin, output: silent, terminal: true });
  try {
    return await terminal.question('');
  } finally {
    terminal.close();
    process.stderr.write('\n');
  }
}
