import table from './search-parameters.json' with { type: 'json' };

/**
 * How one search parameter reads a resource (FHIR R4 search parameter registry). `paths` are element
 * names without FHIRPath; `system` keeps the telecoms of one kind; `only` the references to one type;
 * `codeSystem` is what the required binding implies for a plain code; `of` names a datatype that is
 * searched by its parts.
 */
export interface SearchParameter {
  readonly type: 'token' | 'string' | 'reference' | 'date';
  readonly paths: readonly string[];
  readonly system?: string;
  readonly only?: string;
  readonly codeSystem?: string;
  readonly of?: 'name' | 'address' | 'contact';
  /** Types the reference may have; any when not given. */
  readonly targets?: readonly string[];
}

/** Raised when a change here or in `search-terms.ts` makes resources found by other terms: they are written anew then. */
export const searchIndexVersion = 1;

type Parameters = Readonly<Record<string, SearchParameter>>;

/** Of every resource (R4 search, parameters for all resources); labels are what access rules look for. */
const common: Parameters = {
  _security: { type: 'token', paths: ['meta.security'] },
  _tag: { type: 'token', paths: ['meta.tag'] },
};

/** A type that is only kept, not read, is still found by its identifiers. */
const unread: Parameters = { identifier: { type: 'token', paths: ['identifier'] }, ...common };

const byType = new Map<string, Parameters>(
  Object.entries(table as Readonly<Record<string, Parameters>>).map(([type, own]) => [
    type,
    { ...own, ...common },
  ]),
);

/** The search parameters of a type by their names (FHIR R4, search parameter registry). */
export function parametersOf(type: string): Parameters {
  return byType.get(type) ?? unread;
}

/** One parameter of a type by its name. */
export function parameterOf(type: string, name: string): SearchParameter | undefined {
  const parameters = parametersOf(type);
  return Object.hasOwn(parameters, name) ? parameters[name] : undefined;
}

/** True for the types that have search parameters of their own. */
export function isSearchable(type: string): boolean {
  return byType.has(type);
}

/** What a CapabilityStatement lists of a type (FHIR R4 CapabilityStatement.rest.resource.searchParam). */
export interface ListedParameter {
  readonly name: string;
  readonly type: 'token' | 'string' | 'reference' | 'date';
}

/** Every parameter that a search of this type takes, in the order of their names. */
export function searchParametersOf(type: string): readonly ListedParameter[] {
  const own = Object.entries(parametersOf(type)).map(([name, parameter]) => ({
    name,
    type: parameter.type,
  }));
  const kept: readonly ListedParameter[] = [
    { name: '_id', type: 'token' },
    { name: '_lastUpdated', type: 'date' },
  ];
  return [...kept, ...own].sort((a, b) => (a.name < b.name ? -1 : 1));
}
