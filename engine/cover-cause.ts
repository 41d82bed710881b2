import { actsFor } from './access.ts';
import type { User } from './model/user.ts';
import type { Registry } from './registry.ts';
import type { Instance, WorkflowEvent } from './workflow.ts';

const mark = 'cover:';

/** What stands as the cause of an act done in a practitioner's place: the history names who acted, and for whom. */
export function coverCause(
  registry: Registry,
  user: User,
  instance: Instance,
  { type }: WorkflowEvent,
): { readonly cause?: string } {
  const { access } = registry.workflow(instance.workflow, instance.workflowVersion);
  const covered = actsFor(access.events[type], user, instance);
  return covered === null ? {} : { cause: `${mark}${covered}` };
}

/** True of what a person did, in their own right or for another. */
export function isPersonal(cause: string | null): boolean {
  return cause === null || cause.startsWith(mark);
}
