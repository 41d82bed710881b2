import { isPersonal } from './cover-cause.ts';
import { Refusal, versionConflict } from './errors.ts';
import { unnamed } from './event-id.ts';
import { mergeSteps } from './merge-steps.ts';
import type { Registry } from './registry.ts';
import { type Cause, startStep, step, viewOf } from './step.ts';
import type { Claim, Step } from './store.ts';
import type { FamilyEvent, FamilyMember, Instance, Workflow, WorkflowEvent } from './workflow.ts';

/** A settling family must come to rest; more rounds than this are a mistake in its plan. */
const mostRounds = 20;

/** The instances one cause may change, and the steps it has made so far. Nothing is written. */
export interface Draft {
  readonly familyId: string | null;
  readonly members: ReadonlyMap<string, Instance>;
  readonly steps: ReadonlyMap<string, Step>;
  start(workflow: Workflow, instanceId: string, input: unknown, cause: Cause): void;
  /** Plans and applies what an event to one member means for the others, then lets the family settle. */
  applyToFamily(instanceId: string, event: WorkflowEvent, cause: Cause): void;
  /** Facts from outside, event by event, each with what it means for the family. */
  hear(events: readonly FamilyEvent[], cause: Cause): void;
}

/** Begins a draft over the members as loaded. */
export function createDraft(
  registry: Registry,
  familyId: string | null,
  loaded: readonly Instance[],
  claims: readonly Claim[] = [],
): Draft {
  const members = new Map(loaded.map((instance) => [instance.id, instance]));
  const steps = new Map<string, Step>();
  let followUps = 0;

  const record = (made: Step): void => {
    const earlier = steps.get(made.instance.id);
    steps.set(made.instance.id, earlier === undefined ? made : mergeSteps(earlier, made));
    members.set(made.instance.id, made.instance);
  };

  const apply = (instanceId: string, event: WorkflowEvent, cause: Cause): void => {
    const instance = member(members, instanceId);
    const workflow = registry.workflow(instance.workflow, instance.workflowVersion);
    record(step(workflow, instance, event, cause));
  };

  const start = (workflow: Workflow, instanceId: string, input: unknown, cause: Cause): void => {
    if (members.has(instanceId)) {
      throw new Refusal(
        'already-exists',
        `${instanceId} exists already. Send it an event instead.`,
        {
          instanceId,
        },
      );
    }
    record(startStep(workflow, { id: instanceId, familyId, input }, cause));
  };

  const applyAll = (events: readonly FamilyEvent[], cause: Cause): void => {
    for (const one of events) {
      followUps += 1;
      const own = {
        ...cause,
        eventId: unnamed(`${cause.eventId}#${followUps}`),
        cause: isPersonal(cause.cause) ? `event:${cause.eventId}` : cause.cause,
      };
      const asSystem = { ...own, userId: 'system', userName: 'Chartkeeper', role: 'system' };
      if ('start' in one) {
        if (!members.has(one.instanceId))
          start(registry.workflow(one.start), one.instanceId, one.input, asSystem);
      } else {
        apply(one.instanceId, one.event, asSystem);
      }
    }
  };

  const familyOfDraft = () => {
    const first = members.values().next().value;
    return first === undefined ? undefined : registry.familyOf(first.workflow);
  };

  const settle = (cause: Cause): void => {
    for (let round = 0; round < mostRounds; round += 1) {
      const events = familyOfDraft()?.settle(familyView(registry, members)) ?? [];
      if (events.length === 0) return;
      applyAll(events, cause);
    }
    throw new Error(`${familyId}: the family did not come to rest after ${mostRounds} rounds`);
  };

  const hear = (events: readonly FamilyEvent[], cause: Cause): void => {
    const family = familyOfDraft();
    for (const one of events) {
      if ('start' in one) {
        applyAll([one], cause);
        continue;
      }
      const view = familyView(registry, members);
      const event = told(one.event, cause, claims);
      const planned = familyOfDraft()?.plan(view, one.instanceId, event) ?? [];
      if (family?.isKnown?.(view, one.instanceId, event, planned) === true) continue;
      applyAll([one, ...planned], cause);
    }
    if (steps.size > 0) settle(cause);
  };

  return {
    familyId,
    members,
    steps,
    start,
    hear,
    applyToFamily: (instanceId, event, cause) => {
      const family = familyOfDraft();
      const before = family === undefined ? [] : familyView(registry, members);
      // Applied first, for the step's schema refuses what no plan could read.
      apply(instanceId, event, cause);
      applyAll(family?.plan(before, instanceId, told(event, cause, claims)) ?? [], cause);
      settle(cause);
    },
  };
}

/** What a plan is told beside the event: when it is, and which members someone is working on. */
function told(event: WorkflowEvent, { at }: Cause, claims: readonly Claim[]): WorkflowEvent {
  const running = claims.filter(({ expiresAt }) => expiresAt > at);
  const claimed = running.map(({ taskId }) => taskId.slice(0, taskId.lastIndexOf('/')));
  return { ...event, at, claimed };
}

/** @throws Refusal `version-conflict` unless the caller saw the instance as it is */
export function checkVersion(instance: Instance, ifVersion: number | undefined): void {
  if (ifVersion !== undefined && ifVersion !== instance.version) {
    throw versionConflict(instance.id, ifVersion, instance.version);
  }
}

function familyView(registry: Registry, members: ReadonlyMap<string, Instance>): FamilyMember[] {
  return [...members.values()].map((instance) => ({
    id: instance.id,
    workflow: instance.workflow,
    view: viewOf(registry.workflow(instance.workflow, instance.workflowVersion), instance),
  }));
}

function member(members: ReadonlyMap<string, Instance>, id: string): Instance {
  const instance = members.get(id);
  if (instance === undefined) {
    throw new Refusal('not-found', `There is no instance ${id}.`, { instanceId: id });
  }
  return instance;
}
