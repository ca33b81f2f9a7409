import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Status } from '../../shared/contract/app.ts';
import type { AppEvent, EventTopic } from '../../shared/contract/events.ts';
import type { OutputOf } from '../../shared/contract/index.ts';
import type { Me } from '../../shared/contract/people.ts';
import type { LinkState, ShownError, Transport } from '../transport/transport.ts';
import { type CacheDeps, createQueryCache, type QueryCache } from './query-cache.ts';
import { createRevisionTracker } from './revision.ts';

export type AppState = {
  link: LinkState;
  /** When the link was lost, epoch ms; null while it is open. */
  lostSince: number | null;
  status: Status | null;
  /** When `status` arrived, epoch ms. */
  statusAt: number | null;
  statusError: ShownError | null;
  descriptors: OutputOf<'app.describe'> | null;
  /** Who sits at this window; null until the first answer. */
  me: Me | null;
};

export type AppStore = {
  state: StoreApi<AppState>;
  cache: QueryCache;
  call: Transport['call'];
  /** `bridge` in the desktop app, `http` in a browser. */
  kind: Transport['kind'];
  /** Only where a token can be typed in. */
  setToken: ((token: string) => void) | null;
  /** Shows another company in this window, which begins anew; null: the first of the list. */
  choose: Transport['choose'];
  /** Only where people sign in. */
  session: Transport['session'] | null;
  /** Begins to listen; answers the function that stops. */
  start(): () => void;
};

export type StoreDeps = { transport: Transport } & Omit<CacheDeps, 'call'>;

/**
 * The window's state. It changes by events (and by the status read after connecting), never by the reply to a command:
 * what the engine committed is what is shown.
 */
export function createAppStore({ transport, now, setTimeout }: StoreDeps): AppStore {
  const state = createStore<AppState>(() => ({
    link: { state: 'connecting' },
    lostSince: null,
    status: null,
    statusAt: null,
    statusError: null,
    descriptors: null,
    me: null,
  }));
  const cache = createQueryCache({ call: transport.call, now, setTimeout });
  const revisions = createRevisionTracker();

  const applyStatus = (status: Status): void => {
    const current = state.getState().status;
    if (current !== null && status.revision < current.revision && revisions.last() === current.revision) return;
    state.setState({ status, statusAt: now(), statusError: null });
  };

  let reading = false;
  /** Reads the status once, however many gaps ask for it meanwhile. */
  const readStatus = async (): Promise<void> => {
    if (reading) return;
    reading = true;
    const answer = await transport.call('app.status', {});
    reading = false;
    if (!answer.ok) {
      state.setState({ statusError: answer.error });
      return;
    }
    if (revisions.baseline(answer.value.revision) === 'gap') cache.invalidate(null);
    applyStatus(answer.value);
  };

  const readDescriptors = async (): Promise<void> => {
    const answer = await transport.call('app.describe', {});
    if (answer.ok) state.setState({ descriptors: answer.value });
  };

  const readMe = async (): Promise<void> => {
    const answer = await transport.call('session.me', {});
    if (!answer.ok) return;
    const waited = state.getState().me?.mustChange === true && !answer.value.mustChange;
    state.setState({ me: answer.value });
    // Before somebody has a password of their own they are told nothing else.
    if (!waited) return;
    void readStatus();
    void readDescriptors();
  };

  const onEvent = (event: AppEvent): void => {
    const kind = revisions.event(event.revision);
    if (kind === 'old') return;
    if (event.topic === 'status') applyStatus(event.payload);
    if (event.topic === 'people') {
      // What somebody may see may be another now: everything is asked for again.
      cache.invalidate(null);
      void readMe();
    }
    // A custom field is a field of its records: they describe themselves anew.
    if (event.topic === 'mappings') void readDescriptors();
    if (kind === 'gap') {
      cache.invalidate(null);
      void readStatus();
      void readMe();
      void readDescriptors();
      return;
    }
    cache.invalidate([event.topic] satisfies EventTopic[]);
  };

  const onLink = (link: LinkState): void => {
    const before = state.getState();
    const wasOpen = before.link.state === 'open';
    state.setState({
      link,
      lostSince: link.state === 'open' ? null : (before.lostSince ?? (wasOpen ? now() : null)),
    });
    if (link.state === 'open') {
      void readStatus();
      void readMe();
      if (state.getState().descriptors === null) void readDescriptors();
    } else {
      revisions.lost();
    }
  };

  return {
    state,
    cache,
    call: transport.call,
    kind: transport.kind,
    setToken: transport.setToken ?? null,
    choose: transport.choose,
    session: transport.session ?? null,
    start: () => transport.subscribe(onEvent, onLink),
  };
}
