import { loadDataType } from '@medplum/core';
import definitions from './definitions/definitions.json' with { type: 'json' };

/** The part of a StructureDefinition that the library reads. */
interface ElementDefinition {
  readonly id: string;
  readonly path: string;
  readonly min: number;
  readonly max: string;
  readonly type?: readonly { readonly code: string; readonly targetProfile?: readonly string[] }[];
  readonly contentReference?: string;
  /** Says whether it is a list, where the element referred to is none. */
  readonly base?: { readonly path: string; readonly max: string };
  readonly binding?: { readonly strength: 'required'; readonly valueSet: string };
  readonly constraint?: readonly Constraint[];
}

interface Constraint extends Rule {
  readonly key: string;
  readonly severity: 'error';
}

/** One type of FHIR R4, pruned to what is checked; see `definitions/README.md` for the notation. */
interface Definition {
  readonly is: string;
  readonly rules?: readonly string[];
  readonly elements: Readonly<Record<string, string>>;
}

interface Rule {
  readonly expression: string;
  readonly human: string;
}

const types: Readonly<Record<string, Definition>> = definitions.types;
const rules: Readonly<Record<string, Rule>> = definitions.rules;
const codes: Readonly<Record<string, readonly string[]>> = definitions.codes;

/** True for the types whose structure we know. */
export function hasDefinition(type: string): boolean {
  return Object.hasOwn(types, type);
}

/** The codes that an element may have by its required binding; undefined where none is checked. */
export function codesOf(valueSet: string | undefined): ReadonlySet<string> | undefined {
  if (valueSet === undefined || !Object.hasOwn(codes, valueSet)) return undefined;
  const known = codeSets.get(valueSet) ?? new Set(codes[valueSet]);
  codeSets.set(valueSet, known);
  return known;
}

const codeSets = new Map<string, ReadonlySet<string>>();

let isLoaded = false;

/** Gives the library the definitions, once and not before something is to be checked. */
export function loadDefinitions(): void {
  if (isLoaded) return;
  isLoaded = true;
  for (const [type, definition] of Object.entries(types))
    loadDataType(inflated(type, definition) as Parameters<typeof loadDataType>[0]);
}

const resourceElements = {
  id: '0..1 id',
  meta: '0..1 Meta',
  implicitRules: '0..1 uri',
  language: '0..1 code',
};
const domainElements = {
  ...resourceElements,
  text: '0..1 Narrative',
  contained: '0..* Resource',
  extension: '0..* Extension',
  modifierExtension: '0..* Extension',
};
const elementElements = { id: '0..1 string', extension: '0..* Extension' };
const backboneElements = { ...elementElements, modifierExtension: '0..* Extension' };

/** What every type inherits is left out of the file. */
const inherited: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  Resource: resourceElements,
  DomainResource: domainElements,
  BackboneElement: backboneElements,
};

function inflated(type: string, { is, elements, rules: own = [] }: Definition): object {
  const all = Object.entries({ ...(inherited[is] ?? elementElements), ...elements });
  return {
    resourceType: 'StructureDefinition',
    name: type,
    type,
    url: `http://hl7.org/fhir/StructureDefinition/${type}`,
    status: 'active',
    abstract: false,
    kind: is === 'Resource' || is === 'DomainResource' ? 'resource' : 'complex-type',
    snapshot: {
      element: [
        { id: type, path: type, min: 0, max: '*', constraint: constraintsOf(own) },
        ...all.flatMap(([path, notation]) => elementsOf(`${type}.${path}`, type, notation)),
      ],
    },
  };
}

/** `1..1 code #value-set !rule`, `0..* Reference(Patient,Group)`, `0..* @contains` */
function elementsOf(path: string, type: string, notation: string): ElementDefinition[] {
  const [count = '', kind = '', ...notes] = notation.split(' ');
  const [min = '0', max = '1'] = count.split('..');
  const base = { id: path, path, min: Number(min), max };
  if (kind.startsWith('@'))
    return [{ ...base, base: { path, max }, contentReference: `#${type}.${kind.slice(1)}` }];
  const [valueSet] = notes.filter((note) => note.startsWith('#'));
  const named = notes.filter((note) => note.startsWith('!')).map((note) => note.slice(1));
  const kinds = kind.split('|').map(typeOf);
  const constraint = [
    ...constraintsOf(named),
    ...kinds.flatMap(({ code }) => ofDatatype(code, kinds.length > 1)),
  ];
  const element: ElementDefinition = {
    ...base,
    type: kinds,
    ...(valueSet ? { binding: { strength: 'required', valueSet: valueSet.slice(1) } } : {}),
    constraint,
  };
  if (kind !== 'BackboneElement' && kind !== 'Element') return [element];
  const parts = kind === 'Element' ? elementElements : backboneElements;
  const inner = Object.entries(parts).flatMap(([part, own]) =>
    elementsOf(`${path}.${part}`, type, own),
  );
  return [element, ...inner];
}

function typeOf(kind: string): NonNullable<ElementDefinition['type']>[number] {
  const [, code = kind, targets] = /^(\w+)(?:\((.*)\))?$/.exec(kind) ?? [];
  if (targets === undefined) return { code };
  const targetProfile = targets
    .split(',')
    .map((target) => `http://hl7.org/fhir/StructureDefinition/${target}`);
  return { code, targetProfile };
}

/** The invariants of a datatype are asked where it is used; of a choice only for that form. */
function ofDatatype(code: string, isChoice: boolean): readonly Constraint[] {
  const own = Object.hasOwn(types, code) ? (types[code]?.rules ?? []) : [];
  return constraintsOf(own).map((constraint) =>
    isChoice
      ? { ...constraint, expression: `($this is ${code}).not() or (${constraint.expression})` }
      : constraint,
  );
}

function constraintsOf(keys: readonly string[]): readonly Constraint[] {
  return keys.flatMap((key) => {
    const rule = rules[key];
    return rule ? [{ key, severity: 'error' as const, ...rule }] : [];
  });
}
