import { rowsLink } from './ask.ts';
import { definitionOf } from './definitions.ts';
import type { Ask, Figure, Report, ReportServices, Row } from './report.ts';
import type { FigureShape, ReportShape } from './shapes.ts';

export type Cells = Record<string, string | number | null>;

/** A report as the API shows it: each figure with its formula's name and the address of its rows. */
export async function shownReport(
  { id, title, figures }: Report,
  ask: Ask,
  facility: string | undefined,
): Promise<ReportShape> {
  const made = await figures(ask);
  const { facilities, fromOn, toOn, at } = ask;
  return {
    report: id,
    title,
    asOf: new Date(at).toISOString(),
    facilities,
    from: fromOn,
    to: toOn,
    figures: made.map((one) => shownFigure(id, one, made, { ask, facility })),
    definitions: [...new Set(made.map((one) => one.id))].map(definitionOf),
  };
}

function shownFigure(
  report: string,
  one: Figure,
  all: readonly Figure[],
  from: { readonly ask: Ask; readonly facility: string | undefined },
): FigureShape {
  const { name, unit } = definitionOf(one.id);
  const part = (figure: string | undefined): FigureShape['numerator'] => {
    if (figure === undefined) return null;
    const value = all.find(({ id }) => id === figure)?.value ?? null;
    return { figure, value, rows: rowsLink(report, figure, {}, from) };
  };
  return {
    figure: one.id,
    name,
    label: one.label,
    value: one.value,
    unit,
    count: one.count,
    rows: rowsLink(report, one.id, one.which, from),
    numerator: part(one.numerator),
    denominator: part(one.denominator),
    earliestDueAt: one.earliestDueAt ?? null,
    note: one.note ?? null,
  };
}

export function figureCells(report: ReportShape): readonly Cells[] {
  return report.figures.map((one) => {
    const [target] = definitionOf(one.figure).targets;
    return {
      report: report.report,
      figure: one.figure,
      name: one.name,
      label: one.label,
      value: one.value,
      unit: one.unit,
      count: one.count,
      earliestDueAt: one.earliestDueAt,
      targetAtMost: target?.most ?? null,
      target: target?.label ?? null,
      note: one.note,
      asOf: report.asOf,
      rows: one.rows,
    };
  });
}

/** Whose it is, in numbers: staff find a chart by these, and a report that leaves the house names nobody. */
export async function rowCells(
  { names, policies }: ReportServices,
  rows: readonly Row[],
): Promise<readonly Cells[]> {
  const joined = await names.join(rows, await policies.zoneOf(null));
  return rows.map(({ facility, patientId, encounterId, practitionerId, values }) => ({
    facility,
    encounter: joined.encounter(encounterId)?.number ?? encounterId,
    medicalRecordNumber: joined.patient(patientId)?.mrn ?? null,
    practitioner: joined.practitioner(practitionerId)?.name ?? null,
    ...values,
  }));
}

/** So many rows after the first `offset`, and whether there are more. */
export async function pageOf(
  rows: AsyncIterable<Row>,
  { offset, limit }: { readonly offset: number; readonly limit: number },
): Promise<{ readonly page: readonly Row[]; readonly hasMore: boolean }> {
  const page: Row[] = [];
  let n = 0;
  for await (const row of rows) {
    n += 1;
    if (n <= offset) continue;
    if (page.length === limit) return { page, hasMore: true };
    page.push(row);
  }
  return { page, hasMore: false };
}

/** Rows a few hundred at a time, for what is written while it is read. */
export async function* inChunks(rows: AsyncIterable<Row>, size: number): AsyncGenerator<Row[]> {
  let chunk: Row[] = [];
  for await (const row of rows) {
    chunk.push(row);
    if (chunk.length < size) continue;
    yield chunk;
    chunk = [];
  }
  if (chunk.length > 0) yield chunk;
}
