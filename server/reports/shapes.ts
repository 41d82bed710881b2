import { z } from '@hono/zod-openapi';
import { Definition, ReportSettings } from './definitions.ts';

const Facilities = z.union([z.literal('*'), z.array(z.string()).readonly()]);

const Part = z.object({ figure: z.string(), value: z.number().nullable(), rows: z.string() });

export const FigureShape = z
  .object({
    figure: z.string(),
    name: z.string(),
    /** Whose, of when, or how old. */
    label: z.string(),
    value: z.number().nullable(),
    unit: Definition.shape.unit,
    /** How many rows `rows` opens. */
    count: z.number().int(),
    rows: z.string(),
    numerator: Part.nullable(),
    denominator: Part.nullable(),
    earliestDueAt: z.iso.datetime().nullable(),
    note: z.string().nullable(),
  })
  .openapi('Figure');
export type FigureShape = z.infer<typeof FigureShape>;

export const ReportShape = z
  .object({
    report: z.string(),
    title: z.string(),
    asOf: z.iso.datetime(),
    facilities: Facilities,
    from: z.iso.date(),
    to: z.iso.date(),
    figures: z.array(FigureShape),
    definitions: z.array(Definition),
  })
  .openapi('Report');
export type ReportShape = z.infer<typeof ReportShape>;

const Cells = z.record(z.string(), z.union([z.string(), z.number(), z.null()]));

export const ReportRowsShape = z
  .object({
    report: z.string(),
    figure: z.string(),
    asOf: z.iso.datetime(),
    rows: z.array(Cells),
    /** The offset of the next page. */
    next: z.number().int().nullable(),
  })
  .openapi('ReportRows');

export const ReportListShape = z.object({
  reports: z.array(z.object({ id: z.string(), title: z.string(), href: z.string() })),
  definitions: z.array(Definition),
  settings: ReportSettings,
});
