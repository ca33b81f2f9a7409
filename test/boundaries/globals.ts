/**
 * Finds effects that need no import: the clock, randomness, timers, the network and the console as globals, in rooms
 * that may not have them; `async` in core; `fetch` and `window.bridge` outside the window's transport.
 */

import { readFileSync } from 'node:fs';
import { parseSync } from '@swc/core';

export type Finding = { file: string; line: number; what: string };

const EFFECTS = new Set([
  'crypto',
  'fetch',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'queueMicrotask',
  'requestAnimationFrame',
  'process',
  'console',
  'performance',
  'XMLHttpRequest',
  'WebSocket',
]);

type Room = { effects: boolean; async: boolean; transportOnly: boolean };

/** Which globals a file may not use, by its path from the project's root. */
export function roomOf(file: string): Room | null {
  if (/^(shared|main\/(core|entities|sandbox\/company|engine))\//.test(file)) {
    return { effects: true, async: file.startsWith('main/core/'), transportOnly: false };
  }
  if (/^renderer\//.test(file) && !/^renderer\/(transport\/|vite\.config)/.test(file)) {
    return { effects: false, async: false, transportOnly: true };
  }
  return null;
}

type Node = { type?: string; span?: { start: number } } & Record<string, unknown>;

/** Checks one source text as if it stood at `file`. */
export function findingsIn(file: string, source: string): Finding[] {
  const room = roomOf(file);
  if (!room) return [];
  const tree = parseSync(source, {
    syntax: 'typescript',
    tsx: file.endsWith('.tsx'),
    target: 'es2024',
  }) as unknown as Node;
  const bytes = Buffer.from(source);
  // swc numbers bytes from where its parser's shared source map stood: the module's own start is the origin.
  const origin = (tree.span?.start ?? 1) - leadingTrivia(source);
  const lineAt = (node: Node): number =>
    bytes
      .subarray(0, Math.max(0, (node.span?.start ?? origin) - origin))
      .toString()
      .split('\n').length;
  const findings: Finding[] = [];
  const report = (node: Node, what: string) => findings.push({ file, line: lineAt(node), what });

  const visit = (value: unknown, parent: Node | null, key: string): void => {
    if (Array.isArray(value)) {
      for (const entry of value) visit(entry, parent, key);
      return;
    }
    if (value === null || typeof value !== 'object') return;
    const node = value as Node;
    check(node, parent, key);
    for (const [name, child] of Object.entries(node)) if (name !== 'span') visit(child, node, name);
  };

  const check = (node: Node, parent: Node | null, key: string): void => {
    if (room.async && (node.async === true || node.isAsync === true || node.type === 'AwaitExpression')) {
      report(node, 'async in core');
    }
    if (
      node.type === 'NewExpression' &&
      named(node.callee, 'Date') &&
      ((node.arguments as unknown[]) ?? []).length === 0 &&
      room.effects
    ) {
      report(node, 'new Date() without an argument');
    }
    if (node.type === 'MemberExpression') {
      const property = (node.property as Node | undefined)?.value;
      if (room.effects && named(node.object, 'Date') && property === 'now') report(node, 'Date.now');
      if (room.effects && named(node.object, 'Math') && property === 'random') report(node, 'Math.random');
      if (
        room.transportOnly &&
        property === 'bridge' &&
        (named(node.object, 'window') || named(node.object, 'globalThis'))
      ) {
        report(node, 'window.bridge outside transport/');
      }
    }
    if (node.type !== 'Identifier' || !isReference(parent, key)) return;
    const name = node.value as string;
    if (room.effects && EFFECTS.has(name)) report(node, name);
    if (room.transportOnly && name === 'fetch') report(node, 'fetch outside transport/');
  };

  visit(tree, null, '');
  return findings;
}

/** Bytes of comments and blanks before the first token: the module's span begins after them. */
function leadingTrivia(source: string): number {
  const match = /^(?:\s|\/\/[^\n]*\n|\/\*[\s\S]*?\*\/)*/.exec(source);
  return Buffer.byteLength(match?.[0] ?? '');
}

const named = (value: unknown, name: string): boolean =>
  (value as Node | undefined)?.type === 'Identifier' && (value as Node).value === name;

/** An identifier that reads a variable, rather than naming a property, a type member, a parameter or an import. */
function isReference(parent: Node | null, key: string): boolean {
  if (!parent) return false;
  const type = parent.type ?? '';
  if (type === 'MemberExpression' && key === 'property') return false;
  if (
    /^(KeyValueProperty|MethodProperty|ClassMethod|ClassProperty|KeyValuePatternProperty)$/.test(type) &&
    key === 'key'
  )
    return false;
  if (
    /^(ImportSpecifier|ImportDefaultSpecifier|ExportSpecifier|Parameter|VariableDeclarator|FunctionDeclaration|LabeledStatement)$/.test(
      type,
    )
  ) {
    return type === 'VariableDeclarator' && key === 'init';
  }
  if (type === 'AssignmentPatternProperty' || type === 'AssignmentPattern' || type === 'ArrayPattern')
    return key === 'value' && type !== 'ArrayPattern';
  if (type === 'ArrowFunctionExpression' && key === 'params') return false;
  return !type.startsWith('Ts') || /^Ts(AsExpression|NonNullExpression|SatisfiesExpression)$/.test(type);
}

/** Checks files on disk, given relative to `root`. */
export const findingsInFiles = (root: string, files: string[]): Finding[] =>
  files.flatMap((file) => findingsIn(file, readFileSync(`${root}/${file}`, 'utf8')));
