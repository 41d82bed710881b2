import { connect } from 'node:net';
import { parseMessage } from '../interop/hl7v2/message.ts';
import { createFramer, frame } from './framer.ts';

export interface MllpAddress {
  readonly host: string;
  readonly port: number;
}

/** The receiver answered, and not with AA or CA. */
export class NotAccepted extends Error {
  readonly code: string;
  constructor(code: string) {
    super(`The receiver answered ${code}.`);
    this.code = code;
  }
}

const answerMs = 30_000;
const mostAnswerBytes = 1_000_000;

/**
 * Sends one message over a connection of its own and waits for its acknowledgment.
 * @throws NotAccepted for a code other than AA and CA; any other error where no answer came
 */
export function sendMllp(message: string, { host, port }: MllpAddress): Promise<void> {
  const { controlId } = parseMessage(message);
  return new Promise((resolve, reject) => {
    const framer = createFramer({ mostBytes: mostAnswerBytes });
    const socket = connect({ host, port });
    const end = (error: Error | null): void => {
      socket.destroy();
      if (error === null) resolve();
      else reject(error);
    };
    socket.setTimeout(answerMs, () => end(new Error('The receiver did not answer in time.')));
    socket.on('connect', () => socket.write(frame(message)));
    socket.on('error', end);
    socket.on('close', () => end(new Error('The receiver hung up without an answer.')));
    socket.on('data', (chunk) => {
      for (const one of framer.push(chunk)) {
        if (one.kind === 'too-large') return end(new Error('The answer was too long.'));
        try {
          const answer = parseMessage(one.bytes).segment('MSA');
          if (answer?.text(2) !== controlId) continue;
          const code = answer.text(1);
          return end(code === 'AA' || code === 'CA' ? null : new NotAccepted(code));
        } catch {
          return end(new Error('The answer was no HL7 message.'));
        }
      }
    });
  });
}
