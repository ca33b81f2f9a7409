/** Reading the company's settings. They are themselves a record, so an edit of Preferences changes behaviour at once. */
import type { Reader } from '../../entity.ts';
import { isObject, refValue } from '../../members.ts';
import type { Json } from '../../types.ts';

export function preference(reader: Reader, group: string, name: string): Json | undefined {
  const groups = reader.get('Preferences', '1')?.body[group];
  return isObject(groups) ? groups[name] : undefined;
}

export function isOn(reader: Reader, group: string, name: string): boolean {
  return preference(reader, group, name) === true;
}

export function homeCurrency(reader: Reader): string {
  return refValue(preference(reader, 'CurrencyPrefs', 'HomeCurrency')) ?? 'USD';
}

/** A value of OtherPrefs.NameValue. */
export function otherPreference(reader: Reader, name: string): string | undefined {
  const values = preference(reader, 'OtherPrefs', 'NameValue');
  if (!Array.isArray(values)) return undefined;
  for (const item of values as readonly Json[]) {
    if (isObject(item) && item.Name === name && typeof item.Value === 'string') return item.Value;
  }
  return undefined;
}
