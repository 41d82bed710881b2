import type { TermCondition } from '../../../engine/store.ts';
import { type AnyOf, type Conditions, conditionsOf } from './search-condition.ts';
import { type Include, includesOf } from './search-include.ts';
import { isSearchable, parameterOf } from './search-parameters.ts';
import { refusedSearch } from './search-refusal.ts';
import { type Results, resultParameters, resultsOf } from './search-results.ts';
import { splitAt, unescaped } from './search-text.ts';
import { updatedIn } from './search-updated.ts';

/** A search over the rows of one type. All that it asks is met at once. */
export interface Search extends Results, Conditions {
  readonly type: string;
  /** What the resource refers to by `param` is a `type` that meets the chain's own conditions. */
  readonly chains: readonly Chain[];
  /** Only these; an empty list finds nothing. */
  readonly ids?: readonly string[];
  /** `ResourceRow.updatedAt`, epoch milliseconds: from (inclusive) to (exclusive). */
  readonly updatedFrom?: number;
  readonly updatedTo?: number;
  readonly includes: readonly Include[];
  readonly revIncludes: readonly Include[];
  /** Parameters that were left aside (`Prefer: handling=lenient`): the answer's self link omits them. */
  readonly ignored: readonly string[];
}

export interface Chain extends Conditions {
  readonly param: string;
  readonly type: string;
}

export interface SearchOptions {
  /** IANA zone of dates without a time; UTC when not given. */
  readonly zone?: string;
  /** `Prefer: handling=…`; strict when not said, for a filter left aside would show more than was asked. */
  readonly handling?: 'strict' | 'lenient';
  /** Our own FHIR address without a slash at the end. */
  readonly base?: string;
}

/**
 * Reads a search (FHIR R4 search): `GET /fhir/Type?…`, or the same as a form by POST.
 * @throws Refusal `invalid-input` naming the parameter, never its value
 */
export function parseSearch(
  type: string,
  parameters: URLSearchParams,
  { zone = 'UTC', handling = 'strict', base }: SearchOptions = {},
): Search {
  if (!isSearchable(type))
    throw refusedSearch(type, 'This type is not searched here. Read it by its id.');
  const read: Reading = {
    type,
    zone,
    base: base ?? null,
    where: [],
    anyOf: [],
    chains: [],
    ids: [],
    ignored: [],
  };
  const updated: string[] = [];
  const result: [string, string][] = [];
  for (const [key, value] of parameters) {
    if (value.trim() === '') read.ignored.push(nameable(key));
    else if (resultParameters.has(key.split(':')[0] ?? '')) result.push([key, value]);
    else if (key === '_lastUpdated') updated.push(value);
    else if (key === '_id') read.ids.push(splitAt(value, ',').map(unescaped));
    else readFilter(read, key, value);
  }
  const results = resultsOf(type, result);
  const includes = includesOf(type, result);
  const ignored = [...read.ignored, ...results.ignored];
  const [first] = ignored.filter((name) => !isEmpty(parameters, name));
  if (handling === 'strict' && first !== undefined)
    throw refusedSearch(
      `${type}?${first}`,
      'This parameter is not taken here. The CapabilityStatement lists those that are; Prefer: handling=lenient leaves others aside.',
    );
  return {
    ...results,
    type,
    where: read.where,
    anyOf: read.anyOf,
    chains: read.chains,
    ...idsIn(read.ids),
    ...updatedIn(updated, { path: `${type}?_lastUpdated`, zone }),
    ...includes,
    ignored,
  };
}

interface Reading {
  readonly type: string;
  readonly zone: string;
  readonly base: string | null;
  readonly where: TermCondition[];
  readonly anyOf: AnyOf[];
  readonly chains: Chain[];
  readonly ids: (readonly string[])[];
  readonly ignored: string[];
}

function readFilter(read: Reading, key: string, value: string): void {
  const { type } = read;
  const [own = '', ...further] = key.split('.');
  const [name = '', modifier = null] = own.split(':');
  const path = `${type}?${nameable(key)}`;
  if (name === '_has')
    throw refusedSearch(
      path,
      'Reverse chains are not taken. Search the other type and read what it refers to.',
    );
  const parameter = parameterOf(type, name);
  if (!parameter || own.split(':').length > 2) read.ignored.push(nameable(key));
  else if (further.length === 0) {
    const { zone, base } = read;
    addTo(read, conditionsOf({ name, modifier, value, parameter, path, zone, base }));
  } else if (further.length > 1)
    throw refusedSearch(path, 'A chain has one step here. Search for what is between first.');
  else readChain(read, { name, modifier, rest: further[0] ?? '', value, path });
}

function addTo(read: Reading, { where, anyOf }: Conditions): void {
  read.where.push(...where);
  read.anyOf.push(...anyOf);
}

interface ChainAsked {
  readonly name: string;
  readonly modifier: string | null;
  readonly rest: string;
  readonly value: string;
  readonly path: string;
}

/** `patient.identifier=…`, `subject:Patient.name=…` (R4 search, chained parameters). */
function readChain(read: Reading, { name, modifier, rest, value, path }: ChainAsked): void {
  const reference = parameterOf(read.type, name);
  if (reference?.type !== 'reference')
    throw refusedSearch(path, 'Only a parameter that is a reference can be followed.');
  const [param = '', further = null] = rest.split(':');
  const { zone, base } = read;
  if (param === '_id') {
    const asked = { name, modifier, value, parameter: reference, path, zone, base };
    addTo(read, conditionsOf(asked));
    return;
  }
  const possible = (reference.targets ?? []).filter(
    (target) => isSearchable(target) && parameterOf(target, param),
  );
  const types = modifier === null ? possible : [modifier];
  const [target] = types;
  if (target === undefined || types.length > 1)
    throw refusedSearch(path, `Name the type that is meant: ${name}:Type.${nameable(param)}=….`);
  const parameter = parameterOf(target, param);
  if (!parameter || !isSearchable(target))
    throw refusedSearch(path, `${nameable(target)} has no search parameter of this name here.`);
  const conditions = conditionsOf({
    name: param,
    modifier: further,
    value,
    parameter,
    path,
    zone,
    base,
  });
  read.chains.push({ param: name, type: target, ...conditions });
}

/** Several `_id` parameters must all hold. */
function idsIn(lists: readonly (readonly string[])[]): { ids?: readonly string[] } {
  const [first, ...others] = lists;
  if (!first) return {};
  return { ids: [...new Set(first)].filter((id) => others.every((list) => list.includes(id))) };
}

/** A parameter without a value asks nothing (R4 search: it is ignored). */
function isEmpty(parameters: URLSearchParams, name: string): boolean {
  return parameters.getAll(name).every((value) => value.trim() === '') && parameters.has(name);
}

/** A parameter's name as it may stand in a refusal; what is no name may be anyone's data. */
function nameable(name: string): string {
  return /^[A-Za-z_][A-Za-z._:-]{0,60}$/.test(name) ? name : '(unreadable)';
}
