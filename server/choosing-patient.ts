import { permits } from '../engine/access.ts';
import { Refusal } from '../engine/errors.ts';
import type { Store } from '../engine/store.ts';
import type { FilingQuestion } from './filing.ts';
import { patientNumberOf } from './intake/patient-number.ts';
import { isMerged } from './intake/proposed-patients.ts';
import { refusalOfDropped } from './retention/dropped-content.ts';

/**
 * Whoever a document is filed to must be a patient whom the user may file to, and whom the intake finds by a number.
 * Nor is one taken up again of which nothing is kept.
 */
export async function refusalToChoose(
  store: Store,
  { workflow, instance, event, user }: FilingQuestion,
): Promise<Refusal | null> {
  const detail = { instanceId: instance.id, eventType: event.type };
  if (event.type === 'document.reopen') {
    const message = await store.message(String(instance.context.messageId));
    return message === undefined ? null : refusalOfDropped(message);
  }
  const { patientId } = event;
  // One that names nobody is refused by its schema.
  if (event.type !== 'document.choose-patient' || typeof patientId !== 'string') return null;
  const [row, encounters] = await Promise.all([
    store.resource('Patient', patientId),
    store.resources({ type: 'Encounter', patientId }),
  ]);
  const mayAt = (facility: string | null): boolean =>
    permits(workflow.access.events[event.type], user, {
      facility: facility ?? '',
      patientId,
      encounterId: null,
      practitionerId: null,
    });
  // One who was never anywhere is everyone's.
  const isReachable = encounters.length === 0 || encounters.some(({ facility }) => mayAt(facility));
  if (row === undefined || row.isDeleted || !isReachable)
    return new Refusal('not-found', `There is no patient ${patientId} for you.`, detail);
  if (isMerged(row)) {
    const message = 'This patient was merged into another. Choose the one who stays.';
    return new Refusal('not-allowed-now', message, detail);
  }
  if ((await patientNumberOf(store, row)) !== null) return null;
  const message =
    'This patient has no number that is theirs alone. Have a medical record number registered, then choose the patient again.';
  return new Refusal('not-allowed-now', message, detail);
}
