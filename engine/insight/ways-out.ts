import type { Role } from '../model/user.ts';
import { runnerOf } from '../runner.ts';
import { canSend, projectedTasks, viewOf } from '../step.ts';
import type { Instance, Workflow } from '../workflow.ts';

/** Something that may happen to an instance as it stands. */
export interface WayOut {
  readonly event: string;
  /** Keys of the tasks that are gone after it; null where that depends on what the event carries. */
  readonly endsTasks: readonly string[] | null;
  /** Who may do it; empty where only the practitioner concerned may. */
  readonly roles: readonly Role[];
  /** True when the practitioner it concerns may do it. */
  readonly byOwner: boolean;
}

/** What can still happen to an instance, and which of its tasks each would end: asked of the machine itself. */
export function waysOut(workflow: Workflow, instance: Instance, at: number): readonly WayOut[] {
  return Object.keys(workflow.events)
    .filter((event) => isPossible(workflow, instance, event))
    .map((event) => {
      const access = workflow.access.events[event];
      return {
        event,
        endsTasks: tasksEnded(workflow, instance, { type: event, at }),
        roles: access?.roles ?? [],
        byOwner: (access?.own ?? []).length > 0,
      };
    });
}

/** The keys of the tasks that an event would end, tried on a copy of the state; null where nobody can say beforehand. */
export function tasksEnded(
  workflow: Workflow,
  instance: Instance,
  { type, at }: { readonly type: string; readonly at: number },
): readonly string[] | null {
  const keys = projectedTasks(workflow, instance).map(({ key }) => key);
  try {
    const runner = runnerOf(workflow.machine);
    const before = runner.resolve(instance.state, instance.context);
    const [after] = runner.next(before, { type, at, by: { id: '', name: '' } } as never);
    const { value, context } = after;
    const then = { ...instance, state: value, context } as Instance;
    const left = new Set(workflow.tasks(viewOf(workflow, then)).map(({ key }) => key));
    return keys.filter((key) => !left.has(key));
  } catch {
    // What it does depends on fields that only a real event has.
    return null;
  }
}

/** A guard that reads what only a real event carries cannot say no beforehand. */
function isPossible(workflow: Workflow, instance: Instance, event: string): boolean {
  try {
    return canSend(workflow, instance, { type: event });
  } catch {
    return true;
  }
}
