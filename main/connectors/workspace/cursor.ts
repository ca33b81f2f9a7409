/**
 * A place in the book's feed: which book, and the number of the last change seen. The name of the book is in it because
 * another book (a fresh one, a friend's) counts the same numbers for other changes.
 */
export const cursorAt = (bookId: string, change: number): string => `${bookId}:${change}`;

/** The number in a cursor of this book, or null when the cursor is not of this book, or of its future. */
export function placeOf(cursor: string, bookId: string, newest: number): number | null {
  const match = /^(.+):(\d{1,15})$/.exec(cursor);
  if (!match || match[1] !== bookId) return null;
  const change = Number(match[2]);
  // A book restored from a backup has not come as far as the cursor says.
  return change <= newest ? change : null;
}
