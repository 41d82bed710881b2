import type { Instance } from '../../engine/workflow.ts';
import { encodeText } from '../interop/base64.ts';
import { escapeText, standardDelimiters } from '../interop/hl7v2/escape.ts';
import { stamp } from '../interop/hl7v2/timestamp.ts';

export interface LetterMessage {
  /** MSH-10: the same for every try, so that a receiver knows a repeated one. */
  readonly controlId: string;
  readonly letter: Instance;
  readonly practitioner: string;
  readonly page: string;
  readonly application: string;
  readonly receivingFacility: string;
  readonly now: number;
}

/**
 * The letter as MDM^T02 of HL7 v2.5.1. It is about no single patient, so PID names the letter's own number; the one it
 * is for stands in TXA-9 and TXA-23 (distributed copies).
 */
export function toLetterMessage(message: LetterMessage): string {
  const { controlId, letter, practitioner, page, application, receivingFacility, now } = message;
  const text = (value: string): string => escapeText(value, standardDelimiters);
  const { facility, practitionerId, context } = letter;
  const at = stamp(now);
  const who = `${text(practitionerId ?? '')}^${text(practitioner)}`;
  const title = text(String(context.subject));
  return [
    `MSH|^~\\&|CHARTKEEPER|${text(facility)}|${text(application)}|${text(receivingFacility)}|${at}||MDM^T02^MDM_T02|${controlId}|P|2.5.1`,
    `EVN|T02|${at}`,
    `PID|1||${controlId}^^^CHARTKEEPER^MR||Letter^Delinquency`,
    'PV1|1|N',
    `TXA|1|LT^${title}^L|ED|${at}|${who}||||${who}|||${text(letter.id)}^CHARTKEEPER|||||AU||AV||||${who}`,
    `OBX|1|ED|LT^${title}^L||^TEXT^HTML^Base64^${encodeText(page)}||||||F`,
  ].join('\r');
}
