import type { User } from '../../engine/model/user.ts';
import { splitBatch } from '../interop/hl7v2/batch.ts';
import { batchAck } from '../interop/hl7v2/batch-ack.ts';
import type { Hl7v2Answer, Intake, ReceiveOptions } from './intake.ts';

export interface Hl7v2FileParts {
  readonly hl7v2: Intake['hl7v2'];
  readonly now: () => number;
  readonly newId: () => string;
}

/**
 * A file of HL7 v2: one message is answered by its own acknowledgment; several, or a batch in its headers, are taken
 * one after the other in their order and answered by a batch of acknowledgments. A file that breaks off on our side is
 * sent again whole: what was taken is answered as it was then.
 */
export function createReceiveHl7v2File({ hl7v2, now, newId }: Hl7v2FileParts) {
  return async (received: Uint8Array, user: User, options: ReceiveOptions): Promise<string> => {
    const file = splitBatch(received);
    const isOne = !file.isBatch && file.messages.length === 1;
    if (isOne) return (await hl7v2(received, user, options)).answer;
    const answers: Hl7v2Answer[] = [];
    for (const message of file.messages) answers.push(await hl7v2(message, user, options));
    const acknowledgments = answers.flatMap((one) => one.answers);
    return batchAck(file, acknowledgments, { now: now(), controlId: newId() });
  };
}
