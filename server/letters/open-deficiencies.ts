import type { Registry } from '../../engine/registry.ts';
import type { Store } from '../../engine/store.ts';
import type { Instance } from '../../engine/workflow.ts';
import { levelsOf, type ReachedLevel } from '../../engine/workflows/chart-completion/levels.ts';

const workflowId = 'deficiency';
const pageSize = 200;
const listStates = ['open', 'on-hold', 'waiting'] as const;
/** With HIM, who must look or verify: nothing that the practitioner could still do. */
const withHim: ReadonlySet<string> = new Set(['completed', 'needsReanalysis', 'suggested']);

export type DeficiencyContext = Parameters<typeof levelsOf>[0];

/** A deficiency that a practitioner must cure, with the steps of escalation its dates lead to. */
export interface OpenDeficiency {
  readonly id: string;
  readonly practitionerId: string;
  readonly facility: string;
  readonly context: DeficiencyContext;
  readonly levels: readonly ReachedLevel[];
}

/** What practitioners still owe, found by the tasks that stand for it. */
export interface OpenDeficiencies {
  /** Ids of everything open that has this owner, at one facility or at all. */
  idsOf(practitionerId: string, facility: string | null): Promise<readonly string[]>;
  of(practitionerId: string, facility: string): Promise<readonly OpenDeficiency[]>;
  at(facility: string): Promise<readonly OpenDeficiency[]>;
}

export function createOpenDeficiencies(store: Store, registry: Registry): OpenDeficiencies {
  const queues = registry.workflows
    .filter(({ id }) => id === workflowId)
    .flatMap(({ access }) => Object.keys(access.queues));

  const idsIn = async (
    facilities: readonly string[] | '*',
    practitionerId: string | null,
  ): Promise<readonly string[]> => {
    const ids = new Set<string>();
    const practitioners = practitionerId === null ? null : [{ practitionerId, facilities }];
    for (const queue of queues)
      for (const listState of listStates)
        for (let after: Parameters<Store['tasks']>[0]['after']; ; ) {
          const page = await store.tasks({
            scope: { queue, title: '', facilities, practitioners },
            listState,
            limit: pageSize,
            ...(after === undefined ? {} : { after }),
          });
          for (const task of page.tasks)
            if (task.workflow === workflowId && task.practitionerId !== null)
              ids.add(task.instanceId);
          if (page.next === null) break;
          after = page.next;
        }
    return [...ids];
  };

  const loaded = async (ids: readonly string[]): Promise<readonly OpenDeficiency[]> => {
    const found: OpenDeficiency[] = [];
    for (let at = 0; at < ids.length; at += pageSize) {
      const instances = await Promise.all(ids.slice(at, at + pageSize).map((id) => store.load(id)));
      for (const instance of instances) {
        const one = instance === undefined ? null : openDeficiencyOf(instance);
        if (one !== null) found.push(one);
      }
    }
    return found;
  };

  return {
    idsOf: (practitionerId, facility) =>
      idsIn(facility === null ? '*' : [facility], practitionerId),
    of: async (practitionerId, facility) =>
      (await loaded(await idsIn([facility], practitionerId))).filter(
        (one) => one.practitionerId === practitionerId,
      ),
    at: async (facility) => loaded(await idsIn([facility], null)),
  };
}

/** Null for one that is closed, that nobody owns, or that waits for HIM. */
export function openDeficiencyOf(instance: Instance): OpenDeficiency | null {
  const { id, isOpen, practitionerId, facility, state } = instance;
  if (!isOpen || practitionerId === null || isWithHim(state)) return null;
  const context = instance.context as unknown as DeficiencyContext;
  return { id, practitionerId, facility, context, levels: levelsOf(context) };
}

/** What was dictated waits to be transcribed. */
function isWithHim(state: Instance['state']): boolean {
  if (typeof state === 'string') return withHim.has(state);
  return state.inProgress === 'dictated';
}

/** The levels that are reached on a date at an instant, whether or not their own event has come yet. */
export function reachedBy(
  { levels }: OpenDeficiency,
  { on, at }: { readonly on: string; readonly at: number },
): readonly ReachedLevel[] {
  return levels.filter(({ reachedOn, reachedAt }) => reachedOn <= on && reachedAt <= at);
}
