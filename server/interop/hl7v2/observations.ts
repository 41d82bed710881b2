import type { Incoming } from '../incoming.ts';
import { conceptOf } from './code-systems.ts';
import { fromEi, type Identifier, keyOf, token } from './identifiers.ts';
import type { Segment } from './message.ts';
import { measuredValue } from './observation-value.ts';
import { timestamp } from './timestamp.ts';

/** HL7 table 0085 (OBX-11) → observation status; N and O are no results and are passed over. */
const statuses: Readonly<Record<string, string>> = {
  F: 'final',
  U: 'final',
  P: 'preliminary',
  R: 'preliminary',
  S: 'preliminary',
  B: 'preliminary',
  I: 'registered',
  C: 'corrected',
  X: 'cancelled',
  D: 'entered-in-error',
  W: 'entered-in-error',
};

export interface ObservationOptions {
  readonly report: Identifier;
  readonly namespace: string;
  readonly zone: string;
  /** Elements that all results of the report share: subject, encounter. */
  readonly shared: Readonly<Record<string, unknown>>;
  /** OBR-7, where OBX-14 is empty. */
  readonly observedAt: string | undefined;
}

/**
 * OBX with a value that is no narrative → Observation (v2.5.1 chapter 7.4.2). OBX-21 identifies it; without
 * that, its report, OBX-3 and OBX-4 do, and its place among those of the same code.
 */
export function toObservations(
  rows: readonly Segment[],
  options: ObservationOptions,
): readonly Incoming[] {
  const counts = new Map<string, number>();
  const found = rows.flatMap((obx) => {
    const status = statuses[obx.text(11).toUpperCase()] ?? (obx.text(11) === '' ? 'final' : '');
    const code = conceptOf(obx.first(3));
    if (status === '' || !code) return [];
    const identifier = identify(obx, options, counts);
    return [toObservation(obx, identifier, { status, code }, options)];
  });
  return [...new Map(found.map((observation) => [observation.key, observation])).values()];
}

function identify(
  obx: Segment,
  { report, namespace }: ObservationOptions,
  counts: Map<string, number>,
): Identifier {
  const own = obx.first(21);
  const told = own && fromEi(own, namespace);
  if (told) return told;
  const name = [token(report), obx.text(3) || obx.text(3, 2), obx.text(4)].join(' ');
  const count = (counts.get(name) ?? 0) + 1;
  counts.set(name, count);
  return { system: 'urn:chartkeeper:observation', value: count === 1 ? name : `${name} ${count}` };
}

function toObservation(
  obx: Segment,
  identifier: Identifier,
  known: { readonly status: string; readonly code: object },
  { zone, shared, observedAt }: ObservationOptions,
): Incoming {
  const at = timestamp(obx.text(14), zone)?.dateTime ?? observedAt;
  const range = obx.first(7)?.text;
  const interpretation = obx.all(8).flatMap((flag) => interpretationOf(flag.get(1)));
  return {
    key: keyOf('Observation', identifier),
    mode: 'merge',
    match: { type: 'Observation', identifier: token(identifier) },
    path: 'OBX',
    resource: {
      resourceType: 'Observation',
      identifier: [identifier],
      ...known,
      ...shared,
      ...(at ? { effectiveDateTime: at } : {}),
      ...measuredValue(obx, zone),
      ...(interpretation.length > 0 ? { interpretation } : {}),
      ...(range ? { referenceRange: [{ text: range }] } : {}),
    },
  };
}

/** HL7 table 0078. */
function interpretationOf(code: string): readonly object[] {
  const system = 'http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation';
  return code === '' ? [] : [{ coding: [{ system, code }] }];
}
