/**
 * The documented grammar, nothing more:
 *   SELECT * | count(*) | p [, …] FROM Entity [WHERE p op v [AND …]] [ORDERBY p [ASC|DESC] [, …]] [STARTPOSITION n] [MAXRESULTS m]
 * No OR, no NOT, no parentheses but IN lists. Refusals are worded as the real parser words them.
 */
import { type Refusal, refuse } from '../faults.ts';
import { type Token, tokenise } from './lexer.ts';

export type Literal = { readonly kind: 'string' | 'number' | 'boolean'; readonly text: string };

export type Operator = '=' | '<' | '>' | '<=' | '>=' | 'IN' | 'LIKE';

export type Condition = { readonly property: string; readonly operator: Operator; readonly values: readonly Literal[] };

export type Query = {
  readonly count: boolean;
  /** Only these members are asked for, as one sample of the reference does; undefined: all. */
  readonly members?: readonly string[];
  /** As written; names of types are not case-sensitive. */
  readonly entity: string;
  readonly where: readonly Condition[];
  readonly order: readonly { readonly property: string; readonly descending: boolean }[];
  readonly start: number;
  readonly max: number;
};

export const DEFAULT_MAX = 100;
export const MOST_RESULTS = 1000;

type Cursor = { readonly tokens: readonly Token[]; at: number };

export function parseQuery(text: string): Query {
  const cursor: Cursor = { tokens: tokenise(text), at: 0 };
  expectWord(cursor, 'select');
  const selection = readSelection(cursor);
  expectWord(cursor, 'from');
  const entity = expectName(cursor);
  const where = isWord(cursor, 'where') ? readWhere(cursor) : [];
  const order = readOrder(cursor);
  let start = 1;
  let max = DEFAULT_MAX;
  const seen = new Set<string>();
  for (
    let word = peek(cursor).text.toLowerCase();
    word === 'startposition' || word === 'maxresults';
    word = peek(cursor).text.toLowerCase()
  ) {
    if (seen.has(word)) throw encountered(peek(cursor), ['<EOF>']);
    seen.add(word);
    cursor.at += 1;
    const value = readInteger(cursor);
    if (word === 'startposition') start = value;
    else max = value;
  }
  if (peek(cursor).kind !== 'end') {
    const pages = ['"maxresults"', '"startposition"'];
    const sorts = order.length > 0 ? ['","'] : ['"order"', '"orderby"'];
    const filters = order.length > 0 ? [] : where.length > 0 ? ['"and"'] : ['"where"'];
    const open = seen.size > 0 ? ['<EOF>', ...pages] : ['<EOF>', ...filters, ...sorts, ...pages];
    throw encountered(peek(cursor), open);
  }
  if (start < 1) throw invalid(`value ${start} is too small. Min allowed value is 1`);
  if (max < 1) throw invalid(`value ${max} is too small. Min allowed value is 1`);
  if (max > MOST_RESULTS) throw invalid(`value ${max} is too large. Max allowed value is ${MOST_RESULTS}`);
  return { ...selection, entity, where, order, start, max };
}

/** 4001: the query reads, but asks for something that is not there. */
export function invalid(text: string): Refusal {
  return refuse('4001', `QueryValidationError: ${text}`);
}

function peek(cursor: Cursor): Token {
  return cursor.tokens[cursor.at] ?? { kind: 'end', text: '', raw: '<EOF>', column: 1, line: 1 };
}

function isWord(cursor: Cursor, word: string): boolean {
  const token = peek(cursor);
  return token.kind === 'word' && token.text.toLowerCase() === word;
}

function encountered(token: Token, expected: readonly string[]): Refusal {
  const kind =
    token.kind === 'number'
      ? '<INTEGER>'
      : token.kind === 'string'
        ? '<STRING>'
        : token.kind === 'end'
          ? '<EOF>'
          : `"${token.raw.toLowerCase()}"`;
  const what = token.kind === 'end' ? '"<EOF>"' : `" ${kind} "${token.raw} ""`;
  const list =
    expected.length === 1
      ? `Was expecting:\n    ${expected[0]} ...`
      : `Was expecting one of:\n    ${expected.join(' ...\n    ')} ...`;
  return refuse(
    '4000',
    `QueryParserError: Encountered ${what} at line ${token.line}, column ${token.column}.\n${list}\n    `,
  );
}

function expectWord(cursor: Cursor, word: string): void {
  if (!isWord(cursor, word)) throw encountered(peek(cursor), [`"${word}"`]);
  cursor.at += 1;
}

function expectSymbol(cursor: Cursor, symbol: string): void {
  const token = peek(cursor);
  if (token.kind !== 'symbol' || token.text !== symbol) throw encountered(token, [`"${symbol}"`]);
  cursor.at += 1;
}

const RESERVED = new Set([
  'select',
  'from',
  'where',
  'and',
  'or',
  'not',
  'orderby',
  'order',
  'by',
  'startposition',
  'maxresults',
  'in',
  'like',
  'asc',
  'desc',
]);

function expectName(cursor: Cursor): string {
  const token = peek(cursor);
  if (token.kind !== 'word' || RESERVED.has(token.text.toLowerCase())) throw encountered(token, ['<IDENTIFIER>']);
  cursor.at += 1;
  return token.text;
}

/** `*`, `count(*)` or the names of members. */
function readSelection(cursor: Cursor): Pick<Query, 'count' | 'members'> {
  if (isWord(cursor, 'count')) {
    cursor.at += 1;
    for (const symbol of ['(', '*', ')']) expectSymbol(cursor, symbol);
    return { count: true };
  }
  const token = peek(cursor);
  if (token.kind === 'symbol' && token.text === '*') {
    cursor.at += 1;
    return { count: false };
  }
  if (token.kind !== 'word' || RESERVED.has(token.text.toLowerCase())) throw encountered(token, ['"*"', '"count"']);
  const members = [expectName(cursor)];
  while (peek(cursor).kind === 'symbol' && peek(cursor).text === ',') {
    cursor.at += 1;
    members.push(expectName(cursor));
  }
  return { count: false, members };
}

function readWhere(cursor: Cursor): Condition[] {
  cursor.at += 1;
  const conditions = [readCondition(cursor)];
  while (isWord(cursor, 'and')) {
    cursor.at += 1;
    conditions.push(readCondition(cursor));
  }
  return conditions;
}

function readCondition(cursor: Cursor): Condition {
  const property = expectName(cursor);
  const token = peek(cursor);
  const word = token.text.toLowerCase();
  if (token.kind === 'word' && word === 'in') {
    cursor.at += 1;
    expectSymbol(cursor, '(');
    const values = [readLiteral(cursor)];
    while (peek(cursor).text === ',' && peek(cursor).kind === 'symbol') {
      cursor.at += 1;
      values.push(readLiteral(cursor));
    }
    expectSymbol(cursor, ')');
    return { property, operator: 'IN', values };
  }
  if (token.kind === 'word' && word === 'like') {
    cursor.at += 1;
    return { property, operator: 'LIKE', values: [readLiteral(cursor)] };
  }
  if (token.kind === 'symbol' && ['=', '<', '>', '<=', '>='].includes(token.text)) {
    cursor.at += 1;
    return { property, operator: token.text as Operator, values: [readLiteral(cursor)] };
  }
  throw encountered(token, ['"="', '"<"', '">"', '"<="', '">="', '"in"', '"like"']);
}

function readLiteral(cursor: Cursor): Literal {
  const token = peek(cursor);
  const word = token.text.toLowerCase();
  if (token.kind === 'word' && (word === 'true' || word === 'false')) {
    cursor.at += 1;
    return { kind: 'boolean', text: word };
  }
  if (token.kind !== 'string' && token.kind !== 'number')
    throw encountered(token, ['<STRING>', '<INTEGER>', '<DECIMAL>', '"true"', '"false"']);
  cursor.at += 1;
  return { kind: token.kind, text: token.text };
}

function readOrder(cursor: Cursor): { property: string; descending: boolean }[] {
  if (isWord(cursor, 'orderby')) cursor.at += 1;
  else if (isWord(cursor, 'order')) {
    cursor.at += 1;
    expectWord(cursor, 'by');
  } else return [];
  const order = [readSort(cursor)];
  while (peek(cursor).kind === 'symbol' && peek(cursor).text === ',') {
    cursor.at += 1;
    order.push(readSort(cursor));
  }
  return order;
}

function readSort(cursor: Cursor): { property: string; descending: boolean } {
  const property = expectName(cursor);
  const descending = isWord(cursor, 'desc');
  if (descending || isWord(cursor, 'asc')) cursor.at += 1;
  return { property, descending };
}

function readInteger(cursor: Cursor): number {
  const token = peek(cursor);
  if (token.kind !== 'number' || !/^[+-]?\d+$/.test(token.text)) throw encountered(token, ['<INTEGER>']);
  cursor.at += 1;
  return Number(token.text);
}
