/**
 * A quick stand-in for axios under node-quickbooks: the same promise of an answer from the same adapter, without the
 * merging of settings that takes most of a call's time. What the connector does with node-quickbooks, and what that does
 * with axios, stays as it is. Runs on SQLite use the real one. Must be loaded before the connector.
 */
import { createRequire } from 'node:module';

type Config = { url: string; method: string; params: object; headers: Record<string, string>; data?: unknown };
type Answer = { data: unknown; status: number };
type Adapter = (config: object) => Promise<Answer>;
type Axios = ((config: Config) => Promise<Answer>) & { defaults: { adapter: Adapter } };

const require = createRequire(import.meta.url);
const inner = createRequire(require.resolve('node-quickbooks'));
const path = inner.resolve('axios');
const real = inner('axios') as Axios;
let quick = false;

/** From now on calls take the quick way, or the real one. */
export const takeQuickAxios = (wanted: boolean): void => {
  quick = wanted;
};

const ACCEPT = { Accept: 'application/json, text/plain, */*' };

async function carry(config: Config): Promise<Answer> {
  const { data } = config;
  const text = data === undefined ? undefined : typeof data === 'string' ? data : JSON.stringify(data);
  const headers: Record<string, string> = { ...ACCEPT, ...config.headers };
  if (text !== undefined) headers['Content-Type'] = 'application/json';
  return real.defaults.adapter({ ...config, data: text, headers: { toJSON: () => headers } });
}

const both = (config: Config): Promise<Answer> => (quick ? carry(config) : real(config));
const module = require.cache[path];
if (module === undefined || require.cache[require.resolve('node-quickbooks')]?.loaded === true)
  throw new Error('node-quickbooks was loaded before its quick axios');
// Everything else of axios (its defaults among it) is the real one's.
module.exports = new Proxy(both, { get: (_, name) => Reflect.get(real, name) as unknown });
