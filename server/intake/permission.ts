import { permits } from '../../engine/access.ts';
import { Refusal } from '../../engine/errors.ts';
import type { Role, User } from '../../engine/model/user.ts';
import type { ResourceRow, Store } from '../../engine/store.ts';

/** Who may send messages: feeds, and an administrator by hand. */
export const senders: readonly Role[] = ['system', 'administrator'];

/** A feed of one hospital writes nothing into another's charts, nor takes an encounter out of them. */
export async function assertMayWrite(
  store: Store,
  user: User,
  rows: readonly ResourceRow[],
): Promise<void> {
  const mayAt = (facility: string): boolean => {
    const subject = { facility, patientId: null, encounterId: null, practitionerId: null };
    return permits({ roles: senders }, user, subject);
  };
  // No facility is called '': only a grant for all of them covers it.
  if (mayAt('')) return;
  const changed = rows.filter((row) => row.version > 1);
  const before = await Promise.all(changed.map((row) => store.resource(row.type, row.id)));
  const foreign = [...rows, ...before].find((row) => row?.facility && !mayAt(row.facility));
  if (foreign === undefined) return;
  throw new Refusal(
    'not-permitted',
    `You may not send for facility ${foreign.facility}. Send with a token for it, or correct the facility of the message.`,
  );
}

/** A record is not taken from under the work and the documents that stand in it; its versions are kept in any case. */
export async function assertMayWithdraw(store: Store, rows: readonly ResourceRow[]): Promise<void> {
  const going = new Set(rows.filter((row) => row.isDeleted).map((row) => `${row.type}/${row.id}`));
  for (const { type, id, isDeleted } of rows) {
    if (!isDeleted || (type !== 'Patient' && type !== 'Encounter')) continue;
    const about = type === 'Patient' ? { patientId: id } : { encounterId: id };
    const left = (await store.resources(about)).filter(
      (row) => !going.has(`${row.type}/${row.id}`),
    );
    if (left.length === 0) continue;
    const name = type === 'Patient' ? 'patient' : 'encounter';
    throw new Refusal(
      'not-allowed-now',
      `${type}/${id} is referred to by ${left.length} other resources. Withdraw those first, or send the ${name} with its status entered-in-error or inactive.`,
    );
  }
}
