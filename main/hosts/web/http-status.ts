import type { ErrorCode } from '../../../shared/errors.ts';

/** Codes whose status differs from that of their area. */
const BY_CODE: Partial<Record<ErrorCode, number>> = {
  'input.unknownCommand': 404,
  'input.tooLarge': 413,
  'access.token': 401,
  'access.wrongPassword': 401,
  'access.apiKey': 401,
  'access.tooMany': 429,
  'access.locked': 429,
  'access.busy': 503,
  'access.origin': 403,
  'companies.elsewhere': 403,
  'companies.gone': 404,
  'people.owner': 403,
  'people.notFound': 404,
  'people.noHash': 503,
  'record.notFound': 404,
  'plan.notFound': 404,
  'import.notFound': 404,
  'connection.offline': 503,
  'connection.outage': 503,
  'connection.throttled': 429,
  'platform.offline': 503,
  'platform.cursor': 410,
  'platform.keyUsed': 409,
  'platform.throttled': 429,
  'platform.credentials': 503,
  'platform.protocol': 502,
  'host.noKeychain': 503,
  'host.secretsLocked': 503,
  'host.dataUnusable': 503,
  'host.diskFull': 503,
  'host.readOnly': 503,
  'host.damaged': 503,
  'host.noBackup': 503,
};

/** Areas: the part of a code before the dot. */
const BY_AREA: Readonly<Record<string, number>> = {
  input: 400,
  access: 403,
  // What was asked does not fit how things stand now: stale revision, gone review, not connected.
  record: 409,
  people: 409,
  companies: 409,
  link: 409,
  review: 409,
  plan: 409,
  undo: 409,
  import: 409,
  connection: 409,
  sync: 409,
  // The other system refused the content.
  quickbooks: 422,
  platform: 422,
  host: 500,
  internal: 500,
};

/** HTTP status of an error; the body says the rest. */
export const httpStatusOf = (code: ErrorCode): number => BY_CODE[code] ?? BY_AREA[code.split('.')[0] ?? ''] ?? 500;
