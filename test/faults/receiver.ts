import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Delivery {
  readonly key: string;
  readonly instanceId: string;
  readonly type: string;
  readonly times: number;
}

/** A site's receiver of effects that honours their keys: the same key again is the same effect. */
export interface Receiver {
  readonly url: string;
  readonly deliveries: ReadonlyMap<string, Delivery>;
  close(): Promise<void>;
}

/**
 * Takes effects on loopback. Of the first deliveries every `breakEvery`-th is taken but never answered:
 * the sender cannot know, and must send it again.
 */
export async function startReceiver(breakEvery = 5): Promise<Receiver> {
  const deliveries = new Map<string, Delivery>();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('error', () => {});
    request.on('end', () => {
      const key = String(request.headers['idempotency-key']);
      const { instanceId, type } = JSON.parse(Buffer.concat(chunks).toString()) as Delivery;
      const times = (deliveries.get(key)?.times ?? 0) + 1;
      deliveries.set(key, { key, instanceId, type, times });
      if (times === 1 && deliveries.size % breakEvery === 0) request.socket.destroy();
      else response.end('{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/effects`, deliveries, close: () => closeServer(server) };
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
