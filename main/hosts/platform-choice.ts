import { fail } from '../../shared/errors.ts';
import { createPlatformApiConnector, type PlatformTransport } from '../connectors/platform-api/index.ts';
import type { Workspace } from '../connectors/workspace/index.ts';
import type { Connector, PlatformBook, Secrets } from '../core/ports.ts';
import type { EngineStore } from '../core/ports-store.ts';
import type { EntityRegistry } from '../core/types.ts';

/** A platform elsewhere: the root of its interface, and a key to keep from now on (null: the one kept before). */
export type PlatformWish = { url: string; key: string | null };

/** The side opposite QuickBooks; `workspace` where it is the built-in one. */
export type ChosenPlatform = { connector: Connector; book: PlatformBook | null; workspace: Workspace | null };

export type PlatformChoiceParts = {
  /** Null for the built-in workspace. */
  wish: PlatformWish | null;
  workspace: Workspace;
  /** Whether anything was ever entered in the workspace of this folder. */
  workspaceUsed: boolean;
  store: EngineStore;
  secrets: Secrets;
  entities: EntityRegistry;
  transport: PlatformTransport;
};

/** Where the engine keeps which platform this data folder is synced with. Absent: the workspace, or none yet. */
const META = 'platformCompany';
type KeptCompany = { url: string; id: string };

/**
 * Says which platform this folder works with. A folder synced with one is never opened with another: its links would be
 * taken for records that were deleted.
 *
 * @throws Failure `platform.otherCompany`, `platform.noKey`
 */
export async function choosePlatform(parts: PlatformChoiceParts): Promise<ChosenPlatform> {
  const { wish, workspace, store, secrets, entities, transport } = parts;
  const kept = store.getMeta<KeptCompany>(META);
  if (wish === null) {
    if (kept !== null)
      fail('platform.otherCompany', { expected: `the platform at ${kept.url}`, found: 'its own workspace' });
    return { connector: workspace.connector, book: workspace.book, workspace };
  }
  const { url, key } = wish;
  if (kept === null && parts.workspaceUsed)
    fail('platform.otherCompany', { expected: 'its own workspace', found: `the platform at ${url}` });
  const name = `platform-api/${url}/key`;
  if (key !== null) await secrets.set(name, key);
  else if ((await secrets.get(name)) === null) fail('platform.noKey', { url });
  const connector = createPlatformApiConnector({
    url,
    apiKey: () => secrets.get(name),
    transport,
    entities,
    company: {
      known: () => store.getMeta<KeptCompany>(META)?.id ?? null,
      keep: (id) => store.transaction(() => store.setMeta(META, { url, id } satisfies KeptCompany)),
    },
  });
  return { connector, book: null, workspace: null };
}

/** The root of a platform's interface as it is kept, or null where a key must not be sent: only https, or this computer. */
export function platformRoot(text: string): string | null {
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  const here = ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && here)) return null;
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') return null;
  return `${url.origin}${url.pathname}`.replace(/\/+$/, '');
}
