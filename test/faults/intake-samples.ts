import { dischargeSummary } from '../../server/interop/ccda/discharge-summary.fixture.ts';

/** Stands for everything a patient would not want in a log: no reason may ever repeat it. */
export const marker = 'Zyxquill';

/** Patients share numbers, so that damaged messages meet each other's traces. */
const patients = 40;

const visit = (n: number): string => {
  const fields: Readonly<Record<number, string>> = {
    1: '1',
    2: 'I',
    3: '4W^12^A^NORTH',
    7: `501^Hale^${marker}^^^Dr^^^NORTH`,
    10: 'MED',
    17: '504',
    19: `V${n}^^^NORTH^VN`,
    36: '01',
    44: '20260301073000',
    45: '20260305101500',
  };
  return ['PV1', ...Array.from({ length: 45 }, (_, index) => fields[index + 1] ?? '')].join('|');
};

const bodies: readonly (readonly [types: readonly string[], (n: number) => readonly string[]])[] = [
  [
    [
      'ADT^A01',
      'ADT^A02',
      'ADT^A03',
      'ADT^A04',
      'ADT^A05',
      'ADT^A06',
      'ADT^A08',
      'ADT^A11',
      'ADT^A12',
      'ADT^A13',
      'ADT^A21',
      'ADT^A22',
      'ADT^A28',
      'ADT^A31',
      'ADT^A38',
      'ADT^A17',
      'ADT^A60',
      'ADT^Z99',
    ],
    (n) => [
      visit(n),
      'DG1|1||I50.9^Heart failure^I10||20260301|A',
      `IN1|1|P1|B1|Blue||||G7||||20260101|20261231||${marker}`,
      `AL1|1|DA|70618^${marker}|MO`,
    ],
  ],
  [
    ['ADT^A40', 'ADT^A45', 'ADT^A47', 'ADT^A18', 'ADT^A34', 'ADT^A50'],
    (n) => [`MRG|7${(n + 1) % patients}^^^NORTH^MR||A1||V${n + 1}^^^NORTH^VN||${marker}`, visit(n)],
  ],
  [
    ['MDM^T01', 'MDM^T02', 'MDM^T04', 'MDM^T05', 'MDM^T06', 'MDM^T08', 'MDM^T10', 'MDM^T11'],
    (n) => [
      visit(n),
      `TXA|1|DS^Summary|TX||501^Hale|202603060900|||501||505||D${n}|D0||||LA|||||501^Hale^^^^^^^^^^^^^202603071130`,
      `OBX|1|FT|DS^Summary||${marker} was seen\\.br\\and \\X41\\ sent home||||||F`,
      'OBX|2|ED|PDF^File||^AP^PDF^Base64^JVBERi0=||||||F',
    ],
  ],
  [
    ['ORU^R01', 'ORU^R30', 'ORM^O01', 'SIU^S12', 'VXU^V04', 'QRY^A19', 'ACK'],
    (n) => [
      visit(n),
      `OBR|1|P${n}|F${n}^LAB|11526-1^Pathology^LN|||20260302|||||||||||||||20260303||SP|F|||||||504&Osei&Ada^20260303`,
      `OBX|1|TX|1^Text||${marker} adeno||||||F`,
      'OBX|2|SN|2^Count||>^10^-^20|g^^UCUM|1-2|H|||C|||20260302',
      `NTE|1||${marker}`,
    ],
  ],
  [
    ['DFT^P03', 'BAR^P01', 'BAR^P12'],
    (n) => [
      visit(n),
      `FT1|1|T${n}||20260302||CG|C1^Film|||2||50&USD|||||||R07.9^^I10|504|||||71045^^C4|26`,
      'DG1|1||I21.4^MI^I10||20260302|F|||||||||1|501||||D1|A|||||Y',
      'PR1|1||80146002^Op^SCT||20260302|||504|||503',
    ],
  ],
];

/** HL7 v2 messages of every type that a feed may send, taken here or not. */
export const hl7Samples: readonly ((n: number) => string)[] = bodies.flatMap(([types, body]) =>
  types.map((type) => (n: number) => {
    const patient = n % patients;
    const enhanced = n % 5 === 0 ? '|||AL|AL' : '';
    return [
      `MSH|^~\\&|EHR|NORTH|CK|HIM|20260301080100||${type}|C${n}|P|2.5.1${enhanced}`,
      'EVN||20260301080000',
      `PID|1||7${patient}^^^NORTH&1.2&ISO^MR~8^^^SSA^SS||${marker}^Ann^B||19800102|F|||1 ${marker} St||||||||A${patient}`,
      ...body(patient),
    ].join('\r');
  }),
);

type Resource = Readonly<Record<string, unknown>> & { readonly resourceType: string };

const resourcesOf = (n: number): readonly Resource[] => {
  const patient = n % patients;
  const subject = { reference: `Patient/p${patient}` };
  const encounter = { reference: `Encounter/e${patient}` };
  const period = { start: '2026-03-01T08:00:00Z', end: '2026-03-05T10:00:00Z' };
  return [
    {
      resourceType: 'Patient',
      id: `p${patient}`,
      identifier: [{ system: 'urn:mrn', value: `7${patient}` }],
      name: [{ family: marker, given: ['Ann'] }],
      birthDate: '1980-01-02',
      address: [{ line: [`1 ${marker} St`] }],
    },
    {
      resourceType: 'Encounter',
      id: `e${patient}`,
      status: 'finished',
      class: { code: 'IMP' },
      subject,
      period,
      serviceProvider: { display: marker },
    },
    {
      resourceType: 'DocumentReference',
      id: `d${n % 400}`,
      status: 'current',
      docStatus: 'final',
      type: { coding: [{ system: 'http://loinc.org', code: '18842-5' }] },
      subject,
      context: { encounter: [encounter], period },
      content: [{ attachment: { contentType: 'text/plain', data: btoa(`${marker} went home`) } }],
    },
    {
      resourceType: 'Observation',
      status: 'final',
      code: { text: marker },
      subject,
      encounter,
      effectiveDateTime: '2026-03-02',
      valueQuantity: { value: 7.2, unit: 'g/dL' },
    },
    {
      resourceType: 'Composition',
      id: `c${n % 400}`,
      status: 'final',
      type: { text: marker },
      subject,
      encounter,
      date: '2026-03-02',
      author: [{ display: marker }],
      title: marker,
    },
    {
      resourceType: 'Procedure',
      id: `x${n % 400}`,
      status: 'completed',
      subject,
      encounter,
      code: { coding: [{ code: '80146002' }] },
      performedPeriod: period,
    },
  ];
};

/** Resources one by one, and transactions and batches of them. */
export function resourceSample(n: number): Resource {
  const all = resourcesOf(n);
  return all[n % all.length] as Resource;
}

export function bundleSample(n: number): Resource {
  const entry = resourcesOf(n).map((resource) => ({
    fullUrl: `urn:uuid:${resource.resourceType}-${n}`,
    resource,
    request:
      resource.id === undefined
        ? { method: 'POST', url: resource.resourceType }
        : { method: 'PUT', url: `${resource.resourceType}/${resource.id}` },
  }));
  return { resourceType: 'Bundle', type: n % 3 === 0 ? 'batch' : 'transaction', entry };
}

export function ndjsonSample(n: number): string {
  return resourcesOf(n)
    .map((resource) => JSON.stringify(resource))
    .join('\n');
}

/** C-CDA. */
export function documentSample(n: number): string {
  const bytes = dischargeSummary({
    id: `<id root="1.2.3.4.9" extension="D${n % 400}"/>`,
    patientId: `<id root="1.2.3.4.1" extension="7${n % patients}"/>`,
  });
  return new TextDecoder().decode(bytes).replaceAll('Roe', marker);
}
