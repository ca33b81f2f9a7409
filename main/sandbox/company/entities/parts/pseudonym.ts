/** V4IDPseudonym: an opaque hexadecimal word of fixed length. Ours is a hash of type and id, so it never changes. */
export function pseudonym(entity: string, id: string): string {
  const source = `${entity}/${id}`;
  let text = '002098';
  for (let part = 0; part < 4; part += 1) {
    let hash = 0x811c9dc5 ^ part;
    for (let index = 0; index < source.length; index += 1) {
      hash = Math.imul(hash ^ source.charCodeAt(index), 0x01000193) >>> 0;
    }
    text += hash.toString(16).padStart(8, '0');
  }
  return text;
}
