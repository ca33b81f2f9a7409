import type { AppEvent } from '../../shared/contract/events.ts';
import type { InputOf, OperationName, OutputOf } from '../../shared/contract/index.ts';
import type { SignIn } from '../../shared/contract/people.ts';
import type { AppError } from '../../shared/errors.ts';

/**
 * A failure as the window shows it. Every `AppError` of the contract is one; so are failures of the way to the host,
 * which have no code in the catalogue because the host never saw them.
 */
export type ShownError = Omit<AppError, 'code'> & { code: AppError['code'] | 'window.unreachable' | 'window.answer' };

/** Answer of a call: a value, or an error as data. A transport never throws. */
export type Answer<N extends OperationName> = { ok: true; value: OutputOf<N> } | { ok: false; error: ShownError };

/**
 * The way to the host.
 * - `connecting`: not yet heard anything.
 * - `open`: events arrive.
 * - `lost`: the host went quiet; tried again at `retryAt` (epoch ms).
 * - `denied`: the host refuses this window's token; nothing is tried until a new one is given.
 */
export type LinkState =
  | { state: 'connecting' }
  | { state: 'open' }
  | { state: 'lost'; attempt: number; retryAt: number }
  | { state: 'denied' };

/** The one door between the window and the engine. Implementations: `bridge` (desktop app), `http` (browser). */
export type Transport = {
  kind: 'bridge' | 'http';
  call<N extends OperationName>(name: N, input: InputOf<N>): Promise<Answer<N>>;
  /** Starts listening; answers the function that stops. */
  subscribe(onEvent: (event: AppEvent) => void, onLink: (link: LinkState) => void): () => void;
  /** Shows another company of the list in this window, which begins anew; null: the first. */
  choose(id: string | null): Promise<void>;
  /** Only where a token can be typed in (`http`). */
  setToken?(token: string): void;
  /**
   * Signs in, or forgets who was signed in; the window begins anew after both, so that nothing of one person is left for
   * the next. Only where people sign in (`http`).
   */
  session?: {
    signIn(input: SignIn): Promise<{ ok: true } | { ok: false; error: ShownError }>;
    forget(): void;
  };
};

export const unreachable = (): ShownError => ({
  code: 'window.unreachable',
  retryable: true,
  userSentence: 'Plumbline does not answer.',
  remedy: 'Check that it is still running on this computer; this window reconnects by itself.',
  values: {},
});

export const unreadable = (status: number): ShownError => ({
  code: 'window.answer',
  retryable: true,
  userSentence: 'Plumbline sent an answer this window cannot read.',
  remedy: 'Reload the window. If it repeats, the window and the engine are of different versions: restart Plumbline.',
  values: {},
  native: { httpStatus: status },
});
