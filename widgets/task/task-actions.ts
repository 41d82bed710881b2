import type { App } from '../shared/app-context.ts';
import { type Action, eventKey, type Instance } from '../shared/connection.ts';
import { asRefused, type Refused, refusedWords } from '../shared/refused.ts';
import type { ActionForm } from './action-form.ts';
import { actionTitle } from './actions.ts';
import { fieldsOf, payloadOf, type Reading } from './fields.ts';
import type { TaskSource } from './task-source.ts';
import { t } from './task-text.ts';

/** A form in the making; `key` names the act, so that sending it again is not acting again. */
type Draft = ActionForm & { readonly key: string; readonly goesOn: boolean };

export interface Sent {
  readonly answer: Instance;
  readonly action: Action;
  /** The reader asked for the next task after it. */
  readonly goesOn: boolean;
}

export interface TaskActionsOptions {
  readonly app: App;
  readonly source: TaskSource;
  reading(): Reading;
  onChange(): void;
  /** Asks the host; false when it vetoed the action. */
  mayAct(type: string): boolean;
  onSent(sent: Sent): void;
  /** What was refused, in words, when no form is open to say it. */
  onRefused(words: string): void;
}

export type TaskActions = ReturnType<typeof createTaskActions>;

/** Sends the actions of one instance: a form first where input is needed, version and idempotency key always. */
export function createTaskActions({
  app,
  source,
  reading,
  onChange,
  mayAct,
  onSent,
  onRefused,
}: TaskActionsOptions) {
  let draft: Draft | undefined;

  function close(): void {
    draft = undefined;
    onChange();
  }

  async function send(act: Draft, payload: Record<string, unknown>): Promise<void> {
    const { action, goesOn, key } = act;
    const version = source.instance?.version;
    if (version === undefined) return;
    if (!mayAct(action.type)) return close();
    try {
      const answer = await app.connection.send({
        instanceId: source.instanceId,
        version,
        key,
        event: { ...payload, type: action.type },
      });
      draft = undefined;
      onSent({ answer, action, goesOn });
    } catch (error) {
      await refused(asRefused(error), act);
    }
  }

  async function refused(error: Refused, { action, key }: Draft): Promise<void> {
    const isStale = error.code === 'version-conflict' || error.code === 'stale-facts';
    if (isStale || error.code === 'not-allowed-now') await source.load();
    const isStillAllowed =
      source.instance?.allowed.some((one) => one.type === action.type) === true;
    const words = isStale
      ? t('task.changed')
      : `${t('task.actionFailed', { action: actionTitle(action) })}. ${refusedWords(error)}`;
    if (draft === undefined || !isStillAllowed) {
      draft = undefined;
      return onRefused(words);
    }
    // What was typed stays; after a conflict the same words are a new decision, so a new event.
    draft = { ...draft, isSending: false, error: words, key: isStale ? eventKey() : key };
    onChange();
  }

  return {
    get form(): ActionForm | undefined {
      return draft;
    },
    close,

    /** An action without input is sent at once; otherwise its form opens. `goesOn`: the next task follows. */
    begin(action: Action, goesOn: boolean): void {
      const fields = fieldsOf(action.schema, reading());
      const act = { action, fields, goesOn, key: eventKey(), isSending: false, error: '' };
      if (fields.every((field) => field.kind === 'fixed')) {
        void send(act, payloadOf(fields, new FormData()));
        return;
      }
      draft = act;
      onChange();
    },

    submit(data: FormData): void {
      if (draft === undefined || draft.isSending) return;
      draft = { ...draft, isSending: true, error: '' };
      onChange();
      void send(draft, payloadOf(draft.fields, data));
    },
  };
}
