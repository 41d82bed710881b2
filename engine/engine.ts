import { maySend, permits } from './access.ts';
import { coverCause } from './cover-cause.ts';
import { checkVersion, createDraft, type Draft } from './draft.ts';
import { isConflict, Refusal } from './errors.ts';
import { assertName, unnamed } from './event-id.ts';
import { createInstanceCache } from './instance-cache.ts';
import { createKeyedLock } from './keyed-lock.ts';
import { systemUser, type User } from './model/user.ts';
import type { Registry } from './registry.ts';
import { type Cause, parsedEvent, parsedInput, standingDeadlines } from './step.ts';
import type { AuditRow, Change, DeadlineRow, HistoryEntry, Step, Store } from './store.ts';
import type { FamilyEvaluation, Instance, WorkflowEvent } from './workflow.ts';

/** How often a lost race is run again before the caller is told. */
const mostTries = 12;

export interface SendOptions {
  readonly user: User;
  /** Names the event once; the same id again is the same event. */
  readonly eventId?: string;
  readonly ifVersion?: number;
  readonly cause?: string;
  readonly audit?: (at: number, instance: Instance) => readonly AuditRow[];
  readonly effectsDone?: readonly string[];
  /** What must hold outside the machine, looked at anew at every try after the family was read; a refusal is final. */
  readonly check?: (instance: Instance) => Promise<Refusal | null>;
}

export interface Sent {
  readonly instance: Instance;
  /** True when this event id had been accepted before; nothing was written. */
  readonly wasKnown: boolean;
}

export interface StartOptions extends SendOptions {
  readonly id?: string;
  readonly familyId?: string;
}

/** What arrived from outside: rows to keep, and what they mean for the families they touch. */
export interface Arrival {
  readonly rows: Omit<Change, 'steps'>;
  readonly families: readonly FamilyEvaluation[];
  readonly eventId: string;
  readonly cause: string;
  readonly at: number;
}

export interface Engine {
  readonly registry: Registry;
  readonly store: Store;
  /** @throws Refusal `not-found`, `not-permitted`, `unknown-event`, `invalid-input`, `not-allowed-now`, `version-conflict`, `event-id-reused` */
  send(id: string, event: WorkflowEvent, options: SendOptions): Promise<Sent>;
  start(workflowId: string, input: unknown, options: StartOptions): Promise<Sent>;
  /** Writes what arrived and all its consequences in one commit. The caller retries a `stale-facts` refusal. */
  receive(arrival: Arrival): Promise<readonly Instance[]>;
  /** Makes a due deadline happen, if it still stands; true when it did. */
  fire(row: DeadlineRow): Promise<boolean>;
}

export interface EngineOptions {
  readonly registry: Registry;
  readonly store: Store;
  readonly newId: () => string;
  /** How many instances are kept at hand. */
  readonly instancesKept?: number;
}

const bySystem = { userId: systemUser.id, userName: systemUser.name, role: 'system' } as const;

/** The one way in: load, step, commit. */
export function createEngine({ registry, store, newId, ...options }: EngineOptions): Engine {
  const cache = createInstanceCache(options.instancesKept ?? 20_000);
  /** What messages touched last: the next of the same stay goes on from there. Few, for a load touches all. */
  const arrived = createInstanceCache(1000);
  const locks = createKeyedLock();
  store.subscribe((notice) => {
    if (notice.isRemote) for (const id of notice.instances) cache.drop(id);
  });

  const load = async (id: string): Promise<Instance> => {
    const instance = cache.get(id) ?? (await store.load(id));
    if (instance === undefined)
      throw new Refusal('not-found', `There is no instance ${id}.`, { instanceId: id });
    cache.put(instance);
    return instance;
  };

  const draftFor = async (
    target: Instance,
  ): Promise<{ draft: Draft; familyVersion: number | null }> => {
    if (target.familyId === null)
      return { draft: createDraft(registry, null, [target]), familyVersion: null };
    const family = await store.loadFamily(target.familyId);
    const members = family.members.map((member) => cache.freshest(member));
    return {
      draft: createDraft(registry, target.familyId, members, family.claims),
      familyVersion: family.version,
    };
  };

  const write = async (
    draft: Draft,
    familyVersion: number | null,
    rest: Omit<Change, 'steps'>,
  ): Promise<void> => {
    const guard =
      draft.familyId === null || familyVersion === null
        ? []
        : [{ key: `family:${draft.familyId}`, expected: familyVersion }];
    await store.commit({
      ...rest,
      guards: [...(rest.guards ?? []), ...guard],
      steps: [...draft.steps.values()],
    });
    for (const step of draft.steps.values()) cache.put(step.instance);
  };

  const known = async (
    instanceId: string,
    options: SendOptions,
    event: WorkflowEvent,
  ): Promise<Sent | null> => {
    if (options.eventId === undefined) return null;
    assertName(options.eventId);
    const entry = await store.findEvent(instanceId, options.eventId);
    if (entry === undefined) return null;
    assertSameEvent(registry, entry, event, options);
    const instance = await load(instanceId);
    return { instance, wasKnown: true };
  };

  const send: Engine['send'] = async (id, event, options) => {
    const target = await load(id);
    const sent = await locks.run(target.familyId ?? id, () =>
      retrying(id, options.ifVersion, async () => {
        const earlier = await known(id, options, event);
        if (earlier !== null) return earlier;
        const first = await load(id);
        const { draft, familyVersion } = await draftFor(first);
        const instance = draft.members.get(id) ?? first;
        assertMaySend(registry, options.user, instance, event.type);
        checkVersion(instance, options.ifVersion);
        const refusal = (await options.check?.(instance)) ?? null;
        if (refusal !== null) return refusal;
        const covered = coverCause(registry, options.user, instance, event);
        const cause = { ...causeOf(options, store.now(), newId, instance), ...covered };
        draft.applyToFamily(id, event, cause);
        await write(draft, familyVersion, {
          audit: options.audit?.(cause.at, instance) ?? [],
          ...(options.effectsDone ? { effectsDone: options.effectsDone } : {}),
        });
        return { instance: draft.members.get(id) ?? instance, wasKnown: false };
      }),
    );
    if (sent instanceof Refusal) throw sent;
    return sent;
  };

  /** Runs a lost race again. One who named a version is told at the second meeting: the first may be our stale copy. */
  const retrying = async (
    id: string,
    ifVersion: number | undefined,
    run: () => Promise<Sent | Refusal>,
  ): Promise<Sent | Refusal> => {
    for (let tries = 1; ; tries += 1) {
      try {
        return await run();
      } catch (error) {
        if (!isConflict(error)) throw error;
        cache.drop(id);
        const isCallers = ifVersion !== undefined && error.detail.instanceId === id;
        if (tries >= (isCallers ? 2 : mostTries)) throw error;
      }
    }
  };

  const start: Engine['start'] = async (workflowId, input, options) => {
    const workflow = registry.workflow(workflowId);
    const id = options.id ?? newId();
    const familyId = options.familyId ?? null;
    return locks.run(familyId ?? id, async () => {
      const earlier = await known(id, options, { type: 'start', input });
      if (earlier !== null) return earlier;
      const draft = createDraft(registry, familyId, []);
      const cause = causeOf(options, store.now(), newId, null);
      draft.start(workflow, id, input, cause);
      const instance = draft.members.get(id) as Instance;
      if (!permits(workflow.access.start, options.user, instance)) {
        throw notPermitted(`start ${workflowId}`, id);
      }
      await write(draft, null, { audit: options.audit?.(cause.at, instance) ?? [] });
      return { instance, wasKnown: false };
    });
  };

  const receive: Engine['receive'] = async (arrival) => {
    const steps: Step[] = [];
    const guards = [...(arrival.rows.guards ?? [])];
    for (const { familyId, opens, events } of arrival.families) {
      const family = await store.loadFamily(familyId);
      const members = family.members.map((member) => arrived.freshest(cache.freshest(member)));
      const draft = createDraft(registry, familyId, members, family.claims);
      const eventId = unnamed(`${arrival.eventId}/${familyId}`);
      const cause: Cause = { eventId, at: arrival.at, ...bySystem, cause: arrival.cause };
      if (!opens && family.members.length === 0) continue;
      draft.hear(events, cause);
      if (draft.steps.size === 0) continue;
      guards.push({ key: `family:${familyId}`, expected: family.version });
      steps.push(...draft.steps.values());
    }
    await store.commit({ ...arrival.rows, guards, steps });
    const instances = steps.map(({ instance }) => instance);
    for (const instance of instances) {
      cache.renew(instance);
      arrived.put(instance);
    }
    return instances;
  };

  const fire: Engine['fire'] = async (row) => {
    const instance = await store.load(row.instanceId);
    const standing =
      instance &&
      standingDeadlines(
        registry.workflow(instance.workflow, instance.workflowVersion),
        instance,
      ).find((one) => one.key === row.key && one.dueAt === row.dueAt);
    if (instance === undefined || standing === undefined || row.dueAt > store.now()) {
      if (standing === undefined) await store.dropDeadline(row.instanceId, row.key, row.armedSeq);
      return false;
    }
    cache.put(instance);
    const sent = await send(row.instanceId, standing.event, {
      user: systemUser,
      eventId: `deadline/${row.key}/${row.armedSeq}/${row.dueAt}`,
      cause: `deadline:${row.key}`,
    });
    return !sent.wasKnown;
  };

  return { registry, store, send, start, receive, fire };
}

function causeOf(
  options: SendOptions,
  at: number,
  newId: () => string,
  instance: Instance | null,
): Cause {
  const grant = options.user.grants.find(
    ({ facilities }) =>
      instance === null || facilities === '*' || facilities.includes(instance.facility),
  );
  return {
    eventId: options.eventId ?? unnamed(newId()),
    at,
    userId: options.user.id,
    userName: options.user.name,
    role: grant?.role ?? 'none',
    cause: options.cause ?? null,
  };
}

function assertMaySend(registry: Registry, user: User, instance: Instance, type: string): void {
  const workflow = registry.workflow(instance.workflow, instance.workflowVersion);
  if (!Object.hasOwn(workflow.events, type)) return; // The step names the unknown event.
  if (!maySend(workflow.access, user, instance, type))
    throw notPermitted(`send ${type}`, instance.id);
}

function notPermitted(what: string, instanceId: string): Refusal {
  return new Refusal(
    'not-permitted',
    `You may not ${what} here. Ask a supervisor for the role that may, or reassign the work.`,
    { instanceId },
  );
}

/** Compared as the workflow reads them: what a sender adds beyond the schema is no difference. Another user's act is not mine. */
function assertSameEvent(
  registry: Registry,
  entry: HistoryEntry,
  event: WorkflowEvent,
  { eventId, user }: SendOptions,
): void {
  const workflow = registry.workflow(entry.workflow, entry.workflowVersion);
  const payloadOf = (): unknown =>
    entry.seq === 1 ? parsedInput(workflow, event.input) : parsedEvent(workflow, event);
  const isSame =
    entry.type === event.type &&
    entry.userId === user.id &&
    JSON.stringify(payloadOf()) === JSON.stringify(entry.payload);
  if (isSame) return;
  throw new Refusal(
    'event-id-reused',
    `Event id ${eventId} belongs to an earlier ${entry.type}. Give every new event an id of its own.`,
    { instanceId: entry.instanceId, eventType: entry.type },
  );
}
