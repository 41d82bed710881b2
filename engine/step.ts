import type { AnyMachineSnapshot } from 'xstate';
import { deadlineDifference, taskDifference, toTaskRow } from './differences.ts';
import { Refusal } from './errors.ts';
import { type AskedAction, runnerOf } from './runner.ts';
import type { EffectRow, Step, TaskRow } from './store.ts';
import type { Deadline, Instance, InstanceView, Workflow, WorkflowEvent } from './workflow.ts';

/** Who, when and why: what every history entry keeps beside the event. */
export interface Cause {
  readonly eventId: string;
  readonly at: number;
  readonly userId: string;
  readonly userName: string;
  readonly role: string;
  readonly cause: string | null;
}

/** What a state means: computed whole, stored as a difference. */
interface Projection {
  readonly snapshot: AnyMachineSnapshot;
  readonly tasks: readonly TaskRow[];
  readonly deadlines: readonly Deadline[];
}

const projections = new WeakMap<Instance, Projection>();

export interface StartOf {
  readonly id: string;
  readonly familyId: string | null;
  readonly input: unknown;
}

/**
 * The first step of a new instance.
 * @throws Refusal `invalid-input` when the workflow's schema refuses the input
 */
export function startStep(workflow: Workflow, start: StartOf, cause: Cause): Step {
  const input = parsedInput(workflow, start.input);
  const [snapshot, asked] = runnerOf(workflow.machine).initial(input);
  const blank = { id: start.id, familyId: start.familyId, startedAt: cause.at, version: 0 };
  return stepTo(
    workflow,
    { ...blank, before: null },
    { snapshot, asked, type: 'start', payload: input },
    cause,
  );
}

/**
 * What `event` does to `instance`: the next state, its history entry, and how tasks, deadlines and effects differ.
 * Pure: the same arguments give the same step.
 * @throws Refusal `unknown-event`, `invalid-input`, `not-allowed-now`
 */
export function step(
  workflow: Workflow,
  instance: Instance,
  event: WorkflowEvent,
  cause: Cause,
): Step {
  const payload = parsedEvent(workflow, event);
  const before = projectionOf(workflow, instance);
  // The instant and the user are the engine's, never the sender's: what a sender could set would prove nothing.
  const by = { id: cause.userId, name: cause.userName };
  const full = { ...payload, type: event.type, at: cause.at, by };
  if (!before.snapshot.can(full)) {
    throw new Refusal(
      'not-allowed-now',
      `${event.type} is not possible for ${instance.id} as it stands. Read it again: "allowed" lists what is.`,
      { instanceId: instance.id, eventType: event.type },
    );
  }
  const [snapshot, asked] = runnerOf(workflow.machine).next(before.snapshot, full);
  return stepTo(
    workflow,
    { ...instance, before },
    { snapshot, asked, type: event.type, payload },
    cause,
  );
}

/** The view of an instance that tasks, deadlines and plans are computed from. */
export function viewOf(workflow: Workflow, instance: Instance): InstanceView<never> {
  return toView(instance, projectionOf(workflow, instance).snapshot);
}

/** True when the machine would accept the event now. Asked with the type alone, a guard says whether it is possible at all. */
export function canSend(workflow: Workflow, instance: Instance, event: WorkflowEvent): boolean {
  return projectionOf(workflow, instance).snapshot.can(event);
}

/** Deadlines that stand for an instance as it is. */
export function standingDeadlines(workflow: Workflow, instance: Instance): readonly Deadline[] {
  return projectionOf(workflow, instance).deadlines;
}

/** The task rows an instance must have, `openedAt` aside. */
export function projectedTasks(workflow: Workflow, instance: Instance): readonly TaskRow[] {
  return projectionOf(workflow, instance).tasks;
}

interface Before {
  readonly id: string;
  readonly familyId: string | null;
  readonly startedAt: number;
  readonly version: number;
  readonly before: Projection | null;
}

interface Outcome {
  readonly snapshot: AnyMachineSnapshot;
  readonly asked: readonly AskedAction[];
  readonly type: string;
  readonly payload: unknown;
}

function stepTo(workflow: Workflow, from: Before, outcome: Outcome, cause: Cause): Step {
  const { snapshot } = outcome;
  if (snapshot.status === 'error') throw snapshot.error;
  const seq = from.version + 1;
  const instance = instanceOf(workflow, { ...from, version: seq }, snapshot, cause.at);
  const after = project(workflow, instance, snapshot);
  return {
    expectedVersion: from.version,
    instance,
    entries: [
      {
        instanceId: instance.id,
        seq,
        eventId: cause.eventId,
        type: outcome.type,
        payload: outcome.payload,
        at: cause.at,
        userId: cause.userId,
        userName: cause.userName,
        role: cause.role,
        cause: cause.cause,
        workflow: workflow.id,
        workflowVersion: workflow.version,
      },
    ],
    ...taskDifference(from.before?.tasks ?? [], after.tasks, cause.at),
    ...deadlineDifference(instance, from.before?.deadlines ?? [], after.deadlines),
    effects: outcome.asked
      // An action whose params are false asks for nothing this time.
      .filter(({ params }) => params !== false)
      .map((action, n) => toEffect(workflow, instance, action, n, cause.at)),
  };
}

/** A snapshot as the instance it means. */
export function instanceOf(
  workflow: Workflow,
  { id, familyId, startedAt, version }: Pick<Instance, 'id' | 'familyId' | 'startedAt' | 'version'>,
  snapshot: AnyMachineSnapshot,
  updatedAt: number,
): Instance {
  return {
    id,
    workflow: workflow.id,
    workflowVersion: workflow.version,
    version,
    familyId,
    ...workflow.subject(snapshot.context as never),
    isOpen: !snapshot.hasTag('closed'),
    state: snapshot.value,
    context: snapshot.context,
    startedAt,
    updatedAt,
  };
}

function projectionOf(workflow: Workflow, instance: Instance): Projection {
  const known = projections.get(instance);
  if (known !== undefined) return known;
  const snapshot = runnerOf(workflow.machine).resolve(instance.state, instance.context);
  return project(workflow, instance, snapshot);
}

/** Tasks and deadlines are computed when they are asked for: a family's plan reads states alone. */
function project(workflow: Workflow, instance: Instance, snapshot: AnyMachineSnapshot): Projection {
  const view = toView(instance, snapshot);
  let tasks: readonly TaskRow[] | undefined;
  let deadlines: readonly Deadline[] | undefined;
  const projection: Projection = {
    snapshot,
    get tasks() {
      tasks ??= workflow.tasks(view).map((task) => toTaskRow(instance, task));
      return tasks;
    },
    get deadlines() {
      deadlines ??= workflow.deadlines(view);
      return deadlines;
    },
  };
  projections.set(instance, projection);
  return projection;
}

function toView(instance: Instance, snapshot: AnyMachineSnapshot): InstanceView<never> {
  return {
    id: instance.id,
    state: snapshot.value,
    context: snapshot.context as never,
    startedAt: instance.startedAt,
    matches: (partial) => snapshot.matches(partial as never),
    hasTag: (tag) => snapshot.hasTag(tag),
  };
}

/** The input as its schema reads it. @throws Refusal `invalid-input` */
export function parsedInput(workflow: Workflow, input: unknown): unknown {
  return parsed(workflow.input, input, `The input of ${workflow.id}`);
}

/** The event's payload as its schema reads it. @throws Refusal `unknown-event`, `invalid-input` */
export function parsedEvent(workflow: Workflow, event: WorkflowEvent): Record<string, unknown> {
  const schema = Object.hasOwn(workflow.events, event.type)
    ? workflow.events[event.type]
    : undefined;
  if (schema === undefined) {
    throw new Refusal(
      'unknown-event',
      `${workflow.id} knows no event "${event.type.slice(0, 100)}". It knows: ${Object.keys(workflow.events).join(', ')}.`,
      { eventType: event.type.slice(0, 100), allowed: Object.keys(workflow.events) },
    );
  }
  const { type: _, ...payload } = event;
  return parsed(schema, payload, event.type) as Record<string, unknown>;
}

function parsed(schema: Workflow['input'], value: unknown, what: string): unknown {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issues = result.error.issues.map((issue) => ({
    path: issue.path.join('.'),
    message: issue.message,
  }));
  const first = issues[0];
  throw new Refusal(
    'invalid-input',
    `${what} was not understood${first ? `: ${first.path || 'the whole'} – ${first.message}` : ''}. Correct it and send it again.`,
    { issues },
  );
}

function toEffect(
  workflow: Workflow,
  instance: Instance,
  action: AskedAction,
  n: number,
  at: number,
): EffectRow {
  const schema = Object.hasOwn(workflow.effects, action.type)
    ? workflow.effects[action.type]
    : undefined;
  if (schema === undefined) {
    throw new Error(
      `${workflow.id} asked for "${action.type}", which it does not declare as an effect. ` +
        'Machines decide, they never act: declare it in "effects" or remove it.',
    );
  }
  return {
    key: `${instance.id}/${instance.version}/${n}`,
    instanceId: instance.id,
    type: action.type,
    params: (action.params ?? null) as EffectRow['params'],
    notBeforeAt: at,
  };
}
