import { z } from 'zod';

const facility = z.string().min(1).max(100);

/** How a facility's letters reach their practitioners; `*` is every other facility, print where there is no row. */
export const LetterDeliveryRow = z.discriminatedUnion('channel', [
  z.object({ facility, channel: z.literal('print') }),
  z.object({
    facility,
    channel: z.literal('mail'),
    /** Where the letter itself is read: the mail holds no health data. */
    portal: z.url().max(500),
  }),
  z.object({
    facility,
    channel: z.literal('hl7'),
    host: z.string().min(1).max(253),
    port: z.number().int().min(1).max(65_535),
    /** MSH-5 and MSH-6. */
    application: z.string().min(1).max(100),
    receivingFacility: z.string().min(1).max(100),
  }),
]);
export type LetterDeliveryRow = z.infer<typeof LetterDeliveryRow>;

/** Where a practitioner is written to. */
export const PractitionerContactRow = z.object({
  practitionerId: z.string().min(1).max(200),
  mail: z.email().max(254),
});

/** The row of the facility, else that of `*`, else print. */
export function deliveryFor(name: string, rows: readonly LetterDeliveryRow[]): LetterDeliveryRow {
  return (
    rows.find((row) => row.facility === name) ??
    rows.find((row) => row.facility === '*') ?? { facility: name, channel: 'print' }
  );
}
