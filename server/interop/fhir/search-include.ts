import { isSearchable, parameterOf } from './search-parameters.ts';
import { refusedSearch } from './search-refusal.ts';

/** Resources that come along with the matches (FHIR R4 search, `_include` and `_revinclude`). */
export interface Include {
  /** The type that holds the reference. */
  readonly type: string;
  readonly param: string;
  readonly targetType?: string;
  /** Also of what is included itself. */
  readonly iterate?: boolean;
}

/**
 * Reads `_include=Type:param[:Target]` and `_revinclude`, with or without `:iterate`.
 * @throws Refusal `invalid-input` for a parameter that is no reference of that type
 */
export function includesOf(
  type: string,
  given: readonly (readonly [string, string])[],
): { readonly includes: readonly Include[]; readonly revIncludes: readonly Include[] } {
  const named = (name: string): readonly Include[] =>
    given
      .filter(([key]) => key.split(':')[0] === name)
      .map(([key, value]) => includeOf(key, value, `${type}?${name}`));
  const includes = named('_include');
  const revIncludes = named('_revinclude');
  for (const include of includes) {
    if (include.type !== type && !include.iterate)
      throw refusedSearch(`${type}?_include`, `Begin with ${type}:, the type that is searched.`);
  }
  for (const { type: from, param, iterate } of revIncludes) {
    const targets = parameterOf(from, param)?.targets;
    if (targets && !targets.includes(type) && !iterate)
      throw refusedSearch(`${type}?_revinclude`, `${from}:${param} does not refer to ${type}.`);
  }
  return { includes, revIncludes };
}

function includeOf(key: string, value: string, path: string): Include {
  const [, modifier] = key.split(':');
  if (modifier !== undefined && modifier !== 'iterate' && modifier !== 'recurse')
    throw refusedSearch(path, 'Only :iterate is taken as a modifier.');
  const [type = '', param = '', targetType, ...rest] = value.split(':');
  const parameter = isSearchable(type) ? parameterOf(type, param) : undefined;
  if (parameter?.type !== 'reference' || rest.length > 0)
    throw refusedSearch(path, 'Name a reference as Type:parameter, such as Encounter:patient.');
  if (targetType !== undefined && parameter.targets && !parameter.targets.includes(targetType))
    throw refusedSearch(path, 'The parameter does not refer to this type.');
  return {
    type,
    param,
    ...(targetType ? { targetType } : {}),
    ...(modifier === undefined ? {} : { iterate: true }),
  };
}
