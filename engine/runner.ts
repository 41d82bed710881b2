import {
  type AnyMachineSnapshot,
  type AnyStateMachine,
  createActor,
  type EventObject,
} from 'xstate';

/** An action a machine asked for, as plain data. */
export interface AskedAction {
  readonly type: string;
  readonly params: unknown;
}

/** One machine, ready to be asked what an event would do. Nothing runs, nothing is scheduled. */
export interface Runner {
  initial(input: unknown): [AnyMachineSnapshot, AskedAction[]];
  resolve(value: unknown, context: unknown): AnyMachineSnapshot;
  next(snapshot: AnyMachineSnapshot, event: EventObject): [AnyMachineSnapshot, AskedAction[]];
}

const runners = new WeakMap<AnyStateMachine, Runner>();

/** The runner of a machine, made once: XState's own `transition()` builds an actor per call, 2.9 times slower. */
export function runnerOf(machine: AnyStateMachine): Runner {
  let runner = runners.get(machine);
  if (runner === undefined) {
    runner = createRunner(machine);
    runners.set(machine, runner);
  }
  return runner;
}

type InertScope = Parameters<AnyStateMachine['transition']>[2];

function createRunner(machine: AnyStateMachine): Runner {
  let asked: AskedAction[] = [];
  const self = createActor(machine);
  const scope: InertScope = {
    self,
    id: '',
    sessionId: '',
    system: self.system,
    logger: () => {},
    defer: () => {},
    stopChild: () => {},
    emit: () => {},
    actionExecutor: (action) => {
      asked.push({ type: action.type, params: action.params });
    },
  };
  const collect = (run: () => AnyMachineSnapshot): [AnyMachineSnapshot, AskedAction[]] => {
    asked = [];
    const snapshot = run();
    return [snapshot, asked];
  };
  return {
    initial: (input) => collect(() => machine.getInitialSnapshot(scope, input as never)),
    resolve: (value, context) => machine.resolveState({ value, context } as never),
    next: (snapshot, event) => collect(() => machine.transition(snapshot, event, scope)),
  };
}
