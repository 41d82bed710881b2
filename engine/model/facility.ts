import { z } from 'zod';

/** What a facility decides for itself; every value is policy a manager can change. */
export const FacilityPolicy = z.object({
  facility: z.string(),
  name: z.string(),
  /** IANA zone in which the law's dates are counted. */
  zone: z.string(),
  /** Encounters discharged before this local date load as history and make no work. */
  goLiveOn: z.iso.date(),
  /** Hours between discharge and analysis, so that late documents can arrive first. */
  settleLagHours: z.number().nonnegative(),
});
export type FacilityPolicy = z.infer<typeof FacilityPolicy>;
