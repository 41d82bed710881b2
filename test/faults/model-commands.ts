import fc from 'fast-check';
import { expect } from 'vitest';
import { createEngine, type Engine } from '../../engine/engine.ts';
import { Refusal } from '../../engine/errors.ts';
import type { Registry } from '../../engine/registry.ts';
import { standingDeadlines } from '../../engine/step.ts';
import type { DeadlineRow, Store } from '../../engine/store.ts';
import type { WorkflowEvent } from '../../engine/workflow.ts';
import type { Oracle, Subject } from './model.ts';

const hourMs = 60 * 60 * 1000;

/** A variant of the engine with one mistake, to see whether the comparison finds it. */
export type Mutation = (engine: Engine) => Engine;

export interface Model {
  readonly oracle: Oracle;
  readonly subject: Subject;
}

/** The engine over one store, with all that a restart or a second delivery needs. */
export interface Real {
  readonly registry: Registry;
  readonly mutation: Mutation;
  readonly clock: { now: number };
  readonly tally: Tally;
  store: Store;
  engine: Engine;
  /** Opens the same data again, as after a restart. */
  reopen(): Promise<Store>;
  /** Every deadline ever handed out, to be delivered again. */
  readonly leased: DeadlineRow[];
  /** Every event ever accepted, with its id. */
  readonly accepted: { readonly event: WorkflowEvent; readonly eventId: string }[];
  nextEvent: number;
}

export interface Tally {
  checks: number;
  fired: number;
  restarts: number;
  doubled: number;
}

type Command = fc.AsyncCommand<Model, Real>;

const leaseMs = 1000;
const id = 'model';

export function createRealEngine(real: Omit<Real, 'engine'>): Engine {
  const { registry, store } = real;
  let ids = 0;
  return real.mutation(createEngine({ registry, store, newId: () => `new-${++ids}` }));
}

function send(event: WorkflowEvent): Command {
  return command(`send ${JSON.stringify(event)}`, async ({ oracle, subject }, real) => {
    const user = subject.userFor(oracle.snapshot);
    real.nextEvent += 1;
    const eventId = `event-${real.nextEvent}`;
    try {
      await real.engine.send(id, event, { user, eventId });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      // Who may not, does not; what the machine does not take now, the model must not take either.
      if (error.code !== 'not-permitted')
        expect(oracle.can(event), `refused: ${error.message}`).toBe(false);
      return;
    }
    real.accepted.push({ event, eventId });
    oracle.send(event, real.clock.now);
  });
}

/** The same event id comes again, however late: nothing happens. */
function sendAgain(choice: number): Command {
  return command(`the same event again (${choice})`, async ({ oracle, subject }, real) => {
    const again = real.accepted[choice % Math.max(1, real.accepted.length)];
    if (again === undefined) return;
    real.tally.doubled += 1;
    const user = subject.userFor(oracle.snapshot);
    await real.engine.send(id, again.event, { user, eventId: again.eventId }).catch(ignoreRefusal);
  });
}

function passTime(hours: number): Command {
  return command(`${hours} h pass`, async (_, real) => {
    real.clock.now += hours * hourMs;
  });
}

/** What a worker does after every commit and every so often: nothing due is left. */
async function fireDue({ oracle }: Model, real: Real): Promise<void> {
  for (;;) {
    const due = await real.store.leaseDeadlines(10, leaseMs);
    for (const row of due) {
      real.leased.push(row);
      if (await real.engine.fire(row)) real.tally.fired += 1;
    }
    oracle.passTo(real.clock.now);
    if (due.length === 0) return;
    real.clock.now += leaseMs + 1;
  }
}

/** A deadline that was handed out before comes again: from a server that had stopped, or a lease that ran out. */
function fireAgain(choice: number): Command {
  return command(`an old deadline again (${choice})`, async (_, real) => {
    const row = real.leased[choice % Math.max(1, real.leased.length)];
    if (row === undefined) return;
    real.tally.doubled += 1;
    await real.engine.fire(row).catch(ignoreRefusal);
  });
}

/** A deadline that still waits comes to a server whose time has not come yet, or has changed since it was read. */
function fireEarly(): Command {
  return command('a deadline as it stands now, kept for later', async (_, real) => {
    const instance = await real.store.load(id);
    if (instance === undefined) return;
    const workflow = real.registry.workflow(instance.workflow, instance.workflowVersion);
    for (const deadline of standingDeadlines(workflow, instance)) {
      const row = { ...deadline, instanceId: id, armedSeq: instance.version };
      real.leased.push(row);
      await real.engine.fire(row).catch(ignoreRefusal);
    }
  });
}

function restart(): Command {
  return command('restart', async (_, real) => {
    real.tally.restarts += 1;
    real.store = await real.reopen();
    real.engine = createRealEngine(real);
  });
}

/** Every command ends with a comparison of the whole. */
function command(name: string, run: (model: Model, real: Real) => Promise<void>): Command {
  return {
    check: () => true,
    run: async (model, real) => {
      await run(model, real);
      await fireDue(model, real);
      await compare(model, real);
    },
    toString: () => name,
  };
}

async function compare({ oracle, subject }: Model, real: Real): Promise<void> {
  real.tally.checks += 1;
  const stored = await real.store.load(id);
  if (stored === undefined) throw new Error('The instance is gone.');
  const effects = await real.store.effects(id);
  for (const { key } of await real.store.leaseEffects(100, leaseMs))
    await real.store.commit({ effectsDone: [key] });
  const standing = standingDeadlines(subject.workflow, stored);
  expect({
    state: stored.state,
    context: JSON.parse(JSON.stringify(stored.context)),
    deadlines: standing.map(({ key, dueAt }) => ({ key, dueAt })),
    next: await real.store.nextDueAt(),
    effects: effects.length,
  }).toEqual({
    state: oracle.snapshot.value,
    context: JSON.parse(JSON.stringify(oracle.snapshot.context)),
    deadlines: oracle.standing().map(({ key, dueAt }) => ({ key, dueAt })),
    next: oracle
      .standing()
      .reduce<number | null>(
        (least, { dueAt }) => (least === null || dueAt < least ? dueAt : least),
        null,
      ),
    effects: oracle.effects,
  });
}

function ignoreRefusal(error: unknown): void {
  if (!(error instanceof Refusal)) throw error;
}

/** Commands of every kind; events are chosen most often, so that runs get somewhere. */
export function commandsFor(subject: Subject) {
  const event = fc.constantFrom(...subject.events).map(send);
  const choice = fc.nat({ max: 50 });
  return fc.commands(
    [
      event,
      event,
      event,
      fc.integer({ min: 1, max: 300 }).map(passTime),
      fc.integer({ min: 1, max: 300 }).map(passTime),
      fc.constant(null).map(restart),
      fc.constant(null).map(fireEarly),
      choice.map(fireAgain),
      choice.map(sendAgain),
    ],
    { maxCommands: 40, size: 'max' },
  );
}
