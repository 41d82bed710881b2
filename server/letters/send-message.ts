import { Terminal } from '../effects.ts';
import { NotAccepted, sendMllp } from '../mllp/send.ts';
import type { SendHl7 } from './deliver-letter.ts';

/** Sends over MLLP. A receiver that read the message and refused it would refuse it again. */
export const sendMessage: SendHl7 = async (message, to) => {
  try {
    await sendMllp(message, to);
  } catch (error) {
    if (error instanceof NotAccepted)
      throw new Terminal(
        `The receiver refused the message (${error.code}). Mend it there and retry, or print the letter.`,
      );
    throw error;
  }
};
