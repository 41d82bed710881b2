import { Refusal } from '../../engine/errors.ts';
import { localDateOf } from '../../engine/time/zone.ts';
import type { Services } from '../context.ts';
import type { RedactionReasonRow } from './redaction-reason-row.ts';

/** The reasons in force today, where the facility is. */
export async function reasonsInForce(
  { siteTables, policies, store }: Pick<Services, 'siteTables' | 'policies' | 'store'>,
  facility: string | null,
): Promise<readonly RedactionReasonRow[]> {
  const { rows } = await siteTables.read('redaction-reasons');
  const today = localDateOf(store.now(), await policies.zoneOf(facility));
  return rows.filter(({ fromOn, toOn }) => fromOn <= today && (toOn === null || today <= toOn));
}

/** @throws Refusal `invalid-input` for none, and for one that is not in force */
export function reasonOf(
  code: string | null,
  reasons: readonly RedactionReasonRow[],
): RedactionReasonRow {
  const found = reasons.find((one) => one.code === code);
  if (found === undefined)
    throw new Refusal(
      'invalid-input',
      'reasonCode: a redaction needs one of the reasons in force. GET /api/redaction-reasons lists them.',
    );
  return found;
}
