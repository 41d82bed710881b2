import type { App } from '../shared/app-context.ts';
import { asRefused, type Refused } from '../shared/refused.ts';
import {
  type Annotation,
  type Chart,
  type ChartDocument,
  type DocumentVersion,
  type DocumentWords,
  type RedactionReason,
  recordCalls,
} from './record-calls.ts';

export type RecordSource = ReturnType<typeof createRecordSource>;

/** What is read of one chart. Each part comes when it comes; a part that fails does not stop the rest. */
export function createRecordSource(app: App, encounterId: string, onChange: () => void) {
  const calls = recordCalls(app);
  const words = new Map<string, Promise<DocumentWords>>();
  let chart: Chart | undefined;
  let annotations: readonly Annotation[] = [];
  let annotationsError: Refused | undefined;
  let reasons: readonly RedactionReason[] = [];
  let error: Refused | undefined;
  let isSlow = false;
  let isClosed = false;
  const slowTimer = window.setTimeout(() => {
    isSlow = true;
    onChange();
  }, 200);

  async function loadAnnotations(): Promise<void> {
    try {
      annotations = await calls.annotations(encounterId);
      annotationsError = undefined;
    } catch (problem) {
      annotationsError = asRefused(problem);
    }
    if (!isClosed) onChange();
  }

  return {
    encounterId,
    calls,
    get chart() {
      return chart;
    },
    get annotations() {
      return annotations;
    },
    get annotationsError() {
      return annotationsError;
    },
    get reasons() {
      return reasons;
    },
    get error() {
      return error;
    },
    get isSlow() {
      return isSlow;
    },
    loadAnnotations,

    /** From a host that has it already. */
    take(given: Chart): void {
      chart = given;
      error = undefined;
    },
    /** What is shown stays, even when it cannot be read again just now. */
    async load(): Promise<void> {
      try {
        chart = await calls.chart(encounterId);
        error = undefined;
      } catch (problem) {
        error = asRefused(problem);
      }
      if (!isClosed) onChange();
    },
    async loadReasons(): Promise<void> {
      if (reasons.length > 0) return;
      reasons = await calls.reasons();
      if (!isClosed) onChange();
    },

    /** The words of a document; those of a scan that waits are asked for again. */
    words(
      document: Pick<ChartDocument, 'id' | 'version'>,
      version?: number,
    ): Promise<DocumentWords> {
      const key = `${document.id}@${version ?? document.version}`;
      const known = words.get(key) ?? calls.words(document.id, version);
      words.set(key, known);
      const forget = (): void => void words.delete(key);
      known.then(({ state }) => state === 'waiting' && forget(), forget);
      return known;
    },
    versions: (documentId: string): Promise<DocumentVersion[]> => calls.versions(documentId),

    close(): void {
      isClosed = true;
      window.clearTimeout(slowTimer);
      words.clear();
    },
  };
}
