import { createRequire } from 'node:module';
import type { AxiosStatic, InternalAxiosRequestConfig } from 'axios';
import type { HttpAnswer, Transport } from './transport.ts';

// node-quickbooks sends everything through the axios it was installed with; an `import` would be another copy of it.
const require = createRequire(import.meta.url);
const axios = createRequire(require.resolve('node-quickbooks'))('axios') as AxiosStatic;

/** A call under way: where its address really leads and who carries it. */
export type Route = {
  base: string;
  transport: Transport;
  requestId: string | null;
  answer: HttpAnswer | null;
  /** What its body says, read once: a page of 1,000 documents takes its time. */
  content: unknown;
  failure: unknown;
};

const routes = new Map<string, Route>();
let routeCount = 0;

const toText = (value: unknown): string | null =>
  value === undefined || value === null ? null : typeof value === 'string' ? value : JSON.stringify(value);

/** JSON, or the text itself when it is none. */
export const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};

const PLAIN = /^https?:\/\/[a-z0-9.:-]+\/[\w/?=&%,:~-]*$/;

/** The address without its query is kept as node-quickbooks encoded it; its parameters and the requestid are added. */
function address(config: InternalAxiosRequestConfig, host: string, route: Route): string {
  const plain = (config.url ?? '').replace(`http://${host}`, route.base);
  // What holds nothing to be encoded is an address already.
  let url = PLAIN.test(plain) ? plain : new URL(plain).href;
  let mark = url.includes('?') ? '&' : '?';
  const add = (name: string, value: unknown): void => {
    url += `${mark}${name}=${encodeURIComponent(String(value))}`;
    mark = '&';
  };
  const params = (config.params ?? {}) as Record<string, unknown>;
  for (const name in params) if (!(name === 'requestid' && route.requestId !== null)) add(name, params[name]);
  if (route.requestId !== null) add('requestid', route.requestId);
  return url;
}

const isPdf = (url: string | undefined): boolean => /\/pdf(\?|$)/.test(url ?? '');

const standardAdapter = axios.getAdapter(axios.defaults.adapter ?? ['http']);

/**
 * Set once for the axios of node-quickbooks: requests of our clients (told by their made-up host) go to the transport
 * registered for them, whatever the status; all others go their usual way.
 */
axios.defaults.adapter = async (config) => {
  const host = /^http:\/\/(call-\d+\.invalid)\//.exec(config.url ?? '')?.[1];
  const route = host === undefined ? undefined : routes.get(host);
  if (!host || !route) return standardAdapter(config);
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(config.headers.toJSON())) headers[name.toLowerCase()] = String(value);
  const prints = isPdf(config.url);
  // Without this header some answers come in XML (reference, 2.3).
  headers.accept = prints ? 'application/pdf' : 'application/json';
  // An e-mail is asked for with an empty body of this type (reference, 2.1).
  if (/\/send(\?|$)/.test(config.url ?? '')) headers['content-type'] = 'application/octet-stream';
  try {
    const method = (config.method ?? 'get').toUpperCase();
    route.answer = await route.transport({
      method,
      url: address(config, host, route),
      headers,
      body: toText(config.data),
      ...(prints ? { binary: true } : {}),
    });
  } catch (error) {
    route.failure = error;
    throw error;
  }
  const { status, headers: answered, body } = route.answer;
  route.content = parse(body);
  return { data: route.content, status, statusText: '', headers: answered, config, request: null };
};

/**
 * Begins a call: `endpoint` is what node-quickbooks is to believe its base address is, `route` gathers what comes of it.
 * Call `end` when node-quickbooks has called back.
 */
export function startRoute(
  base: string,
  transport: Transport,
  requestId: string | null,
): {
  endpoint: string;
  route: Route;
  end(): void;
} {
  routeCount += 1;
  const host = `call-${routeCount}.invalid`;
  const route: Route = {
    base: base.replace(/\/+$/, ''),
    transport,
    requestId,
    answer: null,
    content: null,
    failure: null,
  };
  routes.set(host, route);
  return { endpoint: `http://${host}/v3/company/`, route, end: () => routes.delete(host) };
}
