import type { Role } from '../model/user.ts';
import { runnerOf } from '../runner.ts';
import { canSend, projectedTasks, viewOf } from '../step.ts';
import type { Instance, Workflow } from '../workflow.ts';

/** Something that may happen to an instance as it stands. */
export interface WayOut {
  readonly event: string;
  /** Whether its tasks are gone after it; `unknown` where that depends on what the event carries. */
  readonly ends: 'yes' | 'no' | 'unknown';
  /** Who may do it; empty where only the practitioner concerned may. */
  readonly roles: readonly Role[];
  /** True when the practitioner it concerns may do it. */
  readonly byOwner: boolean;
}

/** What can still happen to an instance, and which of it would end its tasks: asked of the machine itself. */
export function waysOut(workflow: Workflow, instance: Instance, at: number): readonly WayOut[] {
  const keys = new Set(projectedTasks(workflow, instance).map(({ key }) => key));
  return Object.keys(workflow.events)
    .filter((event) => canSend(workflow, instance, { type: event }))
    .map((event) => {
      const access = workflow.access.events[event];
      return {
        event,
        ends: keys.size === 0 ? 'no' : endsTasks(workflow, instance, { event, at, keys }),
        roles: access?.roles ?? [],
        byOwner: (access?.own ?? []).length > 0,
      };
    });
}

function endsTasks(
  workflow: Workflow,
  instance: Instance,
  asked: { readonly event: string; readonly at: number; readonly keys: ReadonlySet<string> },
): WayOut['ends'] {
  const { event, at, keys } = asked;
  try {
    const runner = runnerOf(workflow.machine);
    const before = runner.resolve(instance.state, instance.context);
    const [after] = runner.next(before, { type: event, at, by: { id: '', name: '' } } as never);
    const { value, context } = after;
    const then = { ...instance, state: value, context } as Instance;
    const left = workflow.tasks(viewOf(workflow, then));
    return left.some(({ key }) => keys.has(key)) ? 'no' : 'yes';
  } catch {
    // What it does depends on fields that only a real event has.
    return 'unknown';
  }
}
