import { Refusal } from '../../engine/errors.ts';
import type { Store } from '../../engine/store.ts';
import { checkedContent } from '../document-content.ts';
import { refusalOfDropped } from '../retention/dropped-content.ts';
import type { Intake } from './intake.ts';
import { ndjsonWhat } from './receive-ndjson.ts';

type ReplayParts = Pick<Intake, 'hl7v2' | 'bundle' | 'ndjson' | 'document'> & {
  readonly store: Store;
};

/** Messages as they were received go through the same door once more, under the id they were kept by. */
export function createReplay({
  store,
  hl7v2,
  bundle,
  ndjson,
  document,
}: ReplayParts): Intake['replay'] {
  return async (messageId, user, { from, patient }) => {
    const row = await store.message(messageId);
    if (row === undefined) throw new Refusal('not-found', `There is no message ${messageId}.`);
    if (row.outcome === 'taken') {
      throw new Refusal(
        'not-allowed-now',
        `Message ${messageId} was taken already. Only what was refused can be tried again.`,
      );
    }
    const dropped = refusalOfDropped(row);
    if (dropped !== null) throw dropped;
    const bytes = await checkedContent(store, row.contentHash);
    if (bytes === undefined) {
      throw new Refusal(
        'gone',
        `What message ${messageId} said is not kept any more. Ask its sender to send it again.`,
      );
    }
    const options = { from, replayOf: messageId };
    if (row.kind === 'hl7v2') return hl7v2(bytes, user, options);
    if (row.kind === 'document') {
      const facility = row.facility === null ? {} : { facility: row.facility };
      const told = patient === undefined ? {} : { patient };
      return document(bytes, user, { ...options, contentType: '', ...facility, ...told });
    }
    if (row.what === ndjsonWhat) {
      const number = Number(/^Line (\d+)/.exec(row.reason ?? '')?.[1] ?? 1);
      const isWhole = !row.cause?.includes('too-large');
      const line = { number, bytes, isWhole, end: bytes.length };
      return ndjson.line(line, user, { ...options, jobId: row.controlId });
    }
    const body = new TextDecoder().decode(bytes);
    const { controlId } = row;
    const named = controlId === null ? options : { ...options, idempotencyKey: controlId };
    return bundle(JSON.parse(body), body, user, named);
  };
}
