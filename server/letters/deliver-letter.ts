import type { Engine } from '../../engine/engine.ts';
import type { Instance, WorkflowEvent } from '../../engine/workflow.ts';
import type { LetterContext } from '../../engine/workflows/letter/machine.ts';
import { type EffectHandler, Terminal } from '../effects.ts';
import type { SiteTables } from '../site-tables.ts';
import { deliveryFor, type LetterDeliveryRow } from './delivery-tables.ts';
import { shortDigest } from './ids.ts';
import { toLetterMessage } from './letter-message.ts';
import { type LetterPageParts, letterPage } from './letter-page.ts';
import { isAnythingOpen } from './settle-letters.ts';

export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  /** The same for every try, so that a mail that was taken just before a crash is known when it comes again. */
  readonly messageId: string;
}

/** Hands a mail to the site's mail server. @throws Terminal where trying again would not help */
export type SendMail = (mail: Mail) => Promise<void>;

/** Hands an HL7 message to a receiver and waits for AA or CA. @throws Terminal where it was refused */
export type SendHl7 = (
  message: string,
  to: { readonly host: string; readonly port: number },
) => Promise<void>;

/** The ways out of this machine; null where there is none. */
export interface LetterChannels {
  readonly mail: SendMail | null;
  readonly hl7: SendHl7 | null;
}

export interface DeliveryParts extends LetterPageParts {
  readonly engine: Engine;
  readonly siteTables: SiteTables;
  readonly channels: LetterChannels;
}

/** Delivers one letter. A lasting failure is an answer: the letter becomes a task with the reason. */
export function deliverLetter(parts: DeliveryParts): EffectHandler {
  const { engine, siteTables } = parts;
  const deliver = async (letter: Instance): Promise<string> => {
    const { rows } = await siteTables.read('letter-delivery');
    const row = deliveryFor(letter.facility, rows);
    const { channel } = letter.context as unknown as LetterContext;
    if (row.channel !== channel)
      throw new Terminal(
        `The table letter-delivery says ${row.channel} for this facility and the letter ${channel}. Print it, or mend the row and retry.`,
      );
    switch (row.channel) {
      case 'mail':
        return byMail(letter, row, parts);
      case 'hl7':
        return byHl7(letter, row, parts);
      case 'print':
        throw new Terminal('A printed letter is delivered by hand. Print it.');
    }
  };
  return async ({ instanceId }): Promise<WorkflowEvent | null> => {
    const letter = await engine.store.load(instanceId);
    if (letter === undefined || !isDelivering(letter)) return null;
    if (!(await isAnythingOpen(engine, letter))) return { type: 'letter.settle' };
    try {
      return { type: 'letter.delivered', reference: await deliver(letter) };
    } catch (error) {
      if (error instanceof Terminal) return { type: 'letter.fail', reason: error.message };
      throw error;
    }
  };
}

function isDelivering({ state }: Instance): boolean {
  return typeof state === 'object' && 'toSend' in state && state.toSend === 'delivering';
}

/** How many, which step, and where to read it: nothing about any patient. */
async function byMail(
  letter: Instance,
  { portal }: Extract<LetterDeliveryRow, { channel: 'mail' }>,
  { siteTables, policies, channels }: DeliveryParts,
): Promise<string> {
  if (channels.mail === null)
    throw new Terminal(
      'No mail server is configured. Set CHARTKEEPER_SMTP_URL and CHARTKEEPER_MAIL_FROM and retry, or print the letter.',
    );
  const { rows } = await siteTables.read('practitioner-contacts');
  const contact = rows.find(({ practitionerId }) => practitionerId === letter.practitionerId);
  if (contact === undefined)
    throw new Terminal(
      'The table practitioner-contacts has no mail address of this practitioner. Add it and retry, or print the letter.',
    );
  const { items, levelName } = letter.context as unknown as LetterContext;
  const { name } = await policies.policyOf(letter.facility);
  const messageId = `<${await shortDigest(letter.id)}@chartkeeper>`;
  await channels.mail({
    to: contact.mail,
    subject: `Incomplete medical records: ${levelName}`,
    text: [
      `${items.length === 1 ? '1 medical record needs' : `${items.length} medical records need`} your attention at ${name || letter.facility} (${levelName}).`,
      '',
      'Sign in to read the letter and to complete them:',
      portal,
    ].join('\n'),
    messageId,
  });
  return messageId;
}

async function byHl7(
  letter: Instance,
  row: Extract<LetterDeliveryRow, { channel: 'hl7' }>,
  parts: DeliveryParts,
): Promise<string> {
  const { channels, names, engine } = parts;
  if (channels.hl7 === null)
    throw new Terminal('This server sends no HL7 messages. Print the letter.');
  const zone = String(letter.context.zone);
  const joined = await names.join([letter], zone);
  const controlId = (await shortDigest(letter.id)).slice(0, 20);
  const message = toLetterMessage({
    controlId,
    letter,
    practitioner: joined.practitioner(letter.practitionerId)?.name ?? '',
    page: await letterPage([letter], parts),
    application: row.application,
    receivingFacility: row.receivingFacility,
    now: engine.store.now(),
  });
  await channels.hl7(message, { host: row.host, port: row.port });
  return `${row.application} ${controlId}`;
}
