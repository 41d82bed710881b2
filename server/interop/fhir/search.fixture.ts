import type { SearchTerm, TermCondition } from '../../../engine/store.ts';
import type { FhirResource } from '../incoming.ts';
import type { Conditions } from './search-condition.ts';
import { parseSearch, type SearchOptions } from './search-query.ts';
import { termsOf } from './search-terms.ts';

/** Compared as a store compares: byte by byte. */
function isIn(
  value: string,
  { from, to }: { readonly from: string; readonly to: string },
): boolean {
  const bytes = Buffer.from(value);
  return (
    Buffer.compare(bytes, Buffer.from(from)) >= 0 && Buffer.compare(bytes, Buffer.from(to)) < 0
  );
}

function holds(terms: readonly SearchTerm[], condition: TermCondition): boolean {
  const isMet = terms.some(
    ({ param, value }) =>
      param === condition.param && condition.ranges.some((range) => isIn(value, range)),
  );
  return isMet !== (condition.isNot ?? false);
}

function meets(terms: readonly SearchTerm[], { where, anyOf }: Conditions): boolean {
  return (
    where.every((condition) => holds(terms, condition)) &&
    anyOf.every((one) => one.anyOf.some((way) => way.every((condition) => holds(terms, condition))))
  );
}

/** The ids that a search finds among resources, by terms and ranges alone, as a store would. */
export function foundBy(
  query: string,
  resources: readonly FhirResource[],
  options: SearchOptions = {},
): readonly (string | undefined)[] {
  const [type = '', parameters = ''] = query.split(/\?(.*)/s);
  const search = parseSearch(type, new URLSearchParams(parameters), options);
  const termsIn = (resource: FhirResource): readonly SearchTerm[] =>
    termsOf(resource, options.zone);
  return resources
    .filter((resource) => resource.resourceType === type)
    .filter((resource) => !search.ids || search.ids.includes(resource.id ?? ''))
    .filter((resource) => meets(termsIn(resource), search))
    .filter((resource) =>
      search.chains.every((chain) =>
        resources.some(
          (other) =>
            other.resourceType === chain.type &&
            meets(termsIn(other), chain) &&
            termsIn(resource).some(
              ({ param, value }) => param === chain.param && value === `${chain.type}/${other.id}`,
            ),
        ),
      ),
    )
    .map(({ id }) => id);
}
