import type { HospitalEvent, HospitalOptions } from '../../server/demo/hospital-feed.ts';
import type { Stay } from './stay.ts';

/** Emergency and clinic visits around a stay. */
export function visitEvents(_stay: Stay, _options: HospitalOptions): HospitalEvent[] {
  return [];
}
