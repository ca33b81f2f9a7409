import { useRoute } from 'wouter';
import { Choose } from './choose.tsx';
import { FromFile } from './file/from-file.tsx';
import { OneFile } from './file/one-file.tsx';
import { OneImport } from './one-import.tsx';

/**
 * Importing. `/import` chooses what of QuickBooks, `/import/from-file` brings a file; `/import/<id>` and `/import/file/<id>`
 * show how far one is and its summary.
 */
export function Screen() {
  const [, params] = useRoute('/import/:id?');
  const [, file] = useRoute('/import/file/:id');
  const [isFromFile] = useRoute('/import/from-file');
  if (file) return <OneFile key={file.id} id={file.id} />;
  if (isFromFile) return <FromFile />;
  return params?.id === undefined ? <Choose /> : <OneImport key={params.id} id={params.id} />;
}
