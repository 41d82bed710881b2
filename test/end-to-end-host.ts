import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A portal of another maker: its own origin, its own sign-in, our widgets from our server. */
export interface Host {
  readonly origin: string;
  close(): Promise<void>;
}

export interface HostOptions {
  /** What the host's back end gives its page when the widgets ask for a token. */
  token(): string;
  /** Where Chartkeeper is; known only when the server has started. */
  endpoint(): string;
}

export async function startHost({ token, endpoint }: HostOptions): Promise<Host> {
  const server = createServer((request, response) => {
    if (request.url === '/token') {
      const expiresAt = new Date(Date.now() + 600_000).toISOString();
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ token: token(), expiresAt }));
      return;
    }
    if (request.url === '/favicon.ico') {
      response.statusCode = 204;
      response.end();
      return;
    }
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.end(pageFor(endpoint()));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => closed(server),
  };
}

function pageFor(endpoint: string): string {
  return `<!doctype html>
<html lang="en">
  <head><meta charset="utf-8"><title>Other portal</title></head>
  <body>
    <h1>Other portal</h1>
    <him-app endpoint="${endpoint}"><him-queue queue="deficiencies"></him-queue></him-app>
    <script type="module" src="${endpoint}/widgets/chartkeeper.js"></script>
    <script type="module">
      document.querySelector('him-app').getToken = async () => (await fetch('/token')).json();
    </script>
  </body>
</html>`;
}

function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
