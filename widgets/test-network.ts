/** Answers like `fetch`, but from an app in the same page. */
type Answerer = { request(path: string, init?: RequestInit): Response | Promise<Response> };

/** What may happen to one request on its way. */
export type Fault = 'lost token' | 'gateway down' | 'slow';

/** The way from the page to the server: a test may cut it, slow it down or disturb it. The server is never changed. */
export interface TestNetwork {
  readonly fetch: typeof fetch;
  /** Every request so far: `GET /api/tasks?…`. */
  readonly requests: readonly string[];
  /** Sends so many of the next requests that start with this line into a fault; a slow one waits for `hurry`. */
  disturb(start: string, fault: Fault, times?: number): void;
  /** Lets slow requests go on. */
  hurry(): void;
  /** Takes the network away, cutting what streams, or gives it back. */
  setOffline(isOffline: boolean): void;
}

export function createTestNetwork(app: Answerer): TestNetwork {
  const requests: string[] = [];
  const faults: { start: string; fault: Fault; times: number }[] = [];
  let isOffline = false;
  let cable = new AbortController();
  let hurry = (): void => {};
  let held = new Promise<void>((resolve) => {
    hurry = resolve;
  });

  function faultOf(line: string): Fault | undefined {
    const found = faults.find((one) => one.times > 0 && line.startsWith(one.start));
    if (found !== undefined) found.times -= 1;
    return found?.fault;
  }

  async function send(path: string, init: RequestInit): Promise<Response> {
    const line = `${init.method ?? 'GET'} ${path}`;
    requests.push(line);
    if (isOffline) throw new TypeError('Failed to fetch');
    const fault = faultOf(line);
    if (fault === 'slow') await held;
    if (fault === 'gateway down') return gatewayAnswer();
    const headers = new Headers(init.headers);
    if (fault === 'lost token') headers.delete('Authorization');
    return cuttable(await app.request(path, { ...init, headers }), [cable.signal, init.signal]);
  }

  return {
    requests,
    fetch: (input, init) => send(String(input), init ?? {}),
    disturb: (start, fault, times = 1) => void faults.push({ start, fault, times }),
    hurry: () => {
      hurry();
      held = new Promise((resolve) => {
        hurry = resolve;
      });
    },
    setOffline: (value) => {
      isOffline = value;
      if (!value) return;
      cable.abort(new TypeError('network error'));
      cable = new AbortController();
    },
  };
}

/** What a proxy in front of a stopped server says; our server never answers with a page. */
function gatewayAnswer(): Response {
  return new Response('<h1>503 Service Unavailable</h1>', {
    status: 503,
    headers: { 'Content-Type': 'text/html' },
  });
}

/** An answer whose body breaks off when one of the signals says so, as it would on a wire. */
function cuttable(
  { body, status, headers }: Response,
  signals: readonly (AbortSignal | null | undefined)[],
): Response {
  const signal = AbortSignal.any(signals.filter((one) => one != null));
  const piped = body?.pipeThrough(new TransformStream(), { signal }) ?? null;
  return new Response(piped, { status, headers });
}
