/** Requests in XML as the JSON they stand for, by the member tables. */
import type { EntityDef, Frame } from '../entity.ts';
import { refuse } from '../faults.ts';
import type { Member, Members } from '../members.ts';
import type { Body, Json } from '../types.ts';
import { type Element, parseXml, unreadable } from './parse.ts';

/** Whether a request says that it is written in XML. */
export function isXml(contentType: string): boolean {
  return /\b(application|text)\/xml\b/i.test(contentType);
}

const NONE: Members = {};

/** Members that hold nothing when their element is empty; a text is cleared by an empty one. */
const NEVER_EMPTY = new Set(['flag', 'number', 'money', 'whole', 'day', 'choice']);

function scalar(element: Element, member: Member | undefined): Json {
  const nil = element.attributes.get('xsi:nil') === 'true';
  const text = element.text.trim() === '' ? '' : element.text;
  return nil || (text === '' && member !== undefined && NEVER_EMPTY.has(member.kind)) ? null : text;
}

/** `<CustomerRef name="Ada">4</CustomerRef>`, `<CustomerMemo>Thanks</CustomerMemo>`: a text with its attributes beside it. */
function valued(element: Element): Body {
  return { value: element.text.trim(), ...Object.fromEntries(element.attributes) };
}

function valueIn(element: Element, member: Member | undefined): Json {
  const leaf = element.children.length === 0;
  const members = member?.members ?? NONE;
  if (member?.kind === 'ref' || (leaf && 'value' in members)) return valued(element);
  if (member?.kind === 'object' || member?.kind === 'list' || !leaf) return recordOf(element, members);
  return member === undefined && element.attributes.size > 0 ? valued(element) : scalar(element, member);
}

/** Members of an element; what repeats, or is a list by the table, is a list. */
export function recordOf(element: Element, members: Members): Body {
  const result = new Map<string, Json>(element.attributes);
  for (const child of element.children) {
    const member = Object.hasOwn(members, child.name) ? members[child.name] : undefined;
    const value = valueIn(child, member);
    const before = result.get(child.name);
    if (Array.isArray(before)) before.push(value);
    else if (member?.kind === 'list') result.set(child.name, [value]);
    else result.set(child.name, before === undefined ? value : [before, value]);
  }
  return Object.fromEntries(result);
}

/** A record of one type. */
export function xmlRecord(text: string, def: EntityDef): Body {
  const root = parseXml(text);
  if (root.name.toLowerCase() !== def.path) throw refuse('2000', `Object name ${root.name} is not valid.`, root.name);
  return recordOf(root, def.members);
}

/** Anything with a table of its own. */
export function xmlBody(text: string, members: Members): Body {
  return recordOf(parseXml(text), members);
}

/** `<IntuitBatchRequest><BatchItemRequest bId="1" operation="create"><Customer>…` */
export function xmlBatch(text: string, frame: Frame): Body {
  const root = parseXml(text);
  if (root.name !== 'IntuitBatchRequest') throw unreadable(`${root.name} is no IntuitBatchRequest`);
  const items = root.children.map((item): Body => {
    const parts = item.children.map((child): [string, Json] => {
      const def = frame.defs.get(child.name);
      return [child.name, def === undefined ? batchPart(child) : recordOf(child, def.members)];
    });
    return Object.fromEntries([...item.attributes, ...parts]);
  });
  return { BatchItemRequest: items };
}

function batchPart(element: Element): Json {
  if (element.children.length === 0) return element.text;
  return recordOf(element, NONE);
}
