import { useRef } from 'react';
import type { EntityDescriptor } from '../../../../shared/entity.ts';
import type { Body } from '../../../../shared/primitives.ts';
import { useQuery } from '../../../store/index.ts';

/** The terms there are, by id, where a document is due by them; what is picked besides is added by the caller. */
export function useTerms(descriptor: EntityDescriptor): Map<string, Body> {
  const wanted = descriptor.fields.some((field) => field.dueBy !== undefined);
  const answer = useQuery('records.options', wanted ? { entity: 'term', search: '', limit: 50 } : null, {
    topics: ['records'],
  });
  const known = useRef(new Map<string, Body>());
  for (const option of answer.data?.options ?? []) known.current.set(option.id, option.body);
  return known.current;
}
