import type { App } from '../shared/app-context.ts';
import { type Action, eventKey, type Instance } from '../shared/connection.ts';
import { asRefused, ownWords, type Refused, refusedWords } from '../shared/refused.ts';
import type { ActionForm } from './action-form.ts';
import { actionTitle } from './actions.ts';
import { forgetDraft, keepDraft, keptDraft, valuesOf } from './draft-store.ts';
import { fieldsOf, payloadOf, type Reading } from './fields.ts';
import type { ReviewSource } from './review-source.ts';
import { t } from './review-text.ts';

/** A form in the making; `key` names the act, so that sending it again is not acting again. */
type Draft = ActionForm & {
  readonly key: string;
  readonly goesOn: boolean;
  /** What is to be sent when the line is back; null while nothing waits. */
  readonly waiting: Record<string, unknown> | null;
};

export interface Sent {
  readonly answer: Instance;
  readonly action: Action;
  /** The reader asked for the next task after it. */
  readonly goesOn: boolean;
}

export interface TaskActionsOptions {
  readonly app: App;
  readonly source: ReviewSource;
  reading(): Reading;
  onChange(): void;
  /** Asks the host; false when it vetoed the action. */
  mayAct(type: string): boolean;
  onSent(sent: Sent): void;
  /** What was refused, in words, when no form is open to say it. */
  onRefused(words: string): void;
}

const keepAfterMs = 300;

export type ReviewActions = ReturnType<typeof createReviewActions>;

/** Sends the actions of one instance: a form first where input is needed, version and idempotency key always. */
export function createReviewActions({
  app,
  source,
  reading,
  onChange,
  mayAct,
  onSent,
  onRefused,
}: TaskActionsOptions) {
  let draft: Draft | undefined;
  let userId = '';
  let keepTimer = 0;

  function close(): void {
    forget();
    onChange();
  }

  function forget(): void {
    window.clearTimeout(keepTimer);
    draft = undefined;
    forgetDraft(source.instanceId);
  }

  function open(action: Action, more: Pick<Draft, 'goesOn' | 'key' | 'values'>): Draft {
    const fields = fieldsOf(action, reading());
    return {
      action,
      fields,
      ...more,
      isSending: false,
      error: '',
      ownWords: undefined,
      meanwhile: [],
      waiting: null,
    };
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
      forget();
      onSent({ answer, action, goesOn });
    } catch (error) {
      await refused(asRefused(error), act, payload, version);
    }
  }

  async function refused(
    error: Refused,
    { action, key }: Draft,
    payload: Record<string, unknown>,
    version: number,
  ): Promise<void> {
    const isStale = error.code === 'version-conflict' || error.code === 'stale-facts';
    if (isStale || error.code === 'not-allowed-now') await source.load();
    const isGone = error.code === 'offline' || error.status >= 502;
    const isStillAllowed =
      source.instance?.allowed.some((one) => one.type === action.type) === true;
    const words = isStale
      ? t('task.changed')
      : `${t('task.actionFailed', { action: actionTitle(action) })}. ${refusedWords(error)}`;
    if (draft === undefined || !isStillAllowed) {
      forget();
      return onRefused(words);
    }
    // What was typed stays; after a conflict the same words are a new decision, so a new event.
    draft = {
      ...draft,
      isSending: false,
      ownWords: ownWords(error.problem),
      error: isGone ? `${words} ${t('form.waits')}` : words,
      key: isStale ? eventKey() : key,
      meanwhile: isStale ? (source.history ?? []).filter(({ seq }) => seq > version) : [],
      waiting: isGone ? payload : null,
    };
    onChange();
  }

  return {
    get form(): ActionForm | undefined {
      return draft;
    },
    close,

    /** An action without input is sent at once; otherwise its form opens. `goesOn`: the next task follows. */
    begin(action: Action, goesOn: boolean): void {
      const act = open(action, { goesOn, key: eventKey(), values: {} });
      if (act.fields.every((field) => field.kind === 'fixed')) {
        void send(act, payloadOf(act.fields, new FormData()));
        return;
      }
      draft = act;
      onChange();
    },

    /** Opens again what was typed before the page was loaded anew, if it may still be sent. */
    async takeUp(allowed: readonly Action[]): Promise<void> {
      userId = (await app.connection.me()).id;
      const kept = keptDraft(source.instanceId, userId);
      const action = allowed.find(({ type }) => type === kept?.type);
      if (kept === undefined || draft !== undefined) return;
      if (action === undefined) return forgetDraft(source.instanceId);
      draft = open(action, { goesOn: false, key: kept.key, values: kept.values });
      onChange();
    },

    /** Keeps what was typed so far; a moment after the last key is soon enough. */
    typed(data: FormData): void {
      const { action, key } = draft ?? {};
      if (action === undefined || key === undefined) return;
      const kept = { userId, type: action.type, values: valuesOf(data), key, savedAt: Date.now() };
      window.clearTimeout(keepTimer);
      keepTimer = window.setTimeout(() => keepDraft(source.instanceId, kept), keepAfterMs);
    },

    /** The line is back: what waits for it goes out, as the same act. */
    lineIsBack(): void {
      if (draft === undefined || draft.waiting === null || draft.isSending) return;
      const { waiting } = draft;
      draft = { ...draft, isSending: true, waiting: null };
      void send(draft, waiting);
    },

    submit(data: FormData): void {
      if (draft === undefined || draft.isSending) return;
      draft = { ...draft, isSending: true, error: '', ownWords: undefined, waiting: null };
      onChange();
      void send(draft, payloadOf(draft.fields, data));
    },
  };
}
