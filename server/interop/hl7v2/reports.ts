import type { Incoming } from '../incoming.ts';
import { conceptOf } from './code-systems.ts';
import type { Context } from './context.ts';
import { fromEi, type Identifier, keyOf, token } from './identifiers.ts';
import { personInNdl } from './ndl.ts';
import { toObservations } from './observations.ts';
import type { Practitioners } from './practitioners.ts';
import { missing } from './refusals.ts';
import { narrativeOf, toReportDocument } from './report-document.ts';
import { type ReportGroup, reportGroups } from './report-groups.ts';
import { timestamp } from './timestamp.ts';

export interface ReportOptions {
  readonly patientKey: string;
  readonly encounterKey: string | undefined;
  readonly practitioners: Practitioners;
}

type DocStatus = 'preliminary' | 'final' | 'amended' | 'entered-in-error';

/** HL7 table 0123 (OBR-25) → diagnostic-report status, and that of its document. */
const statuses: Readonly<Record<string, readonly [report: string, document: DocStatus]>> = {
  O: ['registered', 'preliminary'],
  S: ['registered', 'preliminary'],
  I: ['registered', 'preliminary'],
  A: ['partial', 'preliminary'],
  P: ['preliminary', 'preliminary'],
  R: ['preliminary', 'preliminary'],
  F: ['final', 'final'],
  C: ['corrected', 'amended'],
  X: ['cancelled', 'entered-in-error'],
};

/**
 * OBR and OBX → DiagnosticReport with its Observations, and a DocumentReference of what is narrative: pathology,
 * imaging and laboratory reports are documents of the chart (42 CFR 482.24(c)(4)(vi)).
 * @throws Refusal that names OBR-3 or OBR-4 where the report has no number or no name
 */
export function toReports(context: Context, options: ReportOptions): readonly Incoming[] {
  const groups = reportGroups(context.message);
  if (groups.length === 0) throw missing('OBR-4', 'what was examined');
  const found = groups.flatMap((group) => toReport(context, group, options));
  return [...new Map(found.map((item) => [item.key, item])).values()];
}

function toReport(
  context: Context,
  group: ReportGroup,
  { patientKey, encounterKey, practitioners }: ReportOptions,
): readonly Incoming[] {
  const { obr, path, rows } = group;
  const code = conceptOf(obr.first(4));
  if (!code) throw missing(`${path}-4`, 'what was examined');
  const { identifier, numbers } = identify(group, context);
  const [status, docStatus] = statuses[statusOf(group)] ?? ['unknown', 'preliminary'];
  const interpreters = obr.all(32).flatMap((ndl) => {
    const person = practitioners.refer(personInNdl(ndl));
    return Object.keys(person).length > 0 && !ndl.isDeletion ? [person] : [];
  });
  const [observed, reported] = [7, 22].map((field) => timestamp(obr.text(field), context.zone));
  const narrative = narrativeOf(group);
  const read = new Set(narrative);
  const shared = {
    subject: { reference: patientKey },
    ...(encounterKey ? { encounter: { reference: encounterKey } } : {}),
  };
  const observations = toObservations(
    rows.filter((row) => !read.has(row)),
    { ...context, report: identifier, shared, observedAt: observed?.dateTime },
  );
  const key = keyOf('DiagnosticReport', identifier);
  const report: Incoming = {
    key,
    mode: 'merge',
    match: { type: 'DiagnosticReport', identifier: token(identifier) },
    path,
    resource: {
      resourceType: 'DiagnosticReport',
      identifier: [identifier, ...numbers],
      status,
      ...categoryOf(obr.text(24)),
      code,
      ...shared,
      ...(observed ? { effectiveDateTime: observed.dateTime } : {}),
      ...(reported ? { issued: new Date(reported.instant).toISOString() } : {}),
      ...(interpreters.length > 0 ? { resultsInterpreter: interpreters } : {}),
      ...(observations.length > 0
        ? { result: observations.map((one) => ({ reference: one.key })) }
        : {}),
    },
  };
  const document = toReportDocument(context, group, {
    identifier,
    reportKey: key,
    narrative,
    docStatus,
    patientKey,
    encounterKey,
    interpreters,
    code,
  });
  return [...observations, report, ...(document ? [document] : [])];
}

/** OBR-25; where it is empty, a report whose results are all final (OBX-11) is final. */
function statusOf({ obr, rows }: ReportGroup): string {
  const isFinal = rows.length > 0 && rows.every((row) => row.text(11).toUpperCase() === 'F');
  return obr.text(25).toUpperCase() || (isFinal ? 'F' : '');
}

/**
 * OBR-3, the filler's number, else that of ORC-3, OBR-2 or ORC-2. One order may have several reports under the same
 * number, so that OBR-4 tells which of them it is; the number itself is kept beside it.
 */
function identify(
  { obr, orc, path }: ReportGroup,
  { namespace }: Context,
): { identifier: Identifier; numbers: readonly Identifier[] } {
  const ei = obr.first(3) ?? orc?.first(3) ?? obr.first(2) ?? orc?.first(2);
  const number = ei && fromEi(ei, namespace);
  if (!number) throw missing(`${path}-3`, 'the filler order number');
  const name = obr.text(4) || obr.text(4, 2) || obr.text(4, 4);
  const type = {
    coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v2-0203', code: 'FILL' }],
  };
  return {
    identifier: { system: 'urn:chartkeeper:report', value: `${token(number)} ${name}` },
    numbers: [{ ...number, type }],
  };
}

function categoryOf(section: string): Record<string, unknown> {
  const system = 'http://terminology.hl7.org/CodeSystem/v2-0074';
  return section === '' ? {} : { category: [{ coding: [{ system, code: section }] }] };
}
