/** Name-value lists that payment lines carry. */
import type { Json } from '../../types.ts';

/** Recorded: each line carries a serialised name-value list. Readers are meant to ignore it. */
export function nameValue(name: string, value: string): Json {
  return {
    name: '{http://schema.intuit.com/finance/v3}NameValue',
    declaredType: 'com.intuit.schema.finance.v3.NameValue',
    scope: 'javax.xml.bind.JAXBElement$GlobalScope',
    value: { Name: name, Value: value },
    nil: false,
    globalScope: true,
    typeSubstituted: false,
  };
}
