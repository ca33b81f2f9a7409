/**
 * Reads a text/event-stream fed in pieces of any size. Answers the `data` of each complete event, in order. Comments
 * (keep-alives) and fields other than `data` are skipped; the host puts the whole event into `data`.
 */
export function createSseParser(): (chunk: string) => string[] {
  let rest = '';
  let data: string[] = [];
  return (chunk) => {
    const found: string[] = [];
    rest += chunk;
    let end = rest.indexOf('\n');
    while (end !== -1) {
      const line = rest.slice(0, end).replace(/\r$/, '');
      rest = rest.slice(end + 1);
      if (line === '') {
        if (data.length > 0) found.push(data.join('\n'));
        data = [];
      } else if (line.startsWith('data:')) {
        data.push(line.slice(line.startsWith('data: ') ? 6 : 5));
      }
      end = rest.indexOf('\n');
    }
    return found;
  };
}
