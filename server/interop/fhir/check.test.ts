import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkResource } from './check.ts';

const concept = { text: 'x' };
const patientRef = { reference: 'Patient/1' };
const encounter = { resourceType: 'Encounter', status: 'finished', class: { code: 'IMP' } };
const patient = { resourceType: 'Patient' };
const observation = { resourceType: 'Observation', status: 'final', code: concept };
const procedure = { resourceType: 'Procedure', status: 'completed', subject: patientRef };
const document = {
  resourceType: 'DocumentReference',
  status: 'current',
  content: [{ attachment: { contentType: 'text/plain', data: 'eA==' } }],
};
const composition = {
  resourceType: 'Composition',
  status: 'final',
  type: concept,
  date: '2026-03-01',
  author: [{ reference: 'Practitioner/1' }],
  title: 'x',
};
const condition = { resourceType: 'Condition', subject: patientRef };
const claim = {
  resourceType: 'Claim',
  status: 'active',
  type: concept,
  use: 'claim',
  patient: patientRef,
  created: '2026-03-01',
  provider: { reference: 'Organization/1' },
  priority: concept,
  insurance: [{ sequence: 1, focal: true, coverage: { reference: 'Coverage/1' } }],
};
const coverage = {
  resourceType: 'Coverage',
  status: 'active',
  beneficiary: patientRef,
  payor: [{ reference: 'Organization/1' }],
};
const consent = {
  resourceType: 'Consent',
  status: 'active',
  scope: concept,
  category: [concept],
  policyRule: concept,
};
const order = {
  resourceType: 'ServiceRequest',
  status: 'active',
  intent: 'order',
  subject: patientRef,
};
const task = { resourceType: 'Task', status: 'requested', intent: 'order' };
const charge = {
  resourceType: 'ChargeItem',
  status: 'billable',
  code: concept,
  subject: patientRef,
};
const provenance = {
  resourceType: 'Provenance',
  target: [patientRef],
  recorded: '2026-03-01T08:00:00Z',
  agent: [{ who: { display: 'x' } }],
};
const audit = {
  resourceType: 'AuditEvent',
  type: { code: 'rest' },
  recorded: '2026-03-01T08:00:00Z',
  agent: [{ requestor: true }],
  source: { observer: { display: 'x' } },
};
const report = { resourceType: 'DiagnosticReport', status: 'final', code: concept };
const bundle = { resourceType: 'Bundle', type: 'collection' };

const pathsOf = (resource: object, path?: string): readonly string[] =>
  checkResource(resource, path ?? (resource as { resourceType: string }).resourceType).map(
    (issue) => issue.path,
  );

describe('a resource of the right structure', () => {
  test.each([
    encounter,
    patient,
    observation,
    procedure,
    document,
    composition,
    condition,
    claim,
    coverage,
    consent,
    order,
    task,
    charge,
    provenance,
    audit,
    report,
    bundle,
  ])('is taken ($resourceType)', (resource) => {
    expect(checkResource(resource, 'X')).toEqual([]);
  });

  test('may carry any extension, and a type we do not read inside it', () => {
    const extension = [{ url: 'urn:any', valueString: 'x' }];
    const contained = [{ resourceType: 'Medication', id: 'm', made: 'up' }];
    expect(checkResource({ ...encounter, extension, contained }, 'Encounter')).toEqual([]);
    expect(
      checkResource({ ...patient, birthDate: '1980', _birthDate: { extension } }, 'X'),
    ).toEqual([]);
  });

  test('may have megabytes of base64, in lines', () => {
    const data = `${'QUJD\r\n'.repeat(800_000)}QQ==`;
    const content = [{ attachment: { contentType: 'application/pdf', data } }];
    expect(checkResource({ ...document, content }, 'X')).toEqual([]);
  });

  test('of a type we do not read is taken as it is', () => {
    expect(checkResource({ resourceType: 'Medication', made: 'up' }, 'X')).toEqual([]);
  });
});

describe('refused at the element at fault is', () => {
  const bad: readonly (readonly [string, object, string])[] = [
    ['a missing required element', { ...encounter, class: undefined }, 'Encounter.class'],
    ['a missing required list', { ...document, content: undefined }, 'DocumentReference.content'],
    [
      'a missing element inside',
      { ...encounter, location: [{ status: 'active' }] },
      'Encounter.location[0].location',
    ],
    ['a property that FHIR does not have', { ...encounter, colour: 'blue' }, 'Encounter.colour'],
    ['such a property inside', { ...patient, name: [{ surname: 'x' }] }, 'Patient.name[0].surname'],
    ['a code outside its value set', { ...encounter, status: 'over' }, 'Encounter.status'],
    [
      'such a code inside',
      { ...patient, name: [{ use: 'stage', family: 'x' }] },
      'Patient.name[0].use',
    ],
    [
      'such a code in a repetition',
      { ...encounter, location: [{ location: { reference: 'Location/1' }, status: 'gone' }] },
      'Encounter.location[0].status',
    ],
    ['a gender of another system', { ...patient, gender: 'F' }, 'Patient.gender'],
    [
      'a list where one value belongs',
      { ...encounter, period: [{ start: '2026' }] },
      'Encounter.period',
    ],
    ['one value where a list belongs', { ...patient, name: { family: 'x' } }, 'Patient.name'],
    ['a text where an object belongs', { ...encounter, subject: 'Patient/1' }, 'Encounter.subject'],
    [
      'an object where a text belongs',
      { ...encounter, status: { code: 'finished' } },
      'Encounter.status',
    ],
    ['a number where a text belongs', { ...patient, birthDate: 1980 }, 'Patient.birthDate'],
    ['a text where a boolean belongs', { ...patient, active: 'true' }, 'Patient.active'],
    [
      'a text where a number belongs',
      { ...observation, valueQuantity: { value: '7' } },
      'Observation.valueQuantity.value',
    ],
    [
      'half a whole number',
      { ...claim, insurance: [{ ...claim.insurance[0], sequence: 1.5 }] },
      'Claim.insurance[0].sequence',
    ],
    [
      'a positive number that is not',
      { ...claim, insurance: [{ ...claim.insurance[0], sequence: 0 }] },
      'Claim.insurance[0].sequence',
    ],
    [
      'a day that does not exist',
      { ...encounter, period: { end: '2026-02-30' } },
      'Encounter.period.end',
    ],
    [
      'a time without its offset',
      { ...encounter, period: { end: '2026-02-03T08:00:00' } },
      'Encounter.period.end',
    ],
    ['a date written otherwise', { ...patient, birthDate: '01/02/1980' }, 'Patient.birthDate'],
    [
      'a date with a time where only a date belongs',
      { ...patient, birthDate: '1980-01-02T00:00:00Z' },
      'Patient.birthDate',
    ],
    [
      'a day where an instant belongs',
      { ...document, date: '2026-03-01' },
      'DocumentReference.date',
    ],
    [
      'a period that ends before it starts',
      { ...encounter, period: { start: '2026-03-02T08:00:00Z', end: '2026-03-01T08:00:00Z' } },
      'Encounter.period.end',
    ],
    [
      'such a period of a participant',
      {
        ...encounter,
        participant: [{ period: { start: '2026-03-02T08:00:00Z', end: '2026-03-01T08:00:00Z' } }],
      },
      'Encounter.participant[0].period.end',
    ],
    [
      'two forms of one choice',
      { ...observation, valueString: 'x', valueBoolean: true },
      'Observation.valueBoolean',
    ],
    [
      'two forms of death',
      { ...patient, deceasedBoolean: true, deceasedDateTime: '2026' },
      'Patient.deceasedDateTime',
    ],
    [
      'a form that a choice does not have',
      { ...observation, valueMoney: { value: 1 } },
      'Observation.valueMoney',
    ],
    ['an empty object', { ...encounter, serviceType: {} }, 'Encounter.serviceType'],
    ['an empty list', { ...patient, name: [] }, 'Patient.name'],
    ['an empty text', { ...patient, birthDate: '' }, 'Patient.birthDate'],
    ['a null', { ...patient, gender: null }, 'Patient.gender'],
    ['a null in a list without its extension', { ...patient, name: [null] }, 'Patient.name[0]'],
    ['blanks alone', { ...composition, title: '   ' }, 'Composition.title'],
    [
      'a code with blanks around it',
      { ...encounter, class: { code: ' IMP' } },
      'Encounter.class.code',
    ],
    ['an id of other characters', { ...patient, id: 'a b' }, 'Patient.id'],
    ['an id that is too long', { ...patient, id: 'x'.repeat(65) }, 'Patient.id'],
    [
      'a reference to another type',
      { ...procedure, subject: { reference: 'Practitioner/1' } },
      'Procedure.subject.reference',
    ],
    [
      'such a reference in a list',
      { ...encounter, participant: [{ individual: { reference: 'Patient/1' } }] },
      'Encounter.participant[0].individual.reference',
    ],
    [
      'a conditional reference to another type',
      { ...encounter, subject: { reference: 'Practitioner?identifier=s|v' } },
      'Encounter.subject.reference',
    ],
    [
      'a reference to what is not contained',
      { ...encounter, subject: { reference: '#p' } },
      'Encounter.subject.reference',
    ],
    [
      'a URI with blanks',
      { ...patient, identifier: [{ system: 'urn: x', value: '1' }] },
      'Patient.identifier[0].system',
    ],
    [
      'base64 that is none',
      { resourceType: 'Binary', contentType: 'text/plain', data: '!!' },
      'Binary.data',
    ],
    [
      'an extension without URL',
      { ...patient, extension: [{ valueString: 'x' }] },
      'Patient.extension[0].url',
    ],
    [
      'an extension with value and parts',
      {
        ...patient,
        extension: [{ url: 'u', valueString: 'x', extension: [{ url: 'v', valueString: 'y' }] }],
      },
      'Patient.extension[0]',
    ],
    [
      'an extension with neither',
      { ...patient, extension: [{ url: 'u' }] },
      'Patient.extension[0]',
    ],
    [
      'a contact without a way to reach it',
      { ...patient, contact: [{ gender: 'male' }] },
      'Patient.contact[0]',
    ],
    [
      'a telecom without its system',
      { ...patient, telecom: [{ value: '1' }] },
      'Patient.telecom[0]',
    ],
    [
      'a value beside the reason that there is none',
      { ...observation, valueString: 'x', dataAbsentReason: concept },
      'Observation',
    ],
    [
      'an abated condition that is active',
      {
        ...condition,
        abatementDateTime: '2026',
        clinicalStatus: {
          coding: [
            { system: 'http://terminology.hl7.org/CodeSystem/condition-clinical', code: 'active' },
          ],
        },
      },
      'Condition',
    ],
    [
      'a section without anything',
      { ...composition, section: [{ title: 'x' }] },
      'Composition.section[0]',
    ],
    [
      'data without its content type',
      { ...document, content: [{ attachment: { data: 'eA==' } }] },
      'DocumentReference.content[0].attachment',
    ],
    ['a consent without a policy', { ...consent, policyRule: undefined }, 'Consent'],
    ['an order with details and no code', { ...order, orderDetail: [concept] }, 'ServiceRequest'],
    [
      'a quantity with a code and no system',
      { ...observation, valueQuantity: { value: 1, code: 'mg' } },
      'Observation.valueQuantity',
    ],
    [
      'a duration without its unit',
      { ...order, occurrenceTiming: { repeat: { duration: 3 } } },
      'ServiceRequest.occurrenceTiming.repeat',
    ],
    [
      'a nested provision with a wrong code',
      { ...consent, provision: { provision: [{ type: 'maybe' }] } },
      'Consent.provision.provision[0].type',
    ],
    [
      'a wrong resource that is contained',
      { ...encounter, contained: [{ resourceType: 'Patient', id: 'p', gender: 'F' }] },
      'Encounter.contained[0].gender',
    ],
    [
      'a wrong resource of a Bundle',
      { ...bundle, entry: [{ resource: patient }, { resource: { ...encounter, status: 'over' } }] },
      'Bundle.entry[1].resource.status',
    ],
    [
      'an entry without anything',
      { ...bundle, entry: [{ fullUrl: 'urn:uuid:1' }] },
      'Bundle.entry[0]',
    ],
    ['a total where nothing is counted', { ...bundle, total: 1 }, 'Bundle'],
  ];

  test.each(bad)('%s', (_, resource, path) => {
    const clean = JSON.parse(JSON.stringify(resource)) as object;
    expect(pathsOf(clean)).toContain(path);
  });

  test.each(bad)('%s, below the entry of its Bundle', (_, resource, path) => {
    const clean = JSON.parse(JSON.stringify(resource)) as { resourceType: string };
    const at = 'Bundle.entry[3].resource';
    expect(pathsOf(clean, at)).toContain(at + path.slice(clean.resourceType.length));
  });

  test('everything at once, each element once', () => {
    const paths = pathsOf({
      ...encounter,
      status: 'over',
      period: { start: '2026-13-01' },
      colour: 1,
    });
    expect([...paths].sort()).toEqual([
      'Encounter.colour',
      'Encounter.period.start',
      'Encounter.status',
    ]);
  });
});

test('whatever comes is taken or refused by its path', () => {
  const odd = fc.jsonValue({ maxDepth: 3 });
  const names = [
    'status',
    'class',
    'period',
    'participant',
    'identifier',
    'extension',
    'contained',
    'subject',
  ];
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom(...names), odd), (elements) => {
      for (const issue of checkResource({ ...encounter, ...elements }, 'Encounter'))
        expect(issue.path).toMatch(/^Encounter/);
    }),
    { numRuns: 2000, seed: 7 },
  );
});

const data = fileURLToPath(new URL('../../../../shared/data/', import.meta.url));

describe.runIf(existsSync(data))('real resources are never refused:', () => {
  const read = (folder: string, ends: string): readonly string[] =>
    readdirSync(`${data}${folder}`)
      .filter((name) => name.endsWith(ends))
      .map((name) => `${data}${folder}/${name}`);

  test('the official examples of FHIR R4', () => {
    const paths = read('fhir-r4-official-examples/json', '.json');
    for (const path of paths)
      expect(checkResource(JSON.parse(readFileSync(path, 'utf8')), 'X'), path).toEqual([]);
    expect(paths.length).toBeGreaterThan(700);
  });

  test('Synthea bundles', () => {
    const resources = read('synthea-r4', '.json.gz').flatMap((path) => {
      const json = JSON.parse(gunzipSync(readFileSync(path)).toString()) as {
        entry: { resource: object }[];
      };
      return json.entry.map(({ resource }) => resource);
    });
    for (const resource of resources) expect(checkResource(resource, 'X')).toEqual([]);
    expect(resources.length).toBeGreaterThan(2000);
  });
});
