/**
 * Starts and stops the product's real processes for tests: the sandbox company and the headless host. Used by the crash,
 * integration, bench and end-to-end suites. Nothing here sleeps for a fixed time: everything awaits a condition.
 *
 *   const sandbox = await startSandbox({ company: 'empty' });
 *   const host = await startHost({ data: await temporaryFolder() });
 *   await host.connect(sandbox);
 *   await host.until('app.status', {}, (status) => status.stage === 'live');
 *   await host.stop();
 *   await sandbox.stop();
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { AppEvent } from '../../shared/contract/events.ts';
import type { InputOf, OperationName, OutputOf, Reply } from '../../shared/contract/index.ts';
import { Failure } from '../../shared/errors.ts';
import { followEvents } from './events.ts';
import { type Qbo, qboClient } from './qbo.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const node24 = join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');

/** The project's own Node: the machine's may be older than the code needs. */
export const nodeBinary = (): string => (existsSync(node24) ? node24 : process.execPath);

/** Longest wait for a process to say it is ready, or for a condition: slow and shared machines included. */
const PATIENCE_MS = 60_000;

/** How a process ended: one of the two is null. */
export type Ended = { code: number | null; signal: NodeJS.Signals | null };

/** A child process that said `{"ready":true,…}` on its first line. */
export type Running<Ready> = {
  readonly pid: number;
  /** The ready line. */
  readonly ready: Ready;
  /** What it wrote to standard error so far, for messages of failing tests. */
  said(): string;
  /** Resolves when it is gone. */
  readonly ended: Promise<Ended>;
  /** Asks it to leave (SIGTERM) and waits until it did. */
  stop(): Promise<Ended>;
  /** `kill -9`: no handler runs, nothing is flushed. Waits until it is gone. */
  kill(): Promise<Ended>;
};

const children = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of children) child.kill('SIGKILL');
});

/** A folder of its own under the system's temporary one. */
export const temporaryFolder = (): Promise<string> => mkdtemp(join(tmpdir(), 'plumbline-'));
export const removeFolder = (path: string): Promise<void> =>
  rm(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });

/** Starts one of the project's TypeScript entries and waits for its ready line. */
export async function startProcess<Ready>(
  entry: string,
  args: string[],
  env: Record<string, string> = {},
): Promise<Running<Ready>> {
  const child = spawn(nodeBinary(), ['--disable-warning=ExperimentalWarning', join(root, entry), ...args], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  });
  children.add(child);
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors = (errors + text).slice(-20_000);
  });
  const ended = new Promise<Ended>((resolve) => {
    child.once('exit', (code, signal) => {
      children.delete(child);
      resolve({ code, signal });
    });
  });
  const ready = await new Promise<Ready>((resolve, reject) => {
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error(`${entry} did not say it is ready within ${PATIENCE_MS} ms\n${errors}`));
    }, PATIENCE_MS);
    const settle = (act: () => void): void => {
      clearTimeout(timer);
      act();
    };
    child.once('error', (error) => settle(() => reject(error)));
    void ended.then(({ code, signal }) =>
      settle(() => reject(new Error(`${entry} ended (${code ?? signal}) before it was ready\n${errors}`))),
    );
    const lines = createInterface({ input: child.stdout });
    lines.on('line', (line) => {
      try {
        const message: unknown = JSON.parse(line);
        if (typeof message === 'object' && message !== null && 'ready' in message)
          settle(() => resolve(message as Ready));
      } catch {
        // Not JSON: words for a person, which may come before.
      }
    });
  });
  const end = (signal: NodeJS.Signals) => async (): Promise<Ended> => {
    child.kill(signal);
    return ended;
  };
  return {
    pid: child.pid ?? 0,
    ready,
    said: () => errors,
    ended,
    stop: end('SIGTERM'),
    kill: end('SIGKILL'),
  };
}

/** First line of `npm run sandbox -- --json`. */
export type SandboxReady = {
  url: string;
  realmId: string;
  clientId: string;
  clientSecret: string;
  accessToken: string;
  refreshToken: string;
  verifierToken: string;
};

export type SandboxProcess = Running<SandboxReady> & {
  /** The company as another QuickBooks client (or a person in QuickBooks) uses it. */
  readonly qbo: Qbo;
};

/** Starts the sandbox company as a process. `args` adds flags of its command line. */
export async function startSandbox(
  options: { company?: string; port?: number; args?: string[] } = {},
): Promise<SandboxProcess> {
  const args = ['--json', '--company', options.company ?? 'empty'];
  if (options.port !== undefined) args.push('--port', String(options.port));
  const running = await startProcess<SandboxReady>('main/sandbox/server/cli.ts', [...args, ...(options.args ?? [])]);
  return { ...running, qbo: qboClient(running.ready) };
}

/** Passphrase of the encrypted secrets file that tests use; it guards nothing but a sandbox company. */
const TEST_PASSPHRASE = 'only for tests';

export type HostProcess = Running<{ url: string; token: string }> &
  HostCalls & {
    readonly data: string;
    /** The same calls about another company of the list. */
    company(id: string): HostCalls;
  };

/** What a test asks of one company of a host. */
export type HostCalls = {
  /** Calls a command or query. Throws `Failure` when the answer is an error. */
  call<N extends OperationName>(name: N, input: InputOf<N>): Promise<OutputOf<N>>;
  /** The same with the error as a value. Network faults (the host is gone) still throw. */
  attempt<N extends OperationName>(name: N, input: InputOf<N>): Promise<Reply<N>>;
  /** Follows the event stream. `close()` ends it; so does the host's end. */
  events(listener: (event: AppEvent) => void): { close(): void; readonly closed: Promise<void> };
  /**
   * Waits until an answer fits: asks at once, then after every event, until `patienceMs` (a minute unless told). The
   * error names the last answer.
   */
  until<N extends OperationName>(
    name: N,
    input: InputOf<N>,
    fits: (answer: OutputOf<N>) => boolean,
    patienceMs?: number,
  ): Promise<OutputOf<N>>;
  /** Connects to a running sandbox company with the tokens of its ready line. */
  connect(sandbox: SandboxProcess): Promise<void>;
  /** Preview and Apply of exactly that plan; answers the plan. */
  applyPlan(): Promise<OutputOf<'sync.preview'>>;
};

type HostOptions = {
  data: string;
  secrets?: 'file' | 'memory' | 'keychain';
  port?: number;
  args?: string[];
  /** Beside the environment of the test. */
  env?: Record<string, string>;
};

const HOST = 'main/hosts/headless/cli.ts';
const HOST_ENV = { PLUMBLINE_PASSPHRASE: TEST_PASSPHRASE };
const hostArgs = (options: HostOptions): string[] => [
  '--json',
  '--no-open',
  '--data',
  options.data,
  '--secrets',
  options.secrets ?? 'file',
  ...(options.port === undefined ? [] : ['--port', String(options.port)]),
  ...(options.args ?? []),
];

/** Starts a host and kills it (`kill -9`) so many milliseconds later, ready or not. */
export async function startAndKillHost(options: HostOptions, afterMs: number): Promise<void> {
  const child = spawn(nodeBinary(), [join(root, HOST), ...hostArgs(options)], {
    cwd: root,
    stdio: 'ignore',
    env: { ...process.env, ...HOST_ENV },
  });
  children.add(child);
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  setTimeout(() => child.kill('SIGKILL'), afterMs);
  await ended;
  children.delete(child);
}

/**
 * Starts the headless host on a data folder. Secrets default to the encrypted file, so that a second start on the same
 * folder finds its tokens again.
 */
export async function startHost(options: HostOptions): Promise<HostProcess> {
  const running = await startProcess<{ url: string; token: string }>(HOST, hostArgs(options), {
    ...HOST_ENV,
    ...options.env,
  });
  const { ready } = running;
  return {
    ...running,
    ...callsOf(ready),
    data: options.data,
    company: (id) => callsOf(ready, id),
  };
}

/** The calls of one company; the first when none is named. */
function callsOf({ url, token }: { url: string; token: string }, company?: string): HostCalls {
  const attempt = async <N extends OperationName>(name: N, input: InputOf<N>): Promise<Reply<N>> => {
    const answer = await fetch(new URL(`api/${name}`, url), {
      method: 'POST',
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        ...(company === undefined ? {} : { 'plumbline-company': company }),
      },
      body: JSON.stringify(input),
    });
    return (await answer.json()) as Reply<N>;
  };
  const call = async <N extends OperationName>(name: N, input: InputOf<N>): Promise<OutputOf<N>> => {
    const reply = await attempt(name, input);
    if (!reply.ok) throw new Failure(reply.error);
    return reply.value;
  };
  const events: HostCalls['events'] = (listener) =>
    followEvents({ url, token, ...(company === undefined ? {} : { company }) }, listener);

  const until: HostCalls['until'] = (name, input, fits, patienceMs = PATIENCE_MS) =>
    new Promise((resolve, reject) => {
      let asking = false;
      let again = false;
      let last: unknown = 'nothing was answered';
      const finish = (act: () => void): void => {
        clearTimeout(timer);
        stream.close();
        act();
      };
      const ask = async (): Promise<void> => {
        if (asking) {
          again = true;
          return;
        }
        asking = true;
        do {
          again = false;
          try {
            const answer = await call(name, input);
            last = answer;
            if (fits(answer)) {
              finish(() => resolve(answer));
              return;
            }
          } catch (thrown) {
            last = thrown;
            if (!(thrown instanceof Failure)) {
              finish(() => reject(thrown));
              return;
            }
          }
        } while (again);
        asking = false;
      };
      const stream = events(() => void ask());
      const timer = setTimeout(() => {
        const seen = last instanceof Error ? last.message : JSON.stringify(last)?.slice(0, 4000);
        finish(() => reject(new Error(`${name} did not become as wanted within ${patienceMs} ms; last: ${seen}`)));
      }, patienceMs);
      void ask();
    });

  return {
    attempt,
    call,
    events,
    until,
    connect: async (sandbox) => {
      const { realmId, clientId, clientSecret, accessToken, refreshToken } = sandbox.ready;
      await call('connection.adopt', {
        environment: 'sandboxCompany',
        baseUrl: sandbox.ready.url,
        realmId,
        clientId,
        clientSecret,
        accessToken,
        refreshToken,
      });
    },
    applyPlan: async () => {
      const plan = await call('sync.preview', {});
      await call('sync.apply', { planId: plan.planId, hash: plan.hash, confirmWarning: plan.warning !== null });
      return plan;
    },
  };
}

/**
 * Waits until something outside the host is so (a record in QuickBooks): asks again every `everyMs`, since nobody tells.
 */
export async function eventually<T>(
  ask: () => Promise<T>,
  fits: (answer: T) => boolean,
  options: { patienceMs?: number; everyMs?: number; what?: string } = {},
): Promise<T> {
  const until = performance.now() + (options.patienceMs ?? PATIENCE_MS);
  for (;;) {
    const answer = await ask();
    if (fits(answer)) return answer;
    if (performance.now() > until)
      throw new Error(
        `${options.what ?? 'The condition'} did not come; last: ${JSON.stringify(answer)?.slice(0, 4000)}`,
      );
    await new Promise((resolve) => setTimeout(resolve, options.everyMs ?? 50));
  }
}
