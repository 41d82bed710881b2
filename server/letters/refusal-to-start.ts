import { Refusal } from '../../engine/errors.ts';
import type { Instance, WorkflowEvent } from '../../engine/workflow.ts';
import type { DryCount } from '../../engine/workflows/letters-start/events.ts';
import type { CountDry } from './dry-count.ts';

/** Only what was reviewed begins: if anything changed since the count, it is counted and reviewed again. */
export async function refusalToStartLetters(
  countDry: CountDry,
  instance: Instance,
  event: WorkflowEvent,
): Promise<Refusal | null> {
  if (instance.workflow !== 'letters-start' || event.type !== 'letters.start') return null;
  const reviewed = instance.context.count as DryCount;
  const now = await countDry(instance.facility);
  if (now.id === reviewed.id && event.countId === reviewed.id) return null;
  return new Refusal(
    'not-allowed-now',
    `This is not the count as it stands: now ${now.letters.length} letters and ${now.suspensions.length} suspensions for ${now.on}; counted were ${reviewed.letters.length} and ${reviewed.suspensions.length} for ${reviewed.on}. Count again with POST /api/letters/dry-count, review it, and start with its id.`,
    { instanceId: instance.id, eventType: event.type },
  );
}
