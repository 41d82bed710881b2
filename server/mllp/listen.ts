import { createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import {
  type Connection,
  type ConnectionOptions,
  type MllpProblem,
  type Sender,
  serveConnection,
} from './connection.ts';

export interface MllpOptions {
  readonly port: number;
  readonly host: string;
  /** With `ca`, only senders whose certificate it signed are let in. */
  readonly tls?: { readonly key: string; readonly cert: string; readonly ca?: string };
  /**
   * One message in, its acknowledgments out, none where the sender wants none. It must not fail but where nothing can
   * be kept: the connection is then closed without an answer, and the sender sends again.
   */
  take(bytes: Uint8Array, from: Sender): Promise<readonly string[]>;
  onProblem(problem: MllpProblem): void;
  /** For the acknowledgment of a message that is too long. */
  now(): number;
  newId(): string;
  /** Messages of one connection that may wait before no more are read. */
  readonly mostWaiting?: number;
  /** Of one message. */
  readonly mostBytes?: number;
  /**
   * Messages of one connection that are worked on at once. One keeps their order in effect as well as in the answers: a
   * discharge must not overtake its admission.
   */
  readonly atOnce?: number;
  readonly mostConnections?: number;
  /** Without a byte for so long, a connection is closed; feeds keep theirs open overnight. */
  readonly idleMs?: number;
  /** A message that has begun must end within. */
  readonly frameMs?: number;
}

export interface MllpListening {
  readonly port: number;
  /** Open now. */
  connections(): number;
  /** Lets nobody in any more, answers what has come whole, and closes; what takes longer than the grace is cut. */
  close(graceMs?: number): Promise<void>;
}

const defaults = {
  mostWaiting: 32,
  mostBytes: 20_000_000,
  atOnce: 1,
  mostConnections: 256,
  idleMs: 24 * 3600 * 1000,
  frameMs: 60_000,
};

/** Listens for HL7 v2 over MLLP (Transport Specification: MLLP, release 1), in the clear or over TLS. */
export function listenMllp(options: MllpOptions): Promise<MllpListening> {
  const settings = { ...defaults, ...options };
  const connections = new Set<Connection>();
  const sockets = new Set<Socket>();
  const serve = (socket: Socket): void => accept(socket, settings, connections);
  const server = serverOf(settings, serve);
  // Those still shaking hands are no connections of ours yet, and must not keep us from closing.
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  server.maxConnections = settings.mostConnections;
  server.on('drop', (drop) =>
    settings.onProblem({
      kind: 'socket',
      address: drop?.remoteAddress ?? 'unknown',
      message: `More than ${settings.mostConnections} connections: this one was not let in.`,
    }),
  );
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(settings.port, settings.host, () => {
      server.removeListener('error', reject);
      server.on('error', (error) =>
        settings.onProblem({ kind: 'socket', address: settings.host, message: error.name }),
      );
      const address = server.address();
      resolve({
        port: typeof address === 'object' && address ? address.port : settings.port,
        connections: () => connections.size,
        close: (graceMs = closeGraceMs) => close({ server, connections, sockets }, graceMs),
      });
    });
  });
}

const closeGraceMs = 10_000;

type Settings = MllpOptions & ConnectionOptions & typeof defaults;

/** Half-open sockets are allowed: a sender may send its messages, end its side and wait for the answers. */
function serverOf(settings: Settings, serve: (socket: Socket) => void): Server {
  const { tls, frameMs } = settings;
  if (!tls) return createServer({ allowHalfOpen: true, noDelay: true }, serve);
  const server = createTlsServer(
    {
      ...tls,
      allowHalfOpen: true,
      noDelay: true,
      minVersion: 'TLSv1.2',
      requestCert: tls.ca !== undefined,
      rejectUnauthorized: tls.ca !== undefined,
      handshakeTimeout: Math.min(frameMs, 120_000),
    },
    serve,
  );
  server.on('tlsClientError', (error, socket) =>
    settings.onProblem({
      kind: 'handshake',
      address: socket.remoteAddress ?? 'unknown',
      message: 'code' in error && typeof error.code === 'string' ? error.code : error.name,
    }),
  );
  return server;
}

function accept(socket: Socket, settings: Settings, connections: Set<Connection>): void {
  const connection = serveConnection(socket, settings);
  connections.add(connection);
  socket.on('close', () => connections.delete(connection));
}

interface Open {
  readonly server: Server;
  readonly connections: ReadonlySet<Connection>;
  readonly sockets: ReadonlySet<Socket>;
}

async function close({ server, connections, sockets }: Open, graceMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  const cut = setTimeout(() => {
    for (const connection of connections) connection.destroy();
    for (const socket of sockets) socket.destroy();
  }, graceMs);
  for (const connection of connections) void connection.drain();
  await closed;
  clearTimeout(cut);
}
