import { documentTypeOf } from '../document-types.ts';
import { documentTypeSystem, signedAtUrl } from '../extensions.ts';
import type { Incoming } from '../incoming.ts';
import { contentOf } from './content.ts';
import type { Context } from './context.ts';
import { type Identifier, keyOf, token } from './identifiers.ts';
import type { Segment } from './message.ts';
import type { ReportGroup } from './report-groups.ts';
import { timestamp } from './timestamp.ts';

/** HL7 table 0074 (OBR-24): the sections whose results are read as one report, by our document type. */
const sections: Readonly<
  Record<string, 'imaging-report' | 'pathology-report' | 'laboratory-report'>
> = {
  RAD: 'imaging-report',
  RX: 'imaging-report',
  RUS: 'imaging-report',
  OUS: 'imaging-report',
  VUS: 'imaging-report',
  CUS: 'imaging-report',
  CT: 'imaging-report',
  NMR: 'imaging-report',
  NMS: 'imaging-report',
  XRC: 'imaging-report',
  SP: 'pathology-report',
  CP: 'pathology-report',
  CH: 'laboratory-report',
  HM: 'laboratory-report',
  MB: 'laboratory-report',
  MCB: 'laboratory-report',
  MYC: 'laboratory-report',
  VR: 'laboratory-report',
  IMM: 'laboratory-report',
  SR: 'laboratory-report',
  BG: 'laboratory-report',
  BLB: 'laboratory-report',
  CG: 'laboratory-report',
  LAB: 'laboratory-report',
  TX: 'laboratory-report',
  URN: 'laboratory-report',
};

const whole: ReadonlySet<string> = new Set(['TX', 'FT', 'ED', 'RP']);

/**
 * The rows that are read, not measured: TX, FT, ED and RP always; ST where the section writes reports or a text
 * runs over several rows of one OBX-3. A single ST is a result such as "negative".
 */
export function narrativeOf({ obr, rows }: ReportGroup): readonly Segment[] {
  const isReport = ['imaging-report', 'pathology-report'].includes(sections[section(obr)] ?? '');
  const counts = new Map<string, number>();
  for (const row of rows) {
    if (row.text(2) === 'ST') counts.set(nameOf(row), (counts.get(nameOf(row)) ?? 0) + 1);
  }
  const isLong = (row: Segment): boolean => (counts.get(nameOf(row)) ?? 0) > 1;
  return rows.filter(
    (row) => whole.has(row.text(2)) || (row.text(2) === 'ST' && (isReport || isLong(row))),
  );
}

function nameOf(row: Segment): string {
  return row.first(3)?.raw ?? '';
}

export interface ReportDocument {
  readonly identifier: Identifier;
  readonly reportKey: string;
  readonly narrative: readonly Segment[];
  readonly docStatus: 'preliminary' | 'final' | 'amended' | 'entered-in-error';
  readonly patientKey: string;
  readonly encounterKey: string | undefined;
  /** Who read the study and stands for what it says. */
  readonly interpreters: readonly object[];
  readonly code: { readonly coding?: readonly object[]; readonly text?: string };
}

/**
 * The narrative of an OBR → DocumentReference, a chart document such as a pathology report. OBR-32, the principal
 * interpreter, wrote it, and has signed it once OBR-25 says final or corrected: results are then verified
 * (table 0123), at OBR-22. A cancelled order (X) makes none, and one that is here was entered in error.
 */
export function toReportDocument(
  context: Context,
  group: ReportGroup,
  report: ReportDocument,
): Incoming | undefined {
  const { obr } = group;
  const isCancelled = report.docStatus === 'entered-in-error';
  const content = contentOf(report.narrative, report.code.text ?? '', '');
  if (!content.isSaid && !isCancelled) return undefined;
  const { identifier, docStatus, interpreters, encounterKey } = report;
  const [observed, reported] = [7, 22].map((field) => timestamp(obr.text(field), context.zone));
  const sent = timestamp(context.message.header.text(7), context.zone);
  const filed = reported ?? context.happened ?? sent;
  const isSigned = (docStatus === 'final' || docStatus === 'amended') && interpreters.length > 0;
  const period = observed ? { period: { start: observed.dateTime } } : {};
  return {
    key: keyOf('DocumentReference', identifier),
    mode: 'merge',
    match: { type: 'DocumentReference', identifier: token(identifier) },
    path: group.path,
    ...(isCancelled ? { ifExists: true } : {}),
    resource: {
      resourceType: 'DocumentReference',
      identifier: [identifier],
      ...(isCancelled ? { status: 'entered-in-error' } : {}),
      docStatus,
      type: typeOf(obr, report.code),
      subject: { reference: report.patientKey },
      ...(interpreters.length > 0 ? { author: interpreters } : {}),
      ...(isSigned ? { authenticator: interpreters[0] } : {}),
      ...(isSigned && reported
        ? { extension: [{ url: signedAtUrl, valueDateTime: reported.dateTime }] }
        : {}),
      ...(report.code.text ? { description: report.code.text } : {}),
      context: {
        ...(encounterKey ? { encounter: [{ reference: encounterKey }] } : {}),
        ...period,
        related: [{ reference: report.reportKey }],
      },
      ...(content.isSaid ? { content: [content.content] } : {}),
    },
    defaults: {
      status: 'current',
      ...(filed ? { date: new Date(filed.instant).toISOString() } : {}),
      content: [content.content],
    },
  };
}

function section(obr: Segment): string {
  return obr.text(24).toUpperCase();
}

/** OBR-4 as sent, with our own type beside it: that of its code, else that of its section. */
function typeOf(obr: Segment, code: ReportDocument['code']): object {
  const known = documentTypeOf(code.coding ?? []);
  const type = known === 'other' ? (sections[section(obr)] ?? 'other') : known;
  return { ...code, coding: [...(code.coding ?? []), { system: documentTypeSystem, code: type }] };
}
