import { FIRST } from './001-first.ts';
import { WRITTEN } from './002-written.ts';
import { SINCE } from './003-since.ts';
import { AGREED } from './004-agreed.ts';
import { APART } from './005-apart.ts';
import { DUPLICATE } from './006-duplicate.ts';
import { WHY } from './007-why.ts';
import { UNDO } from './008-undo.ts';
import { PEOPLE } from './009-people.ts';
import { NUMBERS } from './010-numbers.ts';
import { IMPORTS } from './011-imports.ts';
import { ATTACHMENTS } from './012-attachments.ts';
import { TABLE_IMPORTS } from './013-table-imports.ts';

/** Every step, oldest first. A step that has shipped is never edited: add a file and a line. */
export const ENGINE_MIGRATIONS: readonly string[] = [
  FIRST,
  WRITTEN,
  SINCE,
  AGREED,
  APART,
  DUPLICATE,
  WHY,
  UNDO,
  PEOPLE,
  NUMBERS,
  IMPORTS,
  ATTACHMENTS,
  TABLE_IMPORTS,
];
