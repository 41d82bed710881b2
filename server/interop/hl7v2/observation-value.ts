import { codeSystemOf, conceptOf } from './code-systems.ts';
import type { Repetition, Segment } from './message.ts';
import { timestamp } from './timestamp.ts';

/**
 * OBX-2 and OBX-5 → `value[x]` of an Observation (v2.5.1 chapter 7.4.2); what has no type of its own stays text. A
 * value and the reason for having none exclude each other (obs-6), also when a result is corrected.
 */
export function measuredValue(obx: Segment, zone: string): Record<string, unknown> {
  const values = obx.all(5).filter((value) => !value.isDeletion);
  const [value] = values;
  if (value) return { dataAbsentReason: null, ...formOf(value, values, { obx, zone }) };
  const none = Object.fromEntries(forms.map((form) => [form, null]));
  return { ...none, dataAbsentReason: { coding: [{ system: absent, code: 'unknown' }] } };
}

const forms = [
  'valueQuantity',
  'valueRange',
  'valueRatio',
  'valueCodeableConcept',
  'valueDateTime',
  'valueString',
];

function formOf(
  value: Repetition,
  values: readonly Repetition[],
  { obx, zone }: { readonly obx: Segment; readonly zone: string },
): Record<string, unknown> {
  if (values.length > 1) return textOf(values);
  switch (obx.text(2)) {
    case 'NM':
      return numberOf(value, obx) ?? textOf(values);
    case 'SN':
      return structuredOf(value, obx) ?? textOf(values);
    case 'CE':
    case 'CWE':
    case 'CNE':
    case 'CF': {
      const concept = conceptOf(value);
      return concept ? { valueCodeableConcept: concept } : textOf(values);
    }
    case 'DT':
    case 'TS':
    case 'DTM': {
      const at = timestamp(value.get(1), zone);
      return at ? { valueDateTime: at.dateTime } : textOf(values);
    }
    default:
      return textOf(values);
  }
}

const absent = 'http://terminology.hl7.org/CodeSystem/data-absent-reason';

function textOf(values: readonly Repetition[]): Record<string, unknown> {
  return { valueString: values.map((value) => value.text).join('\n') };
}

function numberOf(value: Repetition, obx: Segment): Record<string, unknown> | undefined {
  const number = numeral(value.get(1));
  return number === undefined ? undefined : { valueQuantity: quantity(number, obx) };
}

/** SN: comparator^number^separator^number (chapter 2.A.70); `2+` and the like stay text. */
function structuredOf(value: Repetition, obx: Segment): Record<string, unknown> | undefined {
  const [comparator, separator] = [value.get(1), value.get(3)];
  const [low, high] = [numeral(value.get(2)), numeral(value.get(4))];
  if (low === undefined) return undefined;
  if (separator === '-' && high !== undefined)
    return { valueRange: { low: quantity(low, obx), high: quantity(high, obx) } };
  if ((separator === ':' || separator === '/') && high !== undefined)
    return { valueRatio: { numerator: { value: low }, denominator: { value: high } } };
  if (separator !== '') return undefined;
  if (['<', '<=', '>=', '>'].includes(comparator))
    return { valueQuantity: { comparator, ...quantity(low, obx) } };
  return comparator === '' || comparator === '='
    ? { valueQuantity: quantity(low, obx) }
    : undefined;
}

function numeral(text: string): number | undefined {
  const number = /^[+-]?(\d+\.?\d*|\.\d+)$/.test(text) ? Number(text) : Number.NaN;
  return Number.isFinite(number) ? number : undefined;
}

/** OBX-6: the unit's code, and its system where it names UCUM or another. */
function quantity(value: number, obx: Segment): Record<string, unknown> {
  const [code, text, named] = [1, 2, 3].map((component) => obx.text(6, component));
  const unit = text || code;
  const system = codeSystemOf(named ?? '');
  return {
    value,
    ...(unit ? { unit } : {}),
    ...(code && system ? { system, code } : {}),
  };
}
