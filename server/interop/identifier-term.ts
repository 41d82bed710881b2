import type { SearchTerm } from '../../engine/store.ts';
import { tokenText } from './fhir/search-value.ts';

/** The search term of an identifier given as `system|value`. */
export function identifierTerm(identifier: string): SearchTerm {
  const bar = identifier.indexOf('|');
  return {
    param: 'identifier',
    value: tokenText(identifier.slice(bar + 1), identifier.slice(0, bar)),
  };
}
