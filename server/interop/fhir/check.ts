import { z } from 'zod';
import { type Element, objectOf } from './element.ts';

/**
 * Own structural checks of the types we read; every other type is taken as it is. They say less
 * than a full validator on purpose: what a sender may leave out by its own profile is not ours to refuse.
 */

const id = z
  .string()
  .regex(/^[A-Za-z0-9.-]{1,64}$/, 'An id is 1 to 64 letters, digits, "-" or ".".');
const text = z.string().regex(/\S/, 'A text must not be empty.');
const code = z.string().regex(/^\S+( \S+)*$/, 'A code has no leading, trailing or double blanks.');
const day = '(0[1-9]|[12]\\d|3[01])';
const dayPattern = `\\d{4}(-(0[1-9]|1[0-2])(-${day})?)?`;
const timePattern = 'T([01]\\d|2[0-3]):[0-5]\\d:([0-5]\\d|60)(\\.\\d+)?(Z|[+-]\\d{2}:\\d{2})';
const date = z
  .string()
  .regex(new RegExp(`^${dayPattern}$`), 'Not a FHIR date (2024, 2024-05 or 2024-05-31).')
  .refine(isRealDay, 'There is no such day.');
const dateTime = z
  .string()
  .regex(
    new RegExp(`^(${dayPattern}|\\d{4}-(0[1-9]|1[0-2])-${day}${timePattern})$`),
    'Not a FHIR dateTime (2024-05-31, or 2024-05-31T08:15:00-04:00 with its offset).',
  )
  .refine(isRealDay, 'There is no such day.');
const instant = z
  .string()
  .regex(new RegExp(`^\\d{4}-(0[1-9]|1[0-2])-${day}${timePattern}$`), 'Not a FHIR instant.')
  .refine(isRealDay, 'There is no such day.');

const coding = z.looseObject({
  system: z.string().optional(),
  code: code.optional(),
  display: z.string().optional(),
});
const concept = z.looseObject({ coding: z.array(coding).optional(), text: z.string().optional() });
const period = z
  .looseObject({ start: dateTime.optional(), end: dateTime.optional() })
  .refine(startsBeforeItEnds, { message: 'The period ends before it starts.', path: ['end'] });
const identifier = z.looseObject({
  system: z.string().optional(),
  value: z.string().optional(),
  type: concept.optional(),
});
const reference = z.looseObject({
  reference: text.optional(),
  identifier: identifier.optional(),
  display: z.string().optional(),
});
const name = z.looseObject({
  family: z.string().optional(),
  given: z.array(z.union([z.string(), z.null()])).optional(),
  text: z.string().optional(),
});
const attachment = z.looseObject({
  contentType: code.optional(),
  data: z
    .string()
    .regex(/^[A-Za-z0-9+/=\s]*$/, 'Not base64.')
    .optional(),
  url: z.string().optional(),
});

const named = z.looseObject({
  identifier: z.array(identifier).optional(),
  name: z.string().optional(),
});
const person = z.looseObject({
  identifier: z.array(identifier).optional(),
  name: z.array(name).optional(),
  gender: z.enum(['male', 'female', 'other', 'unknown']).optional(),
  birthDate: date.optional(),
});

const schemas: Readonly<Record<string, z.ZodType>> = {
  Patient: person,
  Practitioner: person,
  PractitionerRole: z.looseObject({
    practitioner: reference.optional(),
    organization: reference.optional(),
  }),
  Organization: named,
  Location: named,
  Encounter: z.looseObject({
    identifier: z.array(identifier).optional(),
    status: z.enum([
      'planned',
      'arrived',
      'triaged',
      'in-progress',
      'onleave',
      'finished',
      'cancelled',
      'entered-in-error',
      'unknown',
    ]),
    class: coding,
    type: z.array(concept).optional(),
    serviceType: concept.optional(),
    subject: reference.optional(),
    participant: z
      .array(
        z.looseObject({
          type: z.array(concept).optional(),
          period: period.optional(),
          individual: reference.optional(),
        }),
      )
      .optional(),
    period: period.optional(),
    hospitalization: z.looseObject({ dischargeDisposition: concept.optional() }).optional(),
    serviceProvider: reference.optional(),
  }),
  DocumentReference: z.looseObject({
    masterIdentifier: identifier.optional(),
    identifier: z.array(identifier).optional(),
    status: z.enum(['current', 'superseded', 'entered-in-error']),
    docStatus: z.enum(['preliminary', 'final', 'amended', 'entered-in-error']).optional(),
    type: concept.optional(),
    category: z.array(concept).optional(),
    subject: reference.optional(),
    date: instant.optional(),
    author: z.array(reference).optional(),
    authenticator: reference.optional(),
    relatesTo: z
      .array(
        z.looseObject({
          code: z.enum(['replaces', 'transforms', 'signs', 'appends']),
          target: reference,
        }),
      )
      .optional(),
    content: z
      .array(z.looseObject({ attachment }))
      .min(1, 'A DocumentReference needs its content.'),
    context: z
      .looseObject({ encounter: z.array(reference).optional(), period: period.optional() })
      .optional(),
  }),
  Composition: z.looseObject({
    identifier: identifier.optional(),
    status: z.enum(['preliminary', 'final', 'amended', 'entered-in-error']),
    type: concept,
    subject: reference.optional(),
    encounter: reference.optional(),
    date: dateTime,
    author: z.array(reference).min(1, 'A Composition needs an author.'),
    title: text,
    attester: z
      .array(
        z.looseObject({
          mode: z.enum(['personal', 'professional', 'legal', 'official']),
          time: dateTime.optional(),
          party: reference.optional(),
        }),
      )
      .optional(),
  }),
  Procedure: z.looseObject({
    identifier: z.array(identifier).optional(),
    status: z.enum([
      'preparation',
      'in-progress',
      'not-done',
      'on-hold',
      'stopped',
      'completed',
      'entered-in-error',
      'unknown',
    ]),
    category: concept.optional(),
    code: concept.optional(),
    subject: reference,
    encounter: reference.optional(),
    performedDateTime: dateTime.optional(),
    performedPeriod: period.optional(),
    performer: z
      .array(z.looseObject({ function: concept.optional(), actor: reference }))
      .optional(),
  }),
  Binary: z.looseObject({ contentType: code, data: z.string().optional() }),
};

export interface Issue {
  readonly path: string;
  readonly message: string;
}

/** How deep a resource may nest; FHIR's own deepest stay far below. */
const deepest = 60;

/** Everything wrong with a resource, each with the FHIR path of the element. */
export function checkResource(resource: unknown, path: string): readonly Issue[] {
  const element = objectOf(resource);
  if (!element) return [{ path, message: 'A resource is a JSON object.' }];
  if (
    typeof element.resourceType !== 'string' ||
    !/^[A-Z][A-Za-z]{1,63}$/.test(element.resourceType)
  ) {
    return [{ path: `${path}.resourceType`, message: 'A resource needs its resourceType.' }];
  }
  const issues: Issue[] = [];
  if (element.id !== undefined) issues.push(...issuesOf(id, element.id, `${path}.id`));
  checkNothingEmpty(element, path, 0, issues);
  const schema = schemas[element.resourceType];
  if (schema && issues.length === 0) issues.push(...issuesOf(schema, element, path));
  return issues;
}

function issuesOf(schema: z.ZodType, value: unknown, path: string): readonly Issue[] {
  const result = schema.safeParse(value);
  if (result.success) return [];
  return result.error.issues.map((issue) => ({
    path:
      path +
      issue.path
        .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
        .join(''),
    message: issue.message,
  }));
}

/** FHIR JSON has no empty objects, lists or texts, and null only as a placeholder inside a list. */
function checkNothingEmpty(value: unknown, path: string, depth: number, issues: Issue[]): void {
  if (depth > deepest) {
    issues.push({ path, message: `Nested more than ${deepest} levels deep.` });
  } else if (Array.isArray(value)) {
    if (value.length === 0) issues.push({ path, message: 'A list must not be empty.' });
    value.forEach((item, index) => {
      if (item !== null) checkNothingEmpty(item, `${path}[${index}]`, depth + 1, issues);
    });
  } else if (value === null || value === '') {
    issues.push({ path, message: 'An element must have a value; leave it out instead.' });
  } else if (typeof value === 'object') {
    const parts = Object.entries(value as Element);
    if (parts.length === 0) issues.push({ path, message: 'An element must not be empty.' });
    for (const [name, part] of parts) checkNothingEmpty(part, `${path}.${name}`, depth + 1, issues);
  }
}

function isRealDay(value: string): boolean {
  const [year = 0, month = 1, dayOfMonth = 1] = value.slice(0, 10).split('-').map(Number);
  return dayOfMonth <= new Date(Date.UTC(year, month, 0)).getUTCDate();
}

/** Compared only where both have a time, since a bare day covers many instants. */
function startsBeforeItEnds({
  start,
  end,
}: {
  start?: string | undefined;
  end?: string | undefined;
}): boolean {
  if (!start?.includes('T') || !end?.includes('T')) return true;
  return Date.parse(start) <= Date.parse(end);
}
