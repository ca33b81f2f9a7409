/** Words of the query language. Positions are kept because QuickBooks' parser errors name line and column. */
import { refuse } from '../faults.ts';

export type Token = {
  readonly kind: 'word' | 'string' | 'number' | 'symbol' | 'end';
  /** The text with quotes and escapes taken off. */
  readonly text: string;
  /** As it stands in the query, for messages. */
  readonly raw: string;
  readonly column: number;
  readonly line: number;
};

const SPACE = /\s/;
/** Each is tried where the last word ended. */
const NUMBER = /[+-]?\d+(\.\d+)?(?![\w.])/y;
const WORD = /[A-Za-z_][\w.]*/y;
const SYMBOL = /<=|>=|!=|<>|[=<>(),*]/y;

/** The text that the pattern finds at this very place. */
function foundAt(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}

export function tokenise(query: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  let line = 1;
  let lineStart = 0;
  while (at < query.length) {
    const char = query.charAt(at);
    if (char === '\n') {
      line += 1;
      lineStart = at + 1;
    }
    if (SPACE.test(char)) {
      at += 1;
      continue;
    }
    const column = at - lineStart + 1;
    if (char === "'") {
      const found = readString(query, at, line, column);
      tokens.push({ kind: 'string', text: found.text, raw: query.slice(at, found.end), column, line });
      at = found.end;
      continue;
    }
    const word = foundAt(WORD, query, at);
    const number = word === undefined ? foundAt(NUMBER, query, at) : undefined;
    const text = word ?? number ?? foundAt(SYMBOL, query, at);
    if (text === undefined) throw lexical(line, column, char);
    tokens.push({
      kind: number !== undefined ? 'number' : word !== undefined ? 'word' : 'symbol',
      text,
      raw: text,
      column,
      line,
    });
    at += text.length;
  }
  tokens.push({ kind: 'end', text: '', raw: '<EOF>', column: query.length - lineStart + 1, line });
  return tokens;
}

/** Quotes are escaped with a backslash; two quotes in a row end one string and begin another. */
function readString(query: string, start: number, line: number, column: number): { text: string; end: number } {
  let text = '';
  let at = start + 1;
  while (at < query.length) {
    const char = query.charAt(at);
    if (char === '\\' && at + 1 < query.length) {
      text += query.charAt(at + 1);
      at += 2;
    } else if (char === "'") {
      return { text, end: at + 1 };
    } else {
      text += char;
      at += 1;
    }
  }
  throw refuse(
    '4000',
    `QueryParserError: Lexical error at line ${line}, column ${column + query.length - start}.  Encountered: <EOF> after : "${query.slice(start)}"`,
  );
}

function lexical(line: number, column: number, char: string) {
  return refuse(
    '4000',
    `QueryParserError: Lexical error at line ${line}, column ${column}.  Encountered: "${char}" (${char.codePointAt(0)}), after : ""`,
  );
}
