/** A fault to plant: one passage of a source file, what it becomes, and what goes wrong for a user then. */
export type PlantedFault = {
  file: string;
  /** Stands exactly once in the file. */
  find: string;
  replace: string;
  why: string;
};

/** How often a text stands in another. */
export const countOf = (text: string, part: string): number => text.split(part).length - 1;

/** The file with the fault in it. Throws when the passage is not there exactly once: then the list is out of date. */
export function planted(fault: PlantedFault, source: string): string {
  const times = countOf(source, fault.find);
  if (times !== 1) throw new Error(`${fault.file}: "${fault.find}" stands ${times} times, not once`);
  return source.replace(fault.find, () => fault.replace);
}
