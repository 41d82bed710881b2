import type { Incoming } from '../incoming.ts';
import type { Context } from './context.ts';
import { fromCx, type Identifier, keyOf, token } from './identifiers.ts';
import type { Segment } from './message.ts';
import { timestamp } from './timestamp.ts';

const terminology = 'http://terminology.hl7.org/CodeSystem/';

/**
 * IN1 → Coverage of the patient (v2.5.1 chapter 6.5.6): payer, plan, group and the subscriber's number. It has
 * no number of its own in v2: patient, payer, plan and policy identify it. One that is no longer listed stays,
 * with its period (IN1-12, IN1-13) to say how long it held.
 */
export function toCoverages(
  context: Context,
  { patient }: { readonly patient: Incoming },
): readonly Incoming[] {
  const found = context.message
    .all('IN1')
    .flatMap((in1) => toCoverage(in1, context, patient) ?? []);
  return [...new Map(found.map((coverage) => [coverage.key, coverage])).values()];
}

function toCoverage(in1: Segment, context: Context, patient: Incoming): Incoming | undefined {
  const company = in1.first(3);
  const payer = company && fromCx(company, context.namespace);
  const [plan, payerName, policy] = [in1.text(2), in1.text(4), in1.text(36)];
  if (plan === '' && !payer && payerName === '') return undefined;
  const parts = [patient.match?.identifier, payer?.value ?? payerName, plan, policy];
  const identifier: Identifier = { system: 'urn:chartkeeper:coverage', value: parts.join(' ') };
  const subscriberId = in1.text(49) || policy;
  return {
    key: keyOf('Coverage', identifier),
    mode: 'merge',
    match: { type: 'Coverage', identifier: token(identifier) },
    path: 'IN1',
    resource: {
      resourceType: 'Coverage',
      identifier: [identifier],
      beneficiary: { reference: patient.key },
      payor: [
        {
          ...(payer ? { identifier: { system: payer.system, value: payer.value } } : {}),
          ...(payerName || !payer ? { display: payerName || in1.text(2, 2) || plan } : {}),
        },
      ],
      ...(subscriberId ? { subscriberId } : {}),
      ...classesOf(in1),
      ...periodOf(in1, context.zone),
      ...orderOf(in1),
    },
    defaults: { status: 'active' },
  };
}

function classesOf(in1: Segment): Record<string, unknown> {
  const named: readonly (readonly [code: string, value: string, name: string])[] = [
    ['plan', in1.text(2), in1.text(2, 2)],
    ['group', in1.text(8), in1.text(9)],
  ];
  const classes = named.flatMap(([code, value, name]) =>
    value === ''
      ? []
      : [
          {
            type: { coding: [{ system: `${terminology}coverage-class`, code }] },
            value,
            ...(name ? { name } : {}),
          },
        ],
  );
  return classes.length > 0 ? { class: classes } : {};
}

function periodOf(in1: Segment, zone: string): Record<string, unknown> {
  const [start, end] = [12, 13].map((field) => timestamp(in1.text(field), zone));
  const period = {
    ...(start ? { start: start.dateTime } : {}),
    ...(end ? { end: end.dateTime } : {}),
  };
  return Object.keys(period).length > 0 ? { period } : {};
}

/** IN1-22 says who pays first; without it the set id does. */
function orderOf(in1: Segment): Record<string, unknown> {
  const order = Number(in1.text(22) || in1.text(1));
  return Number.isInteger(order) && order > 0 ? { order } : {};
}
