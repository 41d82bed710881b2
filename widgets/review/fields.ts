import type { Action, Chart, ChartDocument } from '../shared/connection.ts';
import { translation } from '../shared/text.ts';
import { documentTitle, wordsFor } from './words.ts';

/** One input of a form made from a JSON Schema. */
export interface Field {
  readonly name: string;
  readonly label: string;
  readonly isRequired: boolean;
  readonly kind:
    | 'text'
    | 'long'
    | 'choice'
    | 'choices'
    | 'yes-no'
    | 'number'
    | 'date'
    | 'instant'
    | 'lines'
    | 'fixed'
    | 'bound'
    | 'unsupported';
  readonly choices: readonly Choice[];
  readonly fixed: unknown;
  readonly limits: Readonly<Record<string, number>>;
}

export interface Choice {
  readonly value: string;
  readonly label: string;
}

type Schema = Readonly<Record<string, unknown>>;

/** What the reader has before them: fields that mean it need not be typed. */
export interface Reading {
  readonly chart: Chart | undefined;
  readonly shown: ChartDocument | undefined;
  /** SHA-256 of the very bytes that were shown. */
  readonly shownHash: string | null;
}

/**
 * The fields an event's payload needs. Ids of documents and people become choices from the chart; a signature
 * is bound to the document on the desk, as it was read.
 */
export function fieldsOf({ type, schema }: Action, reading: Reading): readonly Field[] {
  const object = objectOf(schema);
  const properties = (object.properties ?? {}) as Readonly<Record<string, Schema>>;
  const required = (object.required ?? []) as readonly string[];
  const isSignature = 'contentHash' in properties;
  return Object.entries(properties)
    .map(([name, property]) =>
      fieldOf(withoutNull(property), { type, name, isRequired: required.includes(name) }),
    )
    .filter((field) => field.isRequired || !isInstant(field))
    .map((field) => (isSignature ? boundTo(field, reading) : withChoices(field, reading.chart)));
}

/** Milliseconds since 1970 are for programs; what is optional is left to the server. */
function isInstant(field: Field): boolean {
  return field.kind === 'number' && /^at$|At$/.test(field.name);
}

function withChoices(field: Field, chart: Chart | undefined): Field {
  const choices = choicesFromChart(field.name, chart);
  return field.kind === 'text' && choices.length > 0
    ? { ...field, kind: 'choice', choices }
    : field;
}

function boundTo(field: Field, { shown, shownHash }: Reading): Field {
  switch (field.name) {
    case 'documentId': {
      const choices = [{ value: shown?.id ?? '', label: shown ? documentTitle(shown) : '' }];
      return { ...field, kind: 'bound', fixed: shown?.id, choices };
    }
    case 'documentVersion':
      return { ...field, kind: 'fixed', fixed: shown?.version };
    case 'contentHash':
      return { ...field, kind: 'fixed', fixed: shownHash ?? shown?.contentHash ?? undefined };
    default:
      return field;
  }
}

/** What the filled form says, as the payload of the event. Empty optional fields are left out. */
export function payloadOf(fields: readonly Field[], data: FormData): Record<string, unknown> {
  const pairs = fields.map((field): [string, unknown] => [field.name, enteredIn(field, data)]);
  return Object.fromEntries(pairs.filter(([, value]) => value !== undefined));
}

function enteredIn(field: Field, data: FormData): unknown {
  const text = String(data.get(field.name) ?? '').trim();
  switch (field.kind) {
    case 'fixed':
    case 'bound':
      return field.fixed;
    case 'yes-no':
      return data.get(field.name) !== null;
    case 'choices':
      return data.getAll(field.name).map(String);
    case 'lines': {
      const lines = text
        .split('\n')
        .map((line) => line.trim())
        .filter(Boolean);
      return lines.length > 0 || field.isRequired ? lines : undefined;
    }
    case 'number':
      return text === '' ? undefined : Number(text);
    case 'instant':
      return text === '' ? undefined : new Date(text).toISOString();
    case 'text':
    case 'long':
    case 'choice':
    case 'date':
      return text === '' ? undefined : text;
    case 'unsupported':
      return undefined;
  }
}

function fieldOf(
  schema: Schema,
  { type, name, isRequired }: { type: string; name: string; isRequired: boolean },
): Field {
  return {
    name,
    label: labelOf(schema, { type, name }),
    isRequired,
    kind: kindOf(name, schema),
    choices: choicesOf(schema),
    fixed: schema.const,
    limits: limitsOf(schema),
  };
}

/** A short description is a label; the name is the last resort. In other languages a field may differ by event. */
function labelOf(
  schema: Schema,
  { type, name }: { readonly type: string; readonly name: string },
): string {
  const translated = translation(`field.${type}.${name}`) ?? translation(`field.${name}`);
  const given = schema.title ?? schema.description;
  return translated ?? (typeof given === 'string' ? given : wordsFor('field', name));
}

const longNames = /reason|note|text|comment|explanation|question|answer|message|statement/i;

function kindOf(name: string, schema: Schema): Field['kind'] {
  if ('const' in schema) return 'fixed';
  if (Array.isArray(schema.enum)) return 'choice';
  switch (schema.type) {
    case 'boolean':
      return 'yes-no';
    case 'number':
    case 'integer':
      return 'number';
    case 'array': {
      const items = (schema.items ?? {}) as Schema;
      if (Array.isArray(items.enum)) return 'choices';
      return items.type === 'string' ? 'lines' : 'unsupported';
    }
    case 'string':
      if (schema.format === 'date') return 'date';
      if (schema.format === 'date-time') return 'instant';
      return longNames.test(name) ? 'long' : 'text';
    default:
      return 'unsupported';
  }
}

function choicesOf(schema: Schema): readonly Choice[] {
  const items = (schema.items ?? {}) as Schema;
  const values = (schema.enum ?? items.enum ?? []) as readonly unknown[];
  return values.map((value) => ({
    value: String(value),
    label: wordsFor('choice', String(value)),
  }));
}

function choicesFromChart(name: string, chart: Chart | undefined): readonly Choice[] {
  if (chart === undefined) return [];
  if (/documentId$/i.test(name))
    return chart.documents.map((one) => ({ value: one.id, label: documentTitle(one) }));
  if (!/practitionerId$|authorId$/i.test(name)) return [];
  const people = [chart.attending, ...chart.documents.map((one) => one.author)];
  const byId = new Map(people.flatMap((one) => (one ? [[one.id, one.name] as const] : [])));
  return [...byId].map(([value, label]) => ({ value, label }));
}

function limitsOf(schema: Schema): Readonly<Record<string, number>> {
  const names = ['minimum', 'maximum', 'minLength', 'maxLength'] as const;
  return Object.fromEntries(
    names.flatMap((name) => (typeof schema[name] === 'number' ? [[name, schema[name]]] : [])),
  );
}

/** A choice between shapes is entered as its first one. */
function objectOf(schema: Schema): Schema {
  const variants = (schema.anyOf ?? schema.oneOf) as readonly Schema[] | undefined;
  return variants?.[0] ?? schema;
}

function withoutNull(schema: Schema): Schema {
  const variants = schema.anyOf as readonly Schema[] | undefined;
  if (variants === undefined) return schema;
  const others = variants.filter((one) => one.type !== 'null');
  return others.length === 1
    ? { ...others[0], ...(schema.title ? { title: schema.title } : {}) }
    : schema;
}
