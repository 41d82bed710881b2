import type { AddressInfo } from 'node:net';
import { createServer, type Server, type Socket } from 'node:net';

export interface MailServer {
  readonly url: string;
  /** Mails as they came over the wire. */
  readonly mails: readonly string[];
  /** What the next recipient is answered; 250 takes it. */
  answer: string;
  close(): Promise<void>;
}

/** As much of SMTP (RFC 5321) as it takes to take a mail. */
export async function openMailServer(): Promise<MailServer> {
  const mails: string[] = [];
  const sockets = new Set<Socket>();
  const state = { answer: '250 OK' };
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => {});
    socket.write('220 test ESMTP\r\n');
    let waiting = '';
    let isData = false;
    socket.on('data', (chunk) => {
      waiting += chunk.toString('latin1');
      for (;;) {
        const end = isData ? waiting.indexOf('\r\n.\r\n') : waiting.indexOf('\r\n');
        if (end < 0) return;
        const text = waiting.slice(0, end);
        waiting = waiting.slice(end + (isData ? 5 : 2));
        if (isData) {
          isData = false;
          mails.push(text);
          socket.write('250 Taken\r\n');
        } else if (/^EHLO|^HELO/i.test(text)) socket.write('250 test\r\n');
        else if (/^RCPT/i.test(text)) socket.write(`${state.answer}\r\n`);
        else if (/^DATA/i.test(text)) {
          isData = true;
          socket.write('354 Go on\r\n');
        } else if (/^QUIT/i.test(text)) socket.end('221 Bye\r\n');
        else socket.write('250 OK\r\n');
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${port}`,
    mails,
    get answer() {
      return state.answer;
    },
    set answer(text) {
      state.answer = text;
    },
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}
