/** One message of a stay as its sender would send it. */
export interface FeedMessage {
  readonly controlId: string;
  readonly text: string;
}

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

/** Messages of one stay: admitted, changed, two reports, a summary that is dictated, the discharge, the summary signed. */
export function stayMessages(name: string, dischargedAt: number): readonly FeedMessage[] {
  const admittedAt = dischargedAt - 3 * dayMs;
  const steps = [
    { type: 'ADT^A01^ADT_A01', at: admittedAt, more: admission },
    { type: 'ADT^A08^ADT_A01', at: admittedAt + 20 * minuteMs, more: admission },
    { type: 'ORU^R01^ORU_R01', at: admittedAt + 90 * minuteMs, more: report('CBC', 'WBC') },
    { type: 'ORU^R01^ORU_R01', at: admittedAt + dayMs, more: report('BMP', 'NA') },
    { type: 'MDM^T02^MDM_T02', at: admittedAt + 2 * dayMs, more: document('HP', 'PA') },
    { type: 'ADT^A08^ADT_A01', at: admittedAt + 2 * dayMs + minuteMs, more: admission },
    { type: 'ADT^A03^ADT_A03', at: dischargedAt, more: admission },
    { type: 'MDM^T02^MDM_T02', at: dischargedAt + 60 * minuteMs, more: document('DS', 'LA') },
  ] as const;
  return steps.map(({ type, at, more }, index) => {
    const controlId = `${name}-${index}`;
    const dischargedThen = at >= dischargedAt ? dischargedAt : null;
    const lines = [
      `MSH|^~\\&|EHR|NORTH|CK|HIM|${stamp(at)}||${type}|${controlId}|P|2.5.1`,
      `EVN||${stamp(at)}`,
      `PID|1||${name}^^^NORTH^MR||Family${name}^Given^M||19${50 + (index % 40)}0402|F|||1 Main St^^Springfield^IL^62701||555-0100`,
      visit(name, admittedAt, dischargedThen),
      ...more(name, stamp(at)),
    ];
    return { controlId, text: `${lines.join('\r')}\r` };
  });
}

type More = (name: string, at: string) => readonly string[];

const admission: More = (name) => [
  `DG1|1||I50.9^Heart failure, unspecified^I10||20261101|A`,
  `AL1|1|DA|70618^Penicillin^RXNORM|MO|Rash`,
  `IN1|1|PLAN-${name.length}|INS1|Insurer One|||||G100`,
];

function report(panel: string, first: string): More {
  return (name, at) => [
    `ORC|RE|${name}${panel}|F${name}${panel}`,
    `OBR|1|${name}${panel}|F${name}${panel}|${panel}^Panel ${panel}^L|||${at}||||||||77^Marsh^Peter|||||||${at}||LAB|F`,
    ...['A', 'B', 'C', 'D'].map(
      (mark, index) =>
        `OBX|${index + 1}|NM|${first}${mark}^Result ${mark}^L||${7 + index}.${index}|10*3/uL|4.0-11.0|N|||F|||${at}`,
    ),
  ];
}

function document(kind: string, status: string): More {
  return (name, at) => [
    `TXA|1|${kind}|TX|${at}|77^Marsh^Peter^^^Dr^^^NORTH||${at}||77^Marsh^Peter^^^Dr^^^NORTH|||D-${name}-${kind}|||||${status}${status === 'LA' ? '|||||77^Marsh^Peter^^^Dr^^^NORTH' : ''}`,
    ...paragraphs.map((text, index) => `OBX|${index + 1}|TX|${kind}^Note||${text}||||||F`),
  ];
}

const paragraphs = Array.from(
  { length: 12 },
  (_, n) =>
    `Paragraph ${n}: the patient did well on the ward, slept, ate, walked the corridor twice and had no complaint of note.`,
);

function visit(name: string, admittedAt: number, dischargedAt: number | null): string {
  const fields: Record<number, string> = {
    1: '1',
    2: 'I',
    3: '4E^12^A^NORTH',
    7: '77^Marsh^Peter^^^Dr^^^NORTH',
    10: 'MED',
    19: `V${name}^^^NORTH^VN`,
    44: stamp(admittedAt),
    ...(dischargedAt === null ? {} : { 36: '01', 45: stamp(dischargedAt) }),
  };
  return ['PV1', ...Array.from({ length: 45 }, (_, n) => fields[n + 1] ?? '')].join('|');
}

function stamp(at: number): string {
  return new Date(at).toISOString().replace(/[-:T]|\..*/g, '');
}
