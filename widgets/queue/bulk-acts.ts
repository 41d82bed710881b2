import { actionsNow, arranged, isSignature } from '../review/actions.ts';
import { type Field, fieldsOf } from '../review/fields.ts';
import type { App } from '../shared/app-context.ts';
import type { Action, Instance, Task } from '../shared/connection.ts';

/** Of each kind of task one is asked what may be done; a list holds few kinds. */
const mostKinds = 6;

export interface BulkAct {
  readonly action: Action;
  readonly fields: readonly Field[];
}

/**
 * What may be done to several tasks with the same words. A signature is bound to the words of one document, and what
 * names a document is about one chart: these are done in the task itself.
 */
export async function actsFor(
  app: App,
  tasks: readonly Task[],
  people: readonly { readonly id: string; readonly name: string }[],
): Promise<{ readonly acts: readonly BulkAct[]; readonly kinds: number }> {
  const kinds = new Map(tasks.map((task) => [`${task.workflow} ${task.key}`, task]));
  const samples = [...kinds.values()].slice(0, mostKinds);
  const instances = await Promise.all(
    samples.map(({ instanceId }) => app.connection.instance(instanceId)),
  );
  const acts = new Map<string, BulkAct>();
  for (const action of instances.flatMap(inOrder)) {
    if (acts.has(action.type) || isSignature(action)) continue;
    const reading = { chart: undefined, shown: undefined, shownHash: null };
    const fields = fieldsOf(action, reading).map((field) => withPeople(field, people));
    if (fields.every(isShared)) acts.set(action.type, { action, fields });
  }
  return { acts: [...acts.values()], kinds: kinds.size };
}

/** As the task itself offers them. */
function inOrder(instance: Instance): readonly Action[] {
  const { primary, beside, more } = arranged(actionsNow(instance));
  return [...(primary ? [primary] : []), ...beside, ...more];
}

function withPeople(
  field: Field,
  people: readonly { readonly id: string; readonly name: string }[],
): Field {
  if (field.name !== 'practitionerId') return field;
  const choices = people.map(({ id, name }) => ({ value: id, label: name }));
  return { ...field, kind: 'choice', choices };
}

function isShared({ name, kind, isRequired }: Field): boolean {
  if (kind === 'unsupported' || kind === 'bound') return !isRequired;
  return name === 'practitionerId' || !/Ids?$/.test(name);
}
