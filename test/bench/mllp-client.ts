import { connect } from 'node:net';
import { createFramer, frame } from '../../server/mllp/framer.ts';

/** One MLLP connection as an interface engine keeps it: the next message goes out when the last is acknowledged. */
export interface MllpClient {
  /** The acknowledgment. Fails when the connection ends before it came. */
  send(message: string): Promise<string>;
  close(): void;
}

/** Opens a connection to loopback. */
export function openMllp(port: number): Promise<MllpClient> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    const framer = createFramer({ mostBytes: 1_000_000 });
    let waiting: { resolve: (answer: string) => void; reject: (error: Error) => void } | null =
      null;
    socket.on('data', (chunk) => {
      for (const one of framer.push(chunk)) {
        if (one.kind !== 'message') continue;
        const { resolve: answered } = waiting ?? {};
        waiting = null;
        answered?.(new TextDecoder().decode(one.bytes));
      }
    });
    socket.on('error', reject);
    socket.on('close', () => waiting?.reject(new Error('The connection ended.')));
    socket.on('connect', () =>
      resolve({
        send: (message) =>
          new Promise((answered, failed) => {
            if (socket.destroyed) return failed(new Error('The connection ended.'));
            waiting = { resolve: answered, reject: failed };
            socket.write(frame(message));
          }),
        close: () => socket.destroy(),
      }),
    );
  });
}
