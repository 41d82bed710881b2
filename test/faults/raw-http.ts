import { connect, type Socket } from 'node:net';

/** Bytes on a socket, where `fetch` would not let us be as rude as the network is. */
export interface RawConnection {
  readonly socket: Socket;
  /** All that came back, once the other side has closed. */
  readonly ended: Promise<string>;
}

export function openRaw(url: string, first: string | Buffer = ''): RawConnection {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  const chunks: Buffer[] = [];
  socket.on('data', (chunk) => chunks.push(chunk));
  // Being cut off while we still send is an answer too.
  socket.on('error', () => {});
  const ended = new Promise<string>((resolve) =>
    socket.on('close', () => resolve(Buffer.concat(chunks).toString('latin1'))),
  );
  if (first.length > 0) socket.write(first);
  return { socket, ended };
}

/** One request to its end. */
export function sendRaw(url: string, request: string | Buffer): Promise<string> {
  return openRaw(url, request).ended;
}

export interface RawRequest {
  readonly method?: string;
  readonly path: string;
  readonly token?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  /** Sends the body in chunks, without saying its length. */
  readonly isChunked?: boolean;
}

const chunkBytes = 65_536;

/** The bytes of a request that asks for the connection to be closed after it. */
export function rawRequest(request: RawRequest): Buffer {
  const { method = 'GET', path, token, headers = {}, isChunked = false } = request;
  const body = Buffer.from(request.body ?? '');
  const length = isChunked
    ? { 'transfer-encoding': 'chunked' }
    : request.body === undefined
      ? {}
      : { 'content-length': String(body.length) };
  const all = {
    host: 'chartkeeper.test',
    connection: 'close',
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    ...length,
    ...headers,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  const head = Buffer.from(`${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n`);
  return Buffer.concat([head, isChunked ? inChunks(body) : body]);
}

function inChunks(body: Buffer): Buffer {
  const parts: Buffer[] = [];
  for (let from = 0; from < body.length; from += chunkBytes) {
    const part = body.subarray(from, from + chunkBytes);
    parts.push(Buffer.from(`${part.length.toString(16)}\r\n`), part, Buffer.from('\r\n'));
  }
  return Buffer.concat([...parts, Buffer.from('0\r\n\r\n')]);
}

export interface RawAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

/** Status, content type and body of an answer as it came; status 0 when there was none. */
export function parseAnswer(text: string): RawAnswer {
  const split = text.indexOf('\r\n\r\n');
  const head = split < 0 ? text : text.slice(0, split);
  return {
    status: Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1] ?? 0),
    contentType: /^content-type: ([^;\r]*)/im.exec(head)?.[1] ?? '',
    body: split < 0 ? '' : text.slice(split + 4),
  };
}
