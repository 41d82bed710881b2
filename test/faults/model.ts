import { type AnyMachineSnapshot, createActor } from 'xstate';
import type { User } from '../../engine/model/user.ts';
import type { Deadline, InstanceView, Workflow, WorkflowEvent } from '../../engine/workflow.ts';

/** The same machine run live by XState itself: what the engine must agree with. */
export interface Oracle {
  readonly snapshot: AnyMachineSnapshot;
  /** How many effects the machine has asked for. */
  readonly effects: number;
  readonly deadlinesFired: number;
  standing(): readonly Deadline[];
  can(event: WorkflowEvent): boolean;
  /** The engine tells every event when it was accepted. */
  send(event: WorkflowEvent, at: number): void;
  /** Lets time pass: due deadlines happen in the order they fall due, each as what then stands. */
  passTo(now: number): void;
  stop(): void;
}

export function createOracle(workflow: Workflow, input: unknown, startedAt: number): Oracle {
  const counted = { effects: 0, fired: 0 };
  /** Params that are false ask for nothing this time. */
  const ask = (_: unknown, params: unknown): void => {
    if (params !== false) counted.effects += 1;
  };
  const actions = Object.fromEntries(Object.keys(workflow.effects).map((type) => [type, ask]));
  const actor = createActor(workflow.machine.provide({ actions }), { input } as never);
  actor.start();
  const snapshotNow = (): AnyMachineSnapshot => actor.getSnapshot() as AnyMachineSnapshot;
  const standing = (): readonly Deadline[] => {
    const snapshot = snapshotNow();
    const view: InstanceView<never> = {
      id: 'model',
      state: snapshot.value,
      context: snapshot.context as never,
      startedAt,
      matches: (partial) => snapshot.matches(partial as never),
      hasTag: (tag) => snapshot.hasTag(tag),
    };
    return workflow.deadlines(view);
  };
  return {
    get snapshot() {
      return snapshotNow();
    },
    get effects() {
      return counted.effects;
    },
    get deadlinesFired() {
      return counted.fired;
    },
    standing,
    can: (event) => snapshotNow().can(event as never),
    send: (event, at) => actor.send({ ...event, at } as never),
    passTo: (now) => {
      for (;;) {
        const [due] = standing()
          .filter((one) => one.dueAt <= now)
          .toSorted((a, b) => a.dueAt - b.dueAt);
        if (due === undefined) return;
        counted.fired += 1;
        actor.send({ ...due.event, at: now } as never);
      }
    },
    stop: () => void actor.stop(),
  };
}

/** A machine under test, with someone who may do everything to it and events of every kind. */
export interface Subject {
  readonly workflow: Workflow;
  readonly input: unknown;
  readonly events: readonly WorkflowEvent[];
  /** Signing and declining is the owner's: whoever owns it now is the one who acts. */
  userFor(snapshot: AnyMachineSnapshot): User;
}
