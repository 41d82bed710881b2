import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createMailSender } from '../server/letters/send-mail.ts';
import { sendMessage } from '../server/letters/send-message.ts';
import { silentLog } from '../server/log.ts';
import { serveMllp } from '../server/mllp/serve-mllp.ts';
import { wire } from '../server/wire.ts';
import {
  addPractitioner,
  addStay,
  completeStay,
  facility,
  goTo,
  instancesOf,
  manager,
  office,
  type Stay,
  startLetters,
} from './delinquency.ts';
import { type Department, openDepartment } from './department.ts';
import { type MailServer, openMailServer } from './mail-server.ts';

const stay: Stay = { id: 'e1', attending: 'marsh', dischargedAt: '2026-10-01T10:00:00-04:00' };
const day15 = '2026-10-16T04:00:00Z';
const open: { close(): unknown }[] = [];
let department: Department;
let mailServer: MailServer;

beforeEach(async () => {
  mailServer = await openMailServer();
  open.push(mailServer);
});
afterEach(async () => {
  await department.close();
  for (const one of open.splice(0).reverse()) await one.close();
});

async function begin(kind: 'memory' | 'SQLite', isMailConfigured = true): Promise<void> {
  const mail = isMailConfigured
    ? createMailSender({ url: mailServer.url, from: 'him@north.test' })
    : null;
  department = await openDepartment(kind, { letterChannels: { mail, hl7: sendMessage } });
  department.clock.now = Date.parse('2026-10-01T15:00:00Z');
  await addPractitioner(department, 'marsh', 'Marsh');
  await addStay(department, stay);
}

async function deliverBy(row: Record<string, unknown>): Promise<void> {
  await department.server.services.siteTables.save('letter-delivery', [{ facility, ...row }]);
}

async function contacts(...rows: readonly { practitionerId: string; mail: string }[]) {
  await department.server.services.siteTables.save('practitioner-contacts', rows);
}

async function letter() {
  const [one] = await instancesOf(department, 'letter');
  if (one === undefined) throw new Error('no letter');
  return one;
}

const byMail = { channel: 'mail', portal: 'https://portal.north.test/letters' };

describe.each(['memory', 'SQLite'] as const)('by mail over %s', (kind) => {
  test('it says how many and where, and nothing about a patient', async () => {
    await begin(kind);
    await deliverBy(byMail);
    await contacts({ practitionerId: 'marsh', mail: 'marsh@north.test' });
    await startLetters(department);
    await goTo(department, day15);
    expect(mailServer.mails).toHaveLength(1);
    const [mail = ''] = mailServer.mails;
    expect(mail).toContain('To: marsh@north.test');
    expect(mail).toContain('From: him@north.test');
    expect(mail).toContain('2 medical records');
    expect(mail).toContain('https://portal.north.test/letters');
    expect(mail).not.toMatch(/MRN|Quill|Nora|Discharge summary|e1\b/);
    const sent = await letter();
    expect(sent).toMatchObject({ state: 'sent', isOpen: false });
    expect(mail).toContain(String(sent.context.sentBy));
    // Performed again, as after a kill between the mail and the commit of its answer, it is not sent again.
    const handle = new Map(department.server.services.letters.handlers).get('letter.deliver');
    for (const effect of await department.store.effects(sent.id)) await handle?.(effect);
    expect(mailServer.mails).toHaveLength(1);
  });

  test('an address the mail server refuses fails the letter with the reason and three ways out', async () => {
    await begin(kind);
    await deliverBy(byMail);
    await contacts({ practitionerId: 'marsh', mail: 'gone@north.test' });
    await startLetters(department);
    mailServer.answer = '550 No such user gone@north.test';
    await goTo(department, day15);
    const failed = await letter();
    expect(failed).toMatchObject({
      state: 'failed',
      context: { failure: 'The mail server refused the mail (550).' },
    });
    expect(
      (await department.tasks('letters', manager)).map(({ title, priority }) => [
        title.text,
        priority,
      ]),
    ).toEqual([['First letter: not delivered. The mail server refused the mail (550).', 1]]);
    const { body } = await department.call(manager, `/api/instances/${failed.id}`);
    expect((body.allowed as unknown as { type: string }[]).map(({ type }) => type)).toEqual([
      'letter.retry',
      'letter.print-instead',
      'letter.withdraw',
    ]);
    mailServer.answer = '250 OK';
    await department.send(office, failed.id, { type: 'letter.retry' });
    await department.drain();
    expect((await letter()).state).toBe('sent');
  });

  test('a mail server that is away for a while is tried again, not failed', async () => {
    await begin(kind);
    await deliverBy(byMail);
    await contacts({ practitionerId: 'marsh', mail: 'marsh@north.test' });
    await startLetters(department);
    mailServer.answer = '451 Try again later';
    await goTo(department, day15);
    expect((await letter()).state).toEqual({ toSend: 'delivering' });
    expect(department.errors.splice(0)).toHaveLength(1);
    const withdraw = { type: 'letter.withdraw', reason: 'Not needed' };
    expect((await department.send(office, (await letter()).id, withdraw)).status).toBe(409);
    mailServer.answer = '250 OK';
    await goTo(department, '2026-10-16T05:00:00Z');
    expect((await letter()).state).toBe('sent');
  });

  test('without an address, or without a mail server, nothing leaves and the letter can be printed', async () => {
    await begin(kind, false);
    await deliverBy(byMail);
    await startLetters(department);
    await goTo(department, day15);
    const failed = await letter();
    expect(String(failed.context.failure)).toContain('CHARTKEEPER_SMTP_URL');
    const print = { type: 'letter.print-instead', reason: 'No mail here' };
    expect((await department.send(office, failed.id, print)).body.state).toEqual({
      toSend: 'print',
    });
    const made = await department.call(manager, '/api/letters/batches', { facility });
    expect(made.status).toBe(201);
    expect(mailServer.mails).toEqual([]);
  });

  test('what was cured before it could be delivered is not sent', async () => {
    await begin(kind);
    await deliverBy(byMail);
    await contacts({ practitionerId: 'marsh', mail: 'marsh@north.test' });
    await startLetters(department);
    mailServer.answer = '451 Try again later';
    await goTo(department, day15);
    department.errors.splice(0);
    await completeStay(department, stay);
    mailServer.answer = '250 OK';
    await goTo(department, '2026-10-16T05:00:00Z');
    expect([(await letter()).state, mailServer.mails]).toEqual(['settled', []]);
  });

  test('a row with a secret, or without what its channel needs, is refused', async () => {
    await begin(kind);
    await expect(deliverBy({ channel: 'mail' })).rejects.toMatchObject({ code: 'invalid-input' });
    await expect(deliverBy({ channel: 'fax' })).rejects.toMatchObject({ code: 'invalid-input' });
    await expect(contacts({ practitionerId: 'marsh', mail: 'no address' })).rejects.toMatchObject({
      code: 'invalid-input',
    });
  });
});

describe('by HL7', () => {
  async function secondDepartment() {
    const folder = mkdtempSync(join(tmpdir(), 'chartkeeper-second-'));
    const server = await wire({
      db: join(folder, 'second.db'),
      clockStart: Date.parse('2026-10-16T04:00:00Z'),
      allowedOrigins: [],
      issuers: [],
      defaultFacility: 'main',
      demoUsers: null,
      log: silentLog,
    });
    const listening = await serveMllp(server.services, {
      port: 0,
      host: '127.0.0.1',
      facilities: '*',
      metrics: server.metrics.mllp,
      log: silentLog,
    });
    open.push({
      close: async () => {
        await listening.close(1000);
        await server.close();
        rmSync(folder, { recursive: true, force: true });
      },
    });
    return { server, port: listening.port };
  }

  const to = {
    channel: 'hl7',
    host: '127.0.0.1',
    application: 'INBOX',
    receivingFacility: 'OFFICE',
  };

  test('the other side takes it, keeps the page, and knows it again under its control id', async () => {
    const { server, port } = await secondDepartment();
    await begin('SQLite');
    await deliverBy({ ...to, port });
    await startLetters(department);
    await goTo(department, day15);
    const sent = await letter();
    expect(sent.state).toBe('sent');
    const messages = await server.store.messages({ limit: 10 });
    expect(messages.map(({ what, outcome }) => [what, outcome])).toEqual([['MDM T02', 'taken']]);
    expect(sent.context.sentBy).toBe(`INBOX ${messages[0]?.controlId}`);
    const [document] = await server.store.resources({ type: 'DocumentReference' });
    const text = JSON.stringify(document?.body);
    expect(text).toContain(sent.id);
    expect(text).toContain('text/html');
  });

  test('a receiver that refuses it fails the letter; one that is away is tried again', async () => {
    await begin('memory');
    const refusing = createServer((socket) => {
      socket.on('error', () => {});
      socket.on('data', (chunk) => {
        const id = chunk.toString('latin1').split('|')[9];
        socket.write(`\x0bMSH|^~\\&|A|B|C|D|20261016||ACK|1|P|2.5.1\rMSA|AR|${id}\x1c\r`);
      });
    });
    await new Promise<void>((resolve) => refusing.listen(0, '127.0.0.1', resolve));
    open.push({ close: () => new Promise((resolve) => refusing.close(() => resolve(null))) });
    const { port } = refusing.address() as AddressInfo;
    await deliverBy({ ...to, port });
    await startLetters(department);
    await goTo(department, day15);
    expect(await letter()).toMatchObject({
      state: 'failed',
      context: { failure: expect.stringContaining('(AR)') },
    });
    await deliverBy({ ...to, port: 1 });
    await department.send(office, (await letter()).id, { type: 'letter.retry' });
    await department.drain();
    expect((await letter()).state).toEqual({ toSend: 'delivering' });
    expect(department.errors.splice(0)).toHaveLength(1);
    await deliverBy({ channel: 'print' });
    await goTo(department, '2026-10-16T06:00:00Z');
    expect((await letter()).state).toBe('failed');
  });
});
