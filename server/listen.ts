import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { serve } from '@hono/node-server';
import { serveStatic } from '@hono/node-server/serve-static';
import { Hono } from 'hono';
import type { App } from './app.ts';
import { loadPath } from './routes/load.ts';

export interface Listening {
  readonly url: string;
  close(): Promise<void>;
}

export interface ListenOptions {
  readonly port: number;
  readonly host: string;
  /** Folder of the portal page, and of the built widgets. */
  readonly portalFolder: string;
  readonly widgetsFolder: string;
}

const portalPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'self'",
  "require-trusted-types-for 'script'",
  // What Lit writes, and the one address of the worker that reads PDFs.
  'trusted-types lit-html chartkeeper-worker',
].join('; ');

/** What the API answers, unknown calls included; everything else is a file of the portal. */
const apiPaths = [
  '/api/*',
  '/fhir',
  '/fhir/*',
  '/hl7v2',
  '/documents',
  '/auth/*',
  '/healthz',
  '/readyz',
  '/metrics',
];

/** A header block and a body must arrive in this time: slow senders hold no connection for long. */
const headersTimeoutMs = 15_000;
const requestTimeoutMs = 120_000;
/** A load may take hours, for it is read no faster than it is kept; but bytes must come. */
const loadIdleMs = 120_000;
const closeGraceMs = 5000;

/** Serves API, widgets and portal on one port. */
export function listen(
  app: App,
  { port, host, portalFolder, widgetsFolder }: ListenOptions,
): Promise<Listening> {
  const site = new Hono();
  site.use('/widgets/*', async (c, next) => {
    await next();
    c.header('access-control-allow-origin', '*');
    c.header('cross-origin-resource-policy', 'cross-origin');
    c.header('x-content-type-options', 'nosniff');
  });
  site.use(
    '/widgets/*',
    serveStatic({
      root: widgetsFolder,
      rewriteRequestPath: (path) => path.replace(/^\/widgets/, ''),
    }),
  );
  for (const path of apiPaths) site.all(path, (c) => app.fetch(c.req.raw, c.env));
  site.use('/*', async (c, next) => {
    await next();
    c.header('content-security-policy', portalPolicy);
    c.header('x-content-type-options', 'nosniff');
    c.header('referrer-policy', 'no-referrer');
  });
  site.use('/*', serveStatic({ root: portalFolder }));
  return new Promise((resolve, reject) => {
    const server = serve({ fetch: site.fetch, port, hostname: host }, (info) => {
      resolve({
        url: `http://${host.includes(':') ? `[${host}]` : host}:${info.port}`,
        close: () => closeServer(server as Server),
      });
    }) as Server;
    server.headersTimeout = headersTimeoutMs;
    // Node's own limit knows no request that may take longer.
    server.requestTimeout = 0;
    server.on('request', limitTime);
    server.once('error', reject);
  });
}

function limitTime(request: IncomingMessage, response: ServerResponse): void {
  const { socket } = request;
  const cut = (): void => {
    if (request.complete) return;
    if (!response.headersSent && socket.writable)
      socket.write('HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n');
    socket.destroy();
  };
  if (request.url?.split('?')[0] === loadPath) {
    socket.setTimeout(loadIdleMs);
    return;
  }
  const timer = setTimeout(cut, requestTimeoutMs);
  for (const one of [request, response]) one.once('close', () => clearTimeout(timer));
}

/** Lets running answers end; open change streams are cut, their clients come back elsewhere. */
function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
    setTimeout(() => server.closeAllConnections(), closeGraceMs).unref();
  });
}
