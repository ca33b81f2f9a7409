/**
 * A small, strict reader of XML: elements, attributes, text, CDATA, comments, character references. Document types are
 * refused, so there are no entities to expand. Prefixes are dropped: there is one namespace in these requests.
 */
import { type Refusal, refuse } from '../faults.ts';

export type Element = {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: Element[];
  text: string;
};

/** Deeper than any record nests. */
const DEEPEST = 40;

const NAME = '[A-Za-z_][\\w.-]*';
const ATTRIBUTE = new RegExp(`\\s+((?:${NAME}:)?${NAME})\\s*=\\s*(?:"([^"<]*)"|'([^'<]*)')`, 'y');
const START = new RegExp(`<(?:${NAME}:)?(${NAME})`, 'y');
const END = new RegExp(`</(?:${NAME}:)?(${NAME})\\s*>`, 'y');
const TAG_END = /\s*(\/?)>/y;
const PROLOGUE = /(?:\ufeff)?(?:\s*<\?[^>]*\?>)?(?:\s|<!--.*?-->)*/sy;
const TRAILER = /(?:\s|<!--.*?-->)*$/sy;

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

export function unreadable(why: string): Refusal {
  return refuse('2010', `Property Name:The XML of the request cannot be read: ${why}`, '');
}

function decoded(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&(?:#(\d{1,7})|#x([0-9a-fA-F]{1,6})|(\w{1,10}));|&/g, (whole, decimal, hex, name) => {
    const point = decimal === undefined ? (hex === undefined ? undefined : Number.parseInt(hex, 16)) : Number(decimal);
    if (point !== undefined && point > 0 && point <= 0x10ffff) return String.fromCodePoint(point);
    const known = name === undefined ? undefined : NAMED[name];
    if (known === undefined) throw unreadable(`${whole} stands for nothing`);
    return known;
  });
}

/** The root element of a document. */
export function parseXml(text: string): Element {
  let at = 0;
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (found !== null) at = pattern.lastIndex;
    return found;
  };
  const open: Element[] = [];
  let root: Element | undefined;
  take(PROLOGUE);
  for (;;) {
    const inner = open.at(-1);
    const found = take(START);
    if (found === null) throw unreadable(`an element was expected at ${at}`);
    const attributes = new Map<string, string>();
    for (let pair = take(ATTRIBUTE); pair !== null; pair = take(ATTRIBUTE)) {
      const [, name = '', double, single] = pair;
      if (!name.startsWith('xmlns')) attributes.set(name, decoded(double ?? single ?? ''));
    }
    const end = take(TAG_END);
    if (end === null) throw unreadable(`a tag does not end at ${at}`);
    const element: Element = { name: found[1] ?? '', attributes, children: [], text: '' };
    inner?.children.push(element);
    root ??= element;
    if (end[1] === '') open.push(element);
    if (open.length > DEEPEST) throw unreadable('it is nested too deeply');
    readContent(
      text,
      () => at,
      (to) => {
        at = to;
      },
      open,
      take,
    );
    if (open.length === 0) break;
  }
  if (take(TRAILER) === null || root === undefined) throw unreadable('something follows its last element');
  return root;
}

/** Reads text and ends of elements up to the next element that starts. */
function readContent(
  text: string,
  here: () => number,
  move: (to: number) => void,
  open: Element[],
  take: (pattern: RegExp) => RegExpExecArray | null,
): void {
  for (let inner = open.at(-1); inner !== undefined; inner = open.at(-1)) {
    const next = text.indexOf('<', here());
    if (next < 0) throw unreadable(`${inner.name} is not closed`);
    inner.text += decoded(text.slice(here(), next));
    move(next);
    if (text.startsWith('<![CDATA[', next)) {
      const close = text.indexOf(']]>', next);
      if (close < 0) throw unreadable('CDATA is not closed');
      inner.text += text.slice(next + 9, close);
      move(close + 3);
    } else if (text.startsWith('<!--', next)) {
      const close = text.indexOf('-->', next);
      if (close < 0) throw unreadable('a comment is not closed');
      move(close + 3);
    } else if (text.startsWith('</', next)) {
      const end = take(END);
      if (end?.[1] !== inner.name) throw unreadable(`${inner.name} is not closed where it should be`);
      open.pop();
    } else return;
  }
}
