import { z } from 'zod';

const Id = z.string().min(1).max(200);
const Facility = z.string().min(1).max(100);

/**
 * Who covers whom: a row of the medical staff's policy. A cover works on what the covered practitioner must do at
 * these facilities on these local dates, both of which count; without an end it goes on. Signing what another wrote
 * is the author's act (42 CFR 482.24(c)(1)), so it must be said.
 */
export const CoverRow = z
  .object({
    /** Who is covered. */
    practitionerId: Id,
    /** Who covers: one practitioner, or the members of a group. */
    coveredBy: Id.optional(),
    coveredByGroup: Id.optional(),
    facilities: z.union([z.literal('*'), z.array(Facility).min(1)]),
    fromOn: z.iso.date(),
    toOn: z.iso.date().nullable().default(null),
    maySign: z.boolean().default(false),
  })
  .refine(
    ({ coveredBy, coveredByGroup }) => (coveredBy === undefined) !== (coveredByGroup === undefined),
    {
      message: 'Name either coveredBy, a practitioner, or coveredByGroup, a group.',
    },
  )
  .refine(({ toOn, fromOn }) => toOn === null || toOn >= fromOn, {
    path: ['toOn'],
    message: 'The last date must not be before the first.',
  })
  .refine(({ practitionerId, coveredBy }) => practitionerId !== coveredBy, {
    path: ['coveredBy'],
    message: 'Nobody covers themselves.',
  });
export type CoverRow = z.infer<typeof CoverRow>;

/** Practitioners who cover for one another, under one name in the table of covers. */
export const PractitionerGroupRow = z.object({
  id: Id,
  name: z.string().min(1).max(200),
  members: z.array(Id).min(1).max(500),
});
