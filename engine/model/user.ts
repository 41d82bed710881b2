import { z } from 'zod';

/** The roles of a HIM department and those it serves. */
export const roles = [
  'analyst',
  'physician',
  'coder',
  'cdi-specialist',
  'release-specialist',
  'medical-staff-office',
  'quality',
  'supervisor',
  'manager',
  'privacy-officer',
  'auditor',
  'administrator',
  'patient',
  'system',
] as const;

export const Role = z.enum(roles);
export type Role = z.infer<typeof Role>;

/** A role held at some facilities, or at all of them (`*`). */
export const Grant = z.object({
  role: Role,
  facilities: z.union([z.literal('*'), z.array(z.string().min(1)).min(1)]),
});
export type Grant = z.infer<typeof Grant>;

/** Who is asking: role grants, and at most one practitioner (or, for a patient, one patient). */
export const User = z.object({
  id: z.string().min(1),
  name: z.string(),
  grants: z.array(Grant),
  practitionerId: z.string().optional(),
  patientId: z.string().optional(),
});
export type User = z.infer<typeof User> & {
  /** Whom they cover now. The server says so at each request; no token and no entry of a person does. */
  readonly covers?: readonly Cover[];
};

/** A practitioner whose work falls to another for a time, at some facilities or at all of them (`*`). */
export interface Cover {
  readonly practitionerId: string;
  readonly facilities: readonly string[] | '*';
  /** Also what only the author may sign otherwise: the medical staff's policy decides. */
  readonly maySign: boolean;
}

/** The engine itself: deadlines, effects and intake act in its name. */
export const systemUser: User = {
  id: 'system',
  name: 'Chartkeeper',
  grants: [{ role: 'system', facilities: '*' }],
};
