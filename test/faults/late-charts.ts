/** What happens to a chart while its late documents come. */
export type Fate =
  | 'plain'
  | 'at once'
  | 'finished'
  | 'claimed'
  | 'retired'
  | 'discharge cancelled'
  | 'merged';

/** Of twenty charts so many have another fate than that documents come for them. */
const fates: readonly Fate[] = [
  ...Array<Fate>(8).fill('plain'),
  ...Array<Fate>(4).fill('at once'),
  ...Array<Fate>(3).fill('finished'),
  'claimed',
  'claimed',
  'retired',
  'discharge cancelled',
  'merged',
];

export interface LateChart {
  readonly name: string;
  readonly fate: Fate;
  /** What comes in its order; what is `at once` keeps none. */
  readonly steps: readonly Step[];
}

interface Message {
  readonly kind: 'message';
  readonly controlId: string;
  readonly text: string;
}

export type Step =
  | Message
  | { readonly kind: 'bundle'; readonly key: string; readonly bundle: object }
  | { readonly kind: 'finish' };

/** Messages that make a chart: the discharge, and what a complete one has. */
export function chartMessages({ name, fate }: LateChart): readonly string[] {
  const lacksSummary = fate === 'claimed' || fate === 'retired';
  const messages = [
    discharge(name, `${name}-d`, 'A03'),
    document(name, { code: 'HP', number: `${name}-hp`, status: 'LA' }),
    ...(lacksSummary ? [] : [document(name, { code: 'DS', number: `${name}-ds`, status: 'LA' })]),
  ];
  return messages.map(({ text }) => text);
}

function fateOf(n: number): Fate {
  return fates[n % fates.length] ?? 'plain';
}

export function lateChart(n: number): LateChart {
  const name = `c${n}`;
  const fate = fateOf(n);
  return { name, fate, steps: stepsOf(name, fate) };
}

function stepsOf(name: string, fate: Fate): readonly Step[] {
  const late = (n: number, code: string, status: string): Step =>
    document(name, { code, number: `${name}-l${n}`, status });
  const addendum = document(name, {
    code: 'HP',
    number: `${name}-l3`,
    status: 'LA',
    parent: `${name}-hp`,
  });
  const consult = late(1, 'CN', 'LA');
  const summary = late(1, 'DS', 'LA');
  const note = late(2, 'PR', 'PA');
  const last = late(5, 'PR', 'LA');
  const bundle = resource(name, name, `${name}-l4`);
  switch (fate) {
    case 'plain':
    case 'at once':
      return [consult, note, addendum, bundle, last];
    case 'finished':
      return [consult, addendum, { kind: 'finish' }, note, bundle, last];
    case 'claimed':
    case 'retired':
      return [summary, note, addendum, bundle, last];
    case 'discharge cancelled':
      return [
        consult,
        discharge(name, `${name}-a13`, 'A13'),
        note,
        discharge(name, `${name}-a03`, 'A03'),
        addendum,
        bundle,
        last,
      ];
    case 'merged':
      return [
        consult,
        note,
        merge(name),
        addendum,
        resource(name, survivorOf(name), `${name}-l4`),
        last,
      ];
  }
}

/** Numbers of the documents that come late. */
export function lateNumbers({ name }: LateChart): readonly string[] {
  return [1, 2, 3, 4, 5].map((n) => `${name}-l${n}`);
}

export function visitOf(name: string): string {
  return `V${name}`;
}

/** The number under which the patient goes on after the merge. */
export function survivorOf(name: string): string {
  return `s${name}`;
}

const physician = '77^Marsh^Peter^^^Dr^^^NORTH';
export const namespace = 'urn:id:NORTH';

function discharge(name: string, controlId: string, trigger: 'A03' | 'A13'): Message {
  const isAgain = controlId.endsWith('-a03');
  const at = trigger === 'A13' ? '20261121090000' : isAgain ? '20261122090000' : '20261120150000';
  const dischargedAt = isAgain ? '20261122083000' : '20261120143000';
  return message(controlId, `ADT^${trigger}^ADT_A03`, at, [
    pid(name),
    pv1(name, trigger === 'A03' ? dischargedAt : null),
  ]);
}

function merge(name: string): Message {
  return message(`${name}-a40`, 'ADT^A40^ADT_A39', '20261123090000', [
    pid(survivorOf(name)),
    `MRG|${name}^^^NORTH^MR`,
  ]);
}

interface DocumentParts {
  /** HL7 table 0270. */
  readonly code: string;
  readonly number: string;
  /** HL7 table 0271. */
  readonly status: string;
  readonly parent?: string;
}

function document(name: string, { code, number, status, parent = '' }: DocumentParts): Message {
  const event = parent === '' ? 'T02' : 'T06';
  const at = '20261120160000';
  const fields: Record<number, string> = {
    1: '1',
    2: code,
    3: 'TX',
    4: at,
    5: physician,
    7: at,
    9: physician,
    12: number,
    13: parent,
    17: status,
    ...(status === 'LA' ? { 22: physician } : {}),
  };
  return message(number, `MDM^${event}^MDM_T02`, at, [
    pid(name),
    pv1(name, '20261120143000'),
    segment('TXA', 22, fields),
    `OBX|1|TX|${code}^Note||The patient ${name} did well, ate, slept and went home.||||||F`,
  ]);
}

function message(controlId: string, type: string, at: string, lines: readonly string[]): Message {
  const trigger = type.split('^')[1];
  const head = [
    `MSH|^~\\&|EHR|NORTH|CK|HIM|${at}||${type}|${controlId}|P|2.5.1`,
    `EVN|${trigger}|${at}`,
  ];
  return { kind: 'message', controlId, text: `${[...head, ...lines].join('\r')}\r` };
}

function pid(number: string): string {
  return `PID|1||${number}^^^NORTH^MR||Load^Test||19700402|F`;
}

function pv1(name: string, dischargedAt: string | null): string {
  return segment('PV1', 45, {
    1: '1',
    2: 'I',
    3: '4E^12^A^NORTH',
    7: physician,
    19: `${visitOf(name)}^^^NORTH^VN`,
    44: '20261116080000',
    ...(dischargedAt === null ? {} : { 36: '01', 45: dischargedAt }),
  });
}

function segment(id: string, length: number, fields: Readonly<Record<number, string>>): string {
  return [id, ...Array.from({ length }, (_, n) => fields[n + 1] ?? '')].join('|');
}

/** The same feed over FHIR: patient and encounter are found by their numbers. */
function resource(name: string, patient: string, number: string): Step {
  const reference = (type: string, value: string) => ({
    reference: `${type}?identifier=${namespace}|${value}`,
  });
  const document = {
    resourceType: 'DocumentReference',
    id: number,
    identifier: [{ system: namespace, value: number }],
    status: 'current',
    docStatus: 'preliminary',
    type: { coding: [{ system: 'http://loinc.org', code: '11506-3' }] },
    subject: reference('Patient', patient),
    author: [reference('Practitioner', '77')],
    date: '2026-11-20T16:00:00Z',
    content: [{ attachment: { contentType: 'text/plain', data: btoa(`Stable: ${name}.`) } }],
    context: { encounter: [reference('Encounter', visitOf(name))] },
  };
  const request = { method: 'PUT', url: `DocumentReference/${number}` };
  const bundle = {
    resourceType: 'Bundle',
    type: 'transaction',
    entry: [{ resource: document, request }],
  };
  return { kind: 'bundle', key: number, bundle };
}
