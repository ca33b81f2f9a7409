import {
  type PlatformOperation,
  type PlatformOperationName,
  platformOperations,
} from '../../../shared/platform-api/operations.ts';

/** What an address asks for: the operation and the parts of the path; or the methods it would take; or nothing. */
export type Routed =
  | { kind: 'found'; name: PlatformOperationName; parts: Record<string, string> }
  | { kind: 'method'; allow: string[] }
  | { kind: 'none' };

const TABLE = (Object.entries(platformOperations) as [PlatformOperationName, PlatformOperation][]).map(
  ([name, { method, path }]) => ({ name, method, segments: path.split('/').filter(Boolean) }),
);

/** The operation of a path below the root of the interface. */
export function route(method: string, path: string): Routed {
  const given = path.split('/').filter(Boolean).map(decoded);
  if (given.includes(null)) return { kind: 'none' };
  const fitting = TABLE.flatMap(({ name, method: wanted, segments }) => {
    const parts = partsOf(segments, given as string[]);
    return parts === null ? [] : [{ name, method: wanted, parts }];
  });
  const found = fitting.find((one) => one.method === method);
  if (found) return { kind: 'found', name: found.name, parts: found.parts };
  return fitting.length === 0 ? { kind: 'none' } : { kind: 'method', allow: fitting.map((one) => one.method) };
}

function partsOf(segments: string[], given: string[]): Record<string, string> | null {
  if (segments.length !== given.length) return null;
  const parts: Record<string, string> = {};
  for (const [index, segment] of segments.entries()) {
    const value = given[index] ?? '';
    const name = /^\{(\w+)\}$/.exec(segment)?.[1];
    if (name !== undefined) parts[name] = value;
    else if (segment !== value) return null;
  }
  return parts;
}

function decoded(segment: string): string | null {
  try {
    return decodeURIComponent(segment);
  } catch {
    return null;
  }
}
