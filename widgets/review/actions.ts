import type { Action, Instance } from '../shared/connection.ts';
import { maybeText } from './review-text.ts';

/** The verbs that finish a task, best first: their action is the primary button and Ctrl+Enter. */
const finishing = [
  'finish',
  'complete',
  'sign',
  'countersign',
  'clear',
  'answer',
  'finalise',
  'fulfil',
  'verify',
  'assign',
  'resolve',
  'accept',
  'confirm',
];

/** The verbs that have a key of their own: those that mean the same everywhere. */
const acts: Readonly<Record<string, KeyedAct>> = { hold: 'hold', resume: 'hold', return: 'return' };

export type KeyedAct = 'hold' | 'return';

export interface ArrangedActions {
  readonly primary: Action | undefined;
  /** Shown as buttons beside it. */
  readonly beside: readonly Action[];
  /** Behind "More actions". */
  readonly more: readonly Action[];
}

/** What may be done now. Where no document is the matter there is nothing to sign, whatever the state allows. */
export function actionsNow({ allowed, context }: Instance): readonly Action[] {
  const finding = context.finding as { readonly documentId?: unknown } | undefined;
  return finding?.documentId === null ? allowed.filter((one) => !isSignature(one)) : allowed;
}

/** Puts what may be done now in reading order: one primary, two beside it, the rest in a menu. */
export function arranged(allowed: readonly Action[], taskKey?: string): ArrangedActions {
  const ending = allowed.filter(({ endsTasks }) => endsTasks.includes(taskKey ?? ''));
  // What ends the task at hand comes first; without one, the verb that finishes something.
  const primary = bestOf(ending) ?? bestOf(allowed) ?? ending[0] ?? allowed[0];
  const others = allowed.filter((action) => action !== primary);
  const withKey = others.filter((action) => keyedAct(action) !== undefined);
  const without = others.filter((action) => keyedAct(action) === undefined);
  const ordered = [...withKey, ...without];
  return { primary, beside: ordered.slice(0, 2), more: ordered.slice(2) };
}

function bestOf(actions: readonly Action[]): Action | undefined {
  const ranks = actions.map((action) => finishing.indexOf(verbOf(action)));
  const best = Math.min(...ranks.filter((rank) => rank >= 0));
  return actions[ranks.indexOf(best)];
}

/** "uphold decline" as a button says it: "Uphold decline". */
export function actionTitle(action: Action): string {
  const title = maybeText(`action.${action.type}`) ?? action.title;
  return title.charAt(0).toUpperCase() + title.slice(1);
}

/** Under which act its key is kept, if it has one. */
export function keyedAct(action: Action): KeyedAct | undefined {
  return acts[verbOf(action)];
}

/** True for an action that binds a person to the words of a document. */
export function isSignature(action: Action): boolean {
  return 'contentHash' in ((action.schema.properties ?? {}) as object);
}

/** The allowed action that an act with a key stands for. */
export function actionFor(allowed: readonly Action[], act: KeyedAct): Action | undefined {
  return allowed.find((one) => keyedAct(one) === act);
}

function verbOf(action: Action): string {
  return action.type.split('.').at(-1) ?? action.type;
}
