import type { Transporter } from 'nodemailer';
import { Terminal } from '../effects.ts';
import type { SendMail } from './deliver-letter.ts';

export interface MailConfig {
  /** `smtp://user:password@host:587` or `smtps://…`. */
  readonly url: string;
  readonly from: string;
}

/** Sends through the site's own mail server. What it says of an address stays out of our messages. */
export function createMailSender({ url, from }: MailConfig): SendMail {
  let transport: Transporter | undefined;
  // Loaded with the first mail: most servers send none.
  const opened = async (): Promise<Transporter> => {
    const { createTransport } = await import('nodemailer');
    transport ??= createTransport(url, { from, disableFileAccess: true, disableUrlAccess: true });
    return transport;
  };
  return async (mail) => {
    try {
      await (await opened()).sendMail(mail);
    } catch (error) {
      const { responseCode, code } = error as { responseCode?: number; code?: string };
      if (responseCode !== undefined && responseCode >= 500)
        throw new Terminal(`The mail server refused the mail (${responseCode}).`);
      throw new Error(`The mail server did not take the mail (${code ?? 'no answer'}).`);
    }
  };
}
