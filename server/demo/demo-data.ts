import { z } from 'zod';
import { Role, type User } from '../../engine/model/user.ts';

const DemoDocument = z.object({
  type: z.string(),
  status: z.enum(['LA', 'PA', 'DI']),
  by: z.string(),
});
const DemoOperation = z.object({
  title: z.string(),
  surgeon: z.string(),
  anesthesiologist: z.string().nullable(),
  hoursAfterAdmission: z.number(),
});
const DemoStay = z.object({
  id: z.string(),
  mrn: z.string(),
  family: z.string(),
  given: z.string(),
  birthDate: z.iso.date(),
  sex: z.enum(['female', 'male']),
  facility: z.string(),
  class: z.string(),
  losHours: z.number().positive(),
  dischargedDaysAgo: z.number().positive(),
  attending: z.string(),
  complaint: z.string(),
  diagnosis: z.string(),
  documents: z.array(DemoDocument),
  operation: DemoOperation.optional(),
});
export type DemoStay = z.infer<typeof DemoStay>;

/** The hand-made stays: invented people, dates counted back from the moment they are loaded. */
export const DemoData = z.object({
  facilities: z.array(
    z.object({
      facility: z.string(),
      name: z.string(),
      zone: z.string(),
      /** The count of its letters waits for a manager. */
      lettersWait: z.boolean().optional(),
    }),
  ),
  practitioners: z.array(z.object({ id: z.string(), family: z.string(), given: z.string() })),
  users: z.array(
    z.object({
      demo: z.string(),
      name: z.string(),
      role: Role,
      practitionerId: z.string().optional(),
    }),
  ),
  stays: z.array(DemoStay),
});
export type DemoData = z.infer<typeof DemoData>;

/** One person for each role, all facilities, found by the word one signs in with. */
export function demoUsers(data: DemoData): ReadonlyMap<string, User> {
  return new Map(
    data.users.map(({ demo, name, role, practitionerId }) => [
      demo,
      {
        id: demo,
        name,
        grants: [{ role, facilities: '*' as const }],
        ...(practitionerId === undefined ? {} : { practitionerId }),
      },
    ]),
  );
}
