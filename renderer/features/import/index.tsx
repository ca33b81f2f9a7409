import { useRoute } from 'wouter';
import { Choose } from './choose.tsx';
import { OneImport } from './one-import.tsx';

/** Importing from QuickBooks: `/import` chooses what, `/import/<id>` shows how far one is and its summary. */
export function Screen() {
  const [, params] = useRoute('/import/:id?');
  return params?.id === undefined ? <Choose /> : <OneImport key={params.id} id={params.id} />;
}
