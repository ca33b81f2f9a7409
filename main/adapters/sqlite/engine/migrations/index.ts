import { FIRST } from './001-first.ts';

/** Every step, oldest first. A step that has shipped is never edited: add a file and a line. */
export const ENGINE_MIGRATIONS: readonly string[] = [FIRST];
