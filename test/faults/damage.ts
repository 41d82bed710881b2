import fc from 'fast-check';
import {
  bundleSample,
  documentSample,
  hl7Samples,
  ndjsonSample,
  resourceSample,
} from './intake-samples.ts';

/** One request as a broken or hostile sender might make it. */
export interface Damaged {
  readonly path: string;
  readonly method: 'POST' | 'PUT';
  readonly contentType: string;
  readonly body: Uint8Array;
}

interface Cut {
  readonly at: number;
  readonly length: number;
  readonly put: string;
}

const bits = fc.oneof(
  fc.constantFrom(
    '|',
    '^',
    '~',
    '\\',
    '&',
    '\r',
    '\n',
    '\r\r',
    '""',
    '\\X4',
    '\u0000',
    '\x1c\r',
    '\x0b',
  ),
  fc.constantFrom(
    '{',
    '}',
    '[',
    ']',
    '"',
    ',',
    ':null,',
    '-1',
    '1e999',
    '<',
    '>',
    '&#0;',
    ']]>',
    '<!--',
  ),
  fc.constantFrom(
    'MSH|',
    'PID|',
    'MRG|',
    'BHS|^~\\&',
    'urn:uuid:',
    '?identifier=|',
    '../',
    '\ud800',
    '\ufeff',
    '𐍈',
  ),
  fc.string({ maxLength: 8 }),
  fc.nat(20_000).map((length) => 'a'.repeat(length)),
);

/** Where: as a share of the text, so that a shrunk failure stays in its place. */
const cuts: fc.Arbitrary<readonly Cut[]> = fc.array(
  fc.record({ at: fc.nat(9999), length: fc.nat(16), put: bits }),
  { minLength: 1, maxLength: 3 },
);

function cutText(text: string, damages: readonly Cut[]): Uint8Array {
  const damaged = damages.reduce((now, { at, length, put }) => {
    const start = Math.floor((at / 10_000) * now.length);
    return now.slice(0, start) + put + now.slice(start + length);
  }, text);
  return new TextEncoder().encode(damaged);
}

/** Whole segments left out, doubled or moved: right line by line, and wrong together. */
const segments = fc.record({ from: fc.nat(20), to: fc.nat(20), keep: fc.boolean() });

function shuffled(text: string, { from, to, keep }: { from: number; to: number; keep: boolean }) {
  const lines = text.split('\r');
  const line = lines[from % lines.length] ?? '';
  const rest = keep ? lines : lines.filter((_, index) => index !== from % lines.length);
  return rest
    .toSpliced(to % (rest.length + 1), 0, ...(keep || to % 3 > 0 ? [line] : []))
    .join('\r');
}

const oddValue = fc.oneof(
  fc.constantFrom(
    null,
    '',
    [],
    {},
    0,
    -1,
    1e308,
    true,
    [null],
    [[]],
    { reference: 5 },
    'Patient/',
    '#',
  ),
  fc.constantFrom({ reference: 'Patient?identifier=' }, { reference: 'urn:uuid:none' }, [
    { extension: [] },
  ]),
  fc.jsonValue({ maxDepth: 3 }),
  fc
    .nat(400)
    .map((depth) => JSON.parse('[{"a":'.repeat(depth) + 1 + '}]'.repeat(depth)) as unknown),
);

const oddPlaces = fc.array(fc.record({ step: fc.nat(1_000_000), value: oddValue }), {
  minLength: 1,
  maxLength: 3,
});

/** Puts an odd value, or nothing, at a place of the tree. */
function damagedJson(value: object, places: readonly { step: number; value: unknown }[]): unknown {
  const copy = structuredClone(value) as Record<string, unknown>;
  for (const { step, value: odd } of places) {
    const holders: Record<string, unknown>[] = [];
    const walk = (one: unknown): void => {
      if (typeof one !== 'object' || one === null) return;
      holders.push(one as Record<string, unknown>);
      for (const part of Object.values(one)) walk(part);
    };
    walk(copy);
    const holder = holders[step % holders.length] ?? copy;
    const names = Object.keys(holder);
    const name =
      names[Math.floor(step / holders.length) % Math.max(names.length, 1)] ?? 'extension';
    if (step % 7 === 0) delete holder[name];
    else holder[name] = structuredClone(odd);
  }
  return copy;
}

const fhirJson = 'application/fhir+json';
const numbers = fc.nat(1_000_000);
const encode = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));

const hl7: fc.Arbitrary<Damaged> = fc
  .tuple(
    fc.constantFrom(...hl7Samples),
    numbers,
    segments,
    fc.oneof(cuts, fc.constant([])),
    fc.nat(9),
  )
  .map(([sample, n, moved, damages, files]) => {
    const text = shuffled(sample(n), moved);
    const whole = files === 0 ? ['BHS|^~\\&|EHR', text, sample(n + 1), 'BTS|2'].join('\r') : text;
    const body = cutText(whole, damages);
    return { path: '/hl7v2', method: 'POST', contentType: 'x-application/hl7-v2+er7', body };
  });

const bundle: fc.Arbitrary<Damaged> = fc.tuple(numbers, oddPlaces).map(([n, places]) => ({
  path: '/fhir',
  method: 'POST',
  contentType: fhirJson,
  body: encode(damagedJson(bundleSample(n), places)),
}));

const resource: fc.Arbitrary<Damaged> = fc
  .tuple(numbers, oddPlaces, fc.boolean())
  .map(([n, places, isUpdate]) => {
    const sample = resourceSample(n);
    const path = `/fhir/${sample.resourceType}${isUpdate ? `/${String(sample.id ?? 'o1')}` : ''}`;
    const body = encode(damagedJson(sample, places));
    return { path, method: isUpdate ? 'PUT' : 'POST', contentType: fhirJson, body };
  });

const json: fc.Arbitrary<Damaged> = fc.tuple(numbers, cuts).map(([n, damages]) => ({
  path: '/fhir',
  method: 'POST',
  contentType: fhirJson,
  body: cutText(JSON.stringify(bundleSample(n)), damages),
}));

const ndjson: fc.Arbitrary<Damaged> = fc.tuple(numbers, cuts).map(([n, damages]) => ({
  path: '/fhir/$load',
  method: 'POST',
  contentType: 'application/fhir+ndjson',
  body: cutText(ndjsonSample(n), damages),
}));

const document: fc.Arbitrary<Damaged> = fc.tuple(numbers, cuts).map(([n, damages]) => ({
  path: '/documents',
  method: 'POST',
  contentType: 'text/xml',
  body: cutText(documentSample(n), damages),
}));

/** Damaged requests of every door, HL7 v2 half of them. */
export const damaged: fc.Arbitrary<Damaged> = fc.oneof(
  { weight: 10, arbitrary: hl7 },
  { weight: 3, arbitrary: bundle },
  { weight: 3, arbitrary: resource },
  { weight: 1, arbitrary: json },
  { weight: 1, arbitrary: ndjson },
  { weight: 2, arbitrary: document },
);
