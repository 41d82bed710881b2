import type { Evidence } from '../record/shown-document.ts';
import type { App } from '../shared/app-context.ts';
import type {
  Chart,
  ChartDocument,
  HistoryEntry,
  Instance,
  Message,
  Task,
} from '../shared/connection.ts';
import { asRefused, type Refused } from '../shared/refused.ts';
import { storyCalls, type Why } from '../shared/story-calls.ts';
import type { Reading } from './fields.ts';
import { bodyOf, isAboutLetter, type Letter } from './letter-pane.ts';
import { causeOf, isAboutMessages, type Waiting } from './messages-pane.ts';

export type ReviewSource = ReturnType<typeof createReviewSource>;

/** All that is read to work on one instance. Each part comes when it comes; a part that fails does not stop the rest. */
export function createReviewSource(app: App, instanceId: string, onChange: () => void) {
  const { connection } = app;
  let instance: Instance | undefined;
  let chart: Chart | undefined;
  let why: Why | undefined;
  let evidence: Evidence | undefined;
  let history: readonly HistoryEntry[] | undefined;
  let waiting: Waiting;
  let letter: Letter;
  let isReplaying = false;
  let error: Refused | undefined;
  let chartError: Refused | undefined;
  let isClosed = false;
  let isSlow = false;
  /** Words about waiting come only after 200 ms; what is quicker needs none. */
  const slowTimer = window.setTimeout(() => {
    isSlow = true;
    onChange();
  }, 200);

  /** Loads one part and draws it, unless the reader has gone on to something else meanwhile. */
  async function part<Answer>(
    asked: Promise<Answer>,
    take: (answer: Answer) => void,
    fail: (refusal: Refused) => void = () => {},
  ): Promise<void> {
    try {
      const answer = await asked;
      if (!isClosed) take(answer);
    } catch (problem) {
      fail(asRefused(problem));
    }
    if (!isClosed) onChange();
  }

  const documentOf = (documentId: string): ChartDocument | undefined =>
    chart?.documents.find((one) => one.id === documentId);

  const refuseWaiting = (refusal: Refused): void => {
    waiting = { error: refusal };
  };

  function loadWaiting(cause: string): Promise<void> {
    const take = (answer: readonly Message[]): void => {
      waiting = answer;
    };
    return part(connection.messages(cause), take, refuseWaiting);
  }

  function loadLetter(): Promise<void> {
    return part(
      connection.letter(instanceId),
      (page) => {
        letter = { markup: bodyOf(page) };
      },
      (refusal) => {
        letter = { error: refusal };
      },
    );
  }

  return {
    instanceId,
    get instance() {
      return instance;
    },
    get chart() {
      return chart;
    },
    get why() {
      return why;
    },
    /** The place in a document that the instance is about; the same object as long as it is the same place. */
    get evidence(): Evidence | undefined {
      const next = instance && evidenceOf(instance);
      if (JSON.stringify(next) !== JSON.stringify(evidence)) evidence = next;
      return evidence;
    },
    get history() {
      return history;
    },
    get error() {
      return error;
    },
    get waiting() {
      return waiting;
    },
    get letter() {
      return letter;
    },
    get isReplaying() {
      return isReplaying;
    },
    get isSlow() {
      return isSlow;
    },

    /** Why the chart's documents cannot be shown, when they cannot. */
    get chartError() {
      return chartError;
    },
    /** What is on the desk, with the SHA-256 of the words that are seen: a signature is bound to it. */
    reading(documentId: string, shownHash: string | null): Reading {
      return { chart, shown: documentOf(documentId), shownHash };
    },

    async load(): Promise<void> {
      error = undefined;
      await part(
        connection.instance(instanceId),
        (answer) => {
          instance = answer;
        },
        (refusal) => {
          // What is shown stays, even when it cannot be read again just now.
          if (instance === undefined) error = refusal;
        },
      );
      if (instance === undefined || isClosed) return;
      const encounterId = instance.encounter?.id;
      await Promise.all([
        isAboutMessages(instance) ? loadWaiting(causeOf(instance)) : undefined,
        isAboutLetter(instance) && letter === undefined ? loadLetter() : undefined,
        part(storyCalls(connection).why(instanceId), (answer) => {
          why = answer;
        }),
        part(connection.history(instanceId), (answer) => {
          history = answer;
        }),
        encounterId === undefined
          ? undefined
          : part(
              connection.chart(encounterId),
              (answer) => {
                chart = answer;
                chartError = undefined;
              },
              (refusal) => {
                chartError = refusal;
              },
            ),
      ]);
    },

    /** Tries the messages of an intake exception again; what becomes of them comes as a change of the instance. */
    async replay(): Promise<void> {
      if (instance === undefined || isReplaying) return;
      isReplaying = true;
      onChange();
      await part(connection.replay(causeOf(instance)), () => {}, refuseWaiting);
      isReplaying = false;
      if (!isClosed) onChange();
    },

    /** A newer state, as an answered event gives it. */
    take(answer: Instance): void {
      instance = answer;
      onChange();
    },

    close(): void {
      isClosed = true;
      window.clearTimeout(slowTimer);
    },
  };
}

/** The task the panel is about: the one asked for, else the instance's first. */
export function taskOf(instance: Instance, taskId: string): Task | undefined {
  return instance.tasks.find((one) => one.id === taskId) ?? instance.tasks[0];
}

/** The document that the instance is about, if it is about one that exists. */
export function documentAbout({ context }: Instance, chart: Chart): ChartDocument | undefined {
  const finding = context.finding as { readonly documentId?: unknown } | undefined;
  const id = context.documentId ?? finding?.documentId;
  return chart.documents.find((one) => one.id === id);
}

/** The page or the words of a document that a finding names. */
function evidenceOf({ context }: Instance): Evidence | undefined {
  const { documentId, place } = (context.finding ?? {}) as {
    readonly documentId?: string | null;
    readonly place?: { readonly page?: number; readonly quote?: string };
  };
  if (!documentId || place === undefined) return undefined;
  return {
    documentId,
    ...(place.page === undefined ? {} : { page: place.page }),
    ...(place.quote === undefined ? {} : { quote: { exact: place.quote, prefix: '', suffix: '' } }),
  };
}

/** A task's id begins with its instance's. */
export function instanceOf(taskId: string): string {
  const end = taskId.lastIndexOf('/');
  return end < 0 ? taskId : taskId.slice(0, end);
}
