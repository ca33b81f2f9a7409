import type { LogFields } from '../core/ports.ts';

/** What stands in a log line where a secret stood. */
export const MASK = '[secret]';

/** Field names whose value is never written, whatever it is. */
const SECRET_KEY =
  /token|secret|passw|passphrase|authori[sz]ation|cookie|credential|api[-_]?key|verifier|private[-_]?key/i;

/** Names that count something about secrets rather than hold one ("tokenRenewals", "tokenExpiresAt"). */
const HARMLESS_KEY = /(count|renewals|expires?(at|in)?|renewedat|kind|age|ms|seconds)$/i;

/** Field names that carry records or whole requests: content of the customer's books. */
const BODY_KEY =
  /^(body|bodies|payload|json|native|request|response|record|records|xml|content)$|(body|payload|json)$/i;

/** Strings that are secrets by their looks, wherever they stand. */
const SECRET_PATTERNS: [RegExp, string][] = [
  // Authorization headers.
  [/\b(bearer|basic)\s+[A-Za-z0-9+/=._~-]{8,}/gi, `$1 ${MASK}`],
  // name=value and "name":"value" in addresses, forms and JSON.
  [
    /((?:access|refresh|id|csrf|verifier)[-_]?token|client[-_]?secret|pass(?:word|phrase)|code[-_]verifier|api[-_]?key|authorization)("?\s*[=:]\s*"?)(?!\[secret\])[^\s"&,;}]+/gi,
    `$1$2${MASK}`,
  ],
  // The sign-in code of an OAuth answer.
  [/([?&]code=)[^\s"&]+/gi, `$1${MASK}`],
  // Signed and encrypted web tokens (three or five parts).
  [/\beyJ[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*){1,4}/g, MASK],
  // QuickBooks refresh tokens: two letters, digits, then a long opaque part; or the newer RT1- form.
  [/\b(?:AB\d{2}|RT1-)[A-Za-z0-9_-]{20,}/g, MASK],
  // Private keys.
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g, MASK],
  // Anything opaque and long: no sentence, path or hash of ours has 80 such characters in one piece.
  [/\b[A-Za-z0-9_-]{80,}\b/g, MASK],
];

/** Text with everything that looks like a secret masked. */
export function redactText(text: string): string {
  let out = text;
  for (const [pattern, replacement] of SECRET_PATTERNS) out = out.replace(pattern, replacement);
  return out;
}

/** Longest text of one field; more than that is a body under another name. */
const LONGEST = { withBodies: 8_000, withoutBodies: 500 };

const clip = (text: string, max: number): string =>
  text.length <= max ? text : `${text.slice(0, max)}… (${text.length} characters)`;

/**
 * The fields of a log line, safe to write: secrets masked by name and by looks, bodies left out unless `bodies` (debug)
 * and long texts clipped.
 */
export function redactFields(fields: LogFields, bodies: boolean): LogFields {
  const out: LogFields = {};
  for (const [key, value] of Object.entries(fields)) {
    if (value === null || typeof value === 'boolean') out[key] = value;
    else if (SECRET_KEY.test(key) && !(HARMLESS_KEY.test(key) && !looksOpaque(value))) out[key] = MASK;
    else if (typeof value === 'number') out[key] = value;
    else if (BODY_KEY.test(key) && !bodies) out[key] = `[left out, ${value.length} characters]`;
    else out[key] = clip(redactText(value), bodies ? LONGEST.withBodies : LONGEST.withoutBodies);
  }
  return out;
}

/** Whether a value under a harmless name could still be a secret: a text that is no short word, number or instant. */
const looksOpaque = (value: string | number): boolean =>
  typeof value === 'string' && !/^[a-z]{1,20}$|^\d{1,15}$|^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/i.test(value);
