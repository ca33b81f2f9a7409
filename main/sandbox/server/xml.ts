/**
 * The same answers in XML, for callers that ask for it or do not say what they read. Scalars that are attributes in
 * Intuit's schema become attributes; everything else becomes an element, lists repeat theirs.
 */
type Json = null | boolean | number | string | readonly Json[] | { readonly [member: string]: Json };
type Members = { readonly [member: string]: Json };

const NAMESPACE = 'http://schema.intuit.com/finance/v3';

/** Members the schema writes as attributes of what holds them. */
const ATTRIBUTES = new Set([
  'bId',
  'code',
  'domain',
  'element',
  'group',
  'maxResults',
  'sparse',
  'startPosition',
  'status',
  'time',
  'totalCount',
  'type',
]);

/** Characters XML 1.0 cannot hold at all. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

function escaped(text: string): string {
  return text
    .replace(FORBIDDEN, '')
    .replace(/[&<>"]/g, (char) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[char] ?? char);
}

function isObject(value: Json | undefined): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `{ "value": "1", "name": "Ada" }` is `<CustomerRef name="Ada">1</CustomerRef>`. */
function isReference(value: Members): boolean {
  return 'value' in value && Object.keys(value).every((name) => name === 'value' || name === 'name' || name === 'type');
}

function element(name: string, value: Json): string {
  if (value === null) return '';
  if (Array.isArray(value)) return value.map((item: Json) => element(name, item)).join('');
  if (!isObject(value)) return `<${name}>${escaped(String(value))}</${name}>`;
  // An extension is written as the JSON of Java's own wrapping (recorded); in XML it is just what was wrapped.
  if (name === 'any' && isObject(value.value)) return element('NameValue', value.value);
  if (name === 'ColData') return cell(value);
  let attributes = '';
  if (isReference(value)) {
    for (const [member, inner] of Object.entries(value))
      if (member !== 'value') attributes += ` ${member}="${escaped(String(inner))}"`;
    return `<${name}${attributes}>${escaped(String(value.value))}</${name}>`;
  }
  let content = '';
  for (const [member, inner] of Object.entries(value)) {
    if (ATTRIBUTES.has(member) && !isObject(inner) && !Array.isArray(inner)) {
      if (inner !== null) attributes += ` ${member}="${escaped(String(inner))}"`;
    } else content += element(member, inner);
  }
  return content === '' ? `<${name}${attributes}/>` : `<${name}${attributes}>${content}</${name}>`;
}

/** A cell of a report holds everything in attributes. */
function cell(value: Members): string {
  const attributes = Object.entries(value).map(([member, inner]) => ` ${member}="${escaped(String(inner))}"`);
  return `<ColData${attributes.join('')}/>`;
}

/** An answer's JSON text as XML. A gateway fault (`fault`, lower case) is told in the same words, upper case. */
export function asXml(text: string): string {
  const body = JSON.parse(text) as Members;
  const shown: Members = isObject(body.fault) ? { Fault: upperCase(body.fault) } : body;
  // A report is its own root.
  const root = isObject(body.Header) && isObject(body.Columns) ? 'Report' : 'IntuitResponse';
  const inner = element(root, shown).replace(`<${root}`, `<${root} xmlns="${NAMESPACE}"`);
  return `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>${inner}`;
}

function upperCase(fault: Members): Members {
  const errors = Array.isArray(fault.error) ? (fault.error as readonly Members[]) : [];
  return {
    Error: errors.map(({ message = '', detail = '', code = '' }) => ({ Message: message, Detail: detail, code })),
    type: fault.type ?? 'SERVICE',
  };
}

/** Whether the caller reads XML: it says so, or says nothing at all. */
export function wantsXml(accept: string | undefined): boolean {
  if (accept === undefined || accept === '') return true;
  const lower = accept.toLowerCase();
  return !lower.includes('json') && !lower.includes('*/*') && /\b(application|text)\/xml\b/.test(lower);
}
