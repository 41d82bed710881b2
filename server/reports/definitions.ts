import { z } from '@hono/zod-openapi';
import data from './definitions.json' with { type: 'json' };

const Target = z.object({
  label: z.string(),
  /** The value should be this at most. */
  most: z.number(),
  citation: z.string(),
  /** The year until which it was required; null where none required it or it still stands. */
  until: z.string().nullable(),
});

/** How a figure is made and what it is held against; data, served with the numbers. */
export const Definition = z
  .object({
    id: z.string(),
    name: z.string(),
    formula: z.string(),
    unit: z.enum(['tasks', 'acts', 'charts', 'deficiencies', 'discharges', 'percent', 'days']),
    /**
     * What it costs: `counters` and `index` whatever is open; `recent` as many encounters as were discharged within
     * the ageing's last limit; `index-pass` one pass over an index of what is open; `scan` the encounters of a year.
     */
    reads: z.enum(['counters', 'index', 'recent', 'index-pass', 'scan']),
    source: z.string(),
    targets: z.array(Target),
  })
  .openapi('FigureDefinition');
export type Definition = z.infer<typeof Definition>;

const Bucket = z.object({
  id: z.string(),
  from: z.number().int(),
  to: z.number().int().nullable(),
});
export type Bucket = z.infer<typeof Bucket>;

export const ReportSettings = z
  .object({
    /** Encounter classes (HL7 v3 ActCode) whose end is a discharge of the average. */
    dischargeClasses: z.array(z.string()),
    openDeficiencyQueues: z.array(z.string()),
    /** States in which a deficiency is none. */
    statesThatAreNoLack: z.array(z.string()),
    /** Events by which a piece of work is done. */
    doneActs: z.array(z.string()),
    ageingBuckets: z.array(Bucket).min(1),
  })
  .openapi('ReportSettings');

const parsed = z.object({ settings: ReportSettings, figures: z.array(Definition) }).parse(data);

export const { settings, figures: definitions } = parsed;

const byId = new Map(definitions.map((one) => [one.id, one]));

export function definitionOf(id: string): Definition {
  const found = byId.get(id);
  if (found === undefined) throw new Error(`No figure is called ${id}.`);
  return found;
}
