import { permits } from '../engine/access.ts';
import { Refusal } from '../engine/errors.ts';
import type { User } from '../engine/model/user.ts';
import type { Store } from '../engine/store.ts';
import type { Instance, Workflow, WorkflowEvent } from '../engine/workflow.ts';

export interface FilingQuestion {
  readonly workflow: Workflow;
  readonly instance: Instance;
  readonly event: WorkflowEvent;
  readonly user: User;
}

/**
 * Where a document is filed must be a visit that the user may file into; and indexing leaves the patient alone, for
 * to move a document to another patient is an act of its own.
 */
export async function refusalToFile(
  store: Store,
  { workflow, instance, event, user }: FilingQuestion,
): Promise<Refusal | null> {
  if (event.type !== 'document.index' && event.type !== 'document.refile') return null;
  if (event.encounterId === undefined) return null;
  const encounterId = String(event.encounterId);
  const detail = { instanceId: instance.id, eventType: event.type };
  const row = await store.resource('Encounter', encounterId);
  const { facility = null } = row ?? {};
  const subject = { facility: facility ?? '', patientId: null, encounterId, practitionerId: null };
  const mayThere = permits(workflow.access.events[event.type], user, subject);
  if (row === undefined || row.isDeleted || !mayThere)
    return new Refusal('not-found', `There is no encounter ${encounterId} for you.`, detail);
  if (event.type === 'document.refile' || row.patientId === instance.patientId) return null;
  return new Refusal(
    'not-allowed-now',
    'The encounter is of another patient. Re-file the document to move it there.',
    detail,
  );
}
