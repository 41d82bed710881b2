import { type AckOptions, ackFor, ackForUnreadable } from './ack.ts';
import { decode } from './charset.ts';
import { type Message, parseMessage } from './message.ts';

/** What became of a message, as HL7 table 0008 says it for the application. */
export interface Outcome extends Pick<AckOptions, 'text' | 'error'> {
  readonly code: 'AA' | 'AE' | 'AR';
  /** True when it could not even be kept (the store is out): the sender is to send it again. */
  readonly isNotKept?: boolean;
}

export interface AnswerOptions {
  readonly now: number;
  /** A control id for each acknowledgment. */
  newId(): string;
}

export interface Acknowledgements {
  readonly mode: 'original' | 'enhanced';
  /** CA, CE or CR: the message is kept, or is not. */
  readonly accept: string | null;
  /** AA, AE or AR: what the application made of it. */
  readonly application: string | null;
  /** What goes back on the same connection, in this order; empty when the sender wants nothing. */
  readonly answers: readonly string[];
}

/**
 * The acknowledgments of a message (v2.5.1 chapter 2.9). A message with neither MSH-15 nor MSH-16 is in original mode
 * and has one, of the application. Otherwise MSH-15 asks for the one on arrival and MSH-16 for that of the application
 * (table 0155), an empty one of the two meaning never. A message is kept and worked out in one transaction, so both are
 * known at once: they are written one after the other on the same connection, acceptance first.
 *
 * What is in error (AE) was kept, and so is accepted (CA). What is rejected (AR) is none of ours by its header, and so is
 * rejected on arrival (CR); what could not be kept is CE. Neither is followed by the application's word, for the
 * exchange ends there (chapter 2.9.3.2), unless the sender never asked for acceptance.
 */
export function acknowledgements(
  message: Message,
  outcome: Outcome,
  options: AnswerOptions,
): Acknowledgements {
  const compose = (code: AckOptions['code'], isEnhanced: boolean): string =>
    ackFor(message, { ...partsOf(outcome, options), code, isEnhanced });
  return decide(conditionsOf(message), outcome, compose);
}

/** The same for bytes that are no message, as far as their header can be read. */
export function acknowledgementsForUnreadable(
  received: string | Uint8Array,
  outcome: Outcome,
  options: AnswerOptions,
): Acknowledgements {
  const compose = (code: AckOptions['code'], isEnhanced: boolean): string =>
    ackForUnreadable(received, { ...partsOf(outcome, options), code, isEnhanced });
  return decide(headerConditions(received), outcome, compose);
}

function partsOf(
  { text, error }: Outcome,
  { now, newId }: AnswerOptions,
): Omit<AckOptions, 'code'> {
  return {
    now,
    controlId: newId(),
    ...(text === undefined ? {} : { text }),
    ...(error === undefined ? {} : { error }),
  };
}

/** MSH-15 and MSH-16. */
type Conditions = readonly [accept: string, application: string];

function conditionsOf({ header }: Message): Conditions {
  return [header.text(15).toUpperCase(), header.text(16).toUpperCase()];
}

function headerConditions(received: string | Uint8Array): Conditions {
  const text = typeof received === 'string' ? received : decode(received);
  const start = text.indexOf('MSH');
  try {
    return conditionsOf(
      parseMessage(start < 0 ? '' : (text.slice(start).split(/[\r\n]/, 1)[0] ?? '')),
    );
  } catch {
    return ['', ''];
  }
}

function decide(
  [onArrival, ofApplication]: Conditions,
  outcome: Outcome,
  compose: (code: AckOptions['code'], isEnhanced: boolean) => string,
): Acknowledgements {
  if (onArrival === '' && ofApplication === '') {
    const application = compose(outcome.code, false);
    return { mode: 'original', accept: null, application, answers: [application] };
  }
  const code = outcome.isNotKept ? 'CE' : outcome.code === 'AR' ? 'CR' : 'CA';
  const accept = isWanted(onArrival, code === 'CA') ? compose(code, true) : null;
  const isOver = accept !== null && code !== 'CA';
  const application =
    !isOver && isWanted(ofApplication, outcome.code === 'AA') ? compose(outcome.code, true) : null;
  const answers = [accept, application].filter((one) => one !== null);
  return { mode: 'enhanced', accept, application, answers };
}

/** HL7 table 0155. A condition that the table does not have counts as always: silence would hide the mistake. */
function isWanted(condition: string, isSuccess: boolean): boolean {
  switch (condition) {
    case '':
    case 'NE':
      return false;
    case 'ER':
      return !isSuccess;
    case 'SU':
      return isSuccess;
    default:
      return true;
  }
}
