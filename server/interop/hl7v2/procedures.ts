import type { Incoming } from '../incoming.ts';
import { conceptOf } from './code-systems.ts';
import type { Context } from './context.ts';
import { fromEi, type Identifier, keyOf, token } from './identifiers.ts';
import type { Repetition, Segment } from './message.ts';
import type { Practitioners } from './practitioners.ts';
import { timestamp } from './timestamp.ts';

const snomed = 'http://snomed.info/sct';

/** Who acts how in PR1: anesthesiologist, surgeon, procedure practitioner. */
const performers: readonly (readonly [field: number, role?: { code: string; display: string }])[] =
  [
    [11, { code: '304292004', display: 'Surgeon' }],
    [12],
    [8, { code: '88189002', display: 'Anesthesiologist' }],
  ];

export interface ProcedureOptions {
  readonly patientKey: string;
  readonly encounterKey: string;
  readonly practitioners: Practitioners;
  /** True while the visit itself is only planned. */
  readonly isPlanned: boolean;
}

/**
 * PR1 → Procedure. PR1-19 identifies it; without that, its visit, code and time do. PR1-20 says
 * whether it is to be deleted; a procedure that is merely no longer listed stays.
 */
export function toProcedures(context: Context, options: ProcedureOptions): readonly Incoming[] {
  const found = context.message
    .all('PR1')
    .flatMap((pr1) => toProcedure(pr1, context, options) ?? []);
  return [...new Map(found.map((procedure) => [procedure.key, procedure])).values()];
}

function toProcedure(
  pr1: Segment,
  context: Context,
  options: ProcedureOptions,
): Incoming | undefined {
  const identifier = identify(pr1, context);
  if (!identifier) return undefined;
  const isDeleted = pr1.text(20) === 'D';
  return {
    key: keyOf('Procedure', identifier),
    mode: 'merge',
    match: { type: 'Procedure', identifier: token(identifier) },
    path: 'PR1',
    ...(isDeleted ? { ifExists: true } : {}),
    resource: {
      resourceType: 'Procedure',
      identifier: [identifier],
      status: isDeleted ? 'entered-in-error' : options.isPlanned ? 'preparation' : 'completed',
      ...codeOf(pr1),
      subject: { reference: options.patientKey },
      encounter: { reference: options.encounterKey },
      ...performedOf(pr1, context.zone),
      ...performersOf(pr1, options.practitioners),
    },
  };
}

function identify(pr1: Segment, { namespace, visit }: Context): Identifier | undefined {
  const own = pr1.first(19);
  const told = own && fromEi(own, namespace);
  if (told) return told;
  const [code, time] = [pr1.text(3), pr1.text(5)];
  if (!visit || code === '' || time === '') return undefined;
  return { system: 'urn:chartkeeper:procedure', value: [token(visit), code, time].join(' ') };
}

function codeOf(pr1: Segment): Record<string, unknown> {
  const code = conceptOf(pr1.first(3), { text: pr1.text(4), system: pr1.text(2) });
  return code ? { code } : {};
}

/** PR1-7 is how long it took, in minutes. */
function performedOf(pr1: Segment, zone: string): Record<string, unknown> {
  const start = timestamp(pr1.text(5), zone);
  if (!start) return {};
  const minutes = Number(pr1.text(7));
  const hasTime = ['hour', 'minute', 'second'].includes(start.precision);
  if (!hasTime || !(minutes > 0)) return { performedDateTime: start.dateTime };
  const end = new Date(start.instant + minutes * 60_000).toISOString();
  return { performedPeriod: { start: start.dateTime, end } };
}

function performersOf(pr1: Segment, practitioners: Practitioners): Record<string, unknown> {
  const performer = performers.flatMap(([field, role]) =>
    pr1.all(field).flatMap((xcn: Repetition) => {
      const actor = practitioners.refer(xcn);
      if (Object.keys(actor).length === 0 || xcn.isDeletion) return [];
      return [{ ...(role ? { function: { coding: [{ system: snomed, ...role }] } } : {}), actor }];
    }),
  );
  return performer.length > 0 ? { performer } : {};
}
