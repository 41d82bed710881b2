import { OpenAPIHono } from '@hono/zod-openapi';
import type { MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { cors } from 'hono/cors';
import { secureHeaders } from 'hono/secure-headers';
import { Refusal } from '../engine/errors.ts';
import type { User } from '../engine/model/user.ts';
import type { AppContext, AppEnv, Services } from './context.ts';
import { problemResponse, unexpectedResponse } from './problem.ts';
import { rateLimit } from './rate-limit.ts';
import { annotationRoutes } from './routes/annotations.ts';
import { bulkRoutes } from './routes/bulk.ts';
import { chartDeficiencyRoutes } from './routes/chart-deficiencies.ts';
import { chartStoryRoutes } from './routes/chart-story.ts';
import { chartRoutes } from './routes/charts.ts';
import { documentRoutes } from './routes/documents.ts';
import { fhirRoutes } from './routes/fhir.ts';
import { hl7v2Routes } from './routes/hl7v2.ts';
import { instanceRoutes } from './routes/instances.ts';
import { jobRoutes } from './routes/jobs.ts';
import { leaveRoutes } from './routes/leave.ts';
import { letterBatchRoutes } from './routes/letter-batches.ts';
import { letterRoutes } from './routes/letters.ts';
import { liveRoutes } from './routes/live.ts';
import { loadPath, loadRoutes } from './routes/load.ts';
import { messageCauseRoutes } from './routes/message-causes.ts';
import { messageRoutes } from './routes/messages.ts';
import { operationRoutes } from './routes/operation.ts';
import { patientRoutes } from './routes/patients.ts';
import { peopleRoutes } from './routes/people.ts';
import { physicianListRoutes } from './routes/physician-list.ts';
import { receiveDocumentRoutes } from './routes/receive-document.ts';
import { reportRoutes } from './routes/reports.ts';
import { ruleDecisionRoutes } from './routes/rule-decisions.ts';
import { ruleDraftRoutes } from './routes/rule-drafts.ts';
import { ruleTableCsvRoutes } from './routes/rule-table-csv.ts';
import { ruleWordRoutes } from './routes/rule-words.ts';
import { ruleRoutes } from './routes/rules.ts';
import { sessionRoutes } from './routes/session.ts';
import { signInRoutes } from './routes/sign-in.ts';
import { siteTableRoutes } from './routes/site-tables.ts';
import { suspensionRoutes } from './routes/suspensions.ts';
import { taskRoutes } from './routes/tasks.ts';
import { viewRoutes } from './routes/views.ts';
import { whyRoutes } from './routes/why.ts';
import { workflowMapRoutes } from './routes/workflow-map.ts';

const mostEventBytes = 1024 * 1024;
const mostMessageBytes = 64 * 1024 * 1024;
/** A purpose of use is a code; the audit trail is no place for a letter. */
const mostPurposeLength = 100;

export interface AppOptions {
  /** Told of every answer: method, path pattern, status, duration. Never a body, never a query. */
  readonly onAnswer?: (line: AnswerLine) => void;
  readonly onUnexpected?: (error: unknown, requestId: string) => void;
  /** Network address of the caller, for the audit trail. */
  readonly addressOf?: (request: Request, env: unknown) => string | null;
  readonly requestsPerMinute?: number;
}

export interface AnswerLine {
  readonly requestId: string;
  readonly method: string;
  readonly route: string;
  readonly status: number;
  readonly durationMs: number;
}

/** The whole API. Knows no database and no Node: it runs in a browser over the memory store just as well. */
export function createApp(services: Services, options: AppOptions = {}) {
  const app = new OpenAPIHono<AppEnv>({
    defaultHook: (result, c) => {
      if (result.success) return undefined;
      const issues = result.error.issues.map((one) => ({
        path: one.path.join('.'),
        message: one.message,
      }));
      const first = issues[0];
      const message = `The request was not understood${first ? `: ${first.path} – ${first.message}` : ''}. Correct it and send it again.`;
      return problemResponse(new Refusal('invalid-input', message, { issues }), c.get('requestId'));
    },
  });

  app.use(async (c, next) => {
    const started = performance.now();
    const requestId = services.newId();
    c.set('requestId', requestId);
    c.set('address', options.addressOf?.(c.req.raw, c.env) ?? null);
    c.set('purpose', c.req.header('x-purpose-of-use')?.slice(0, mostPurposeLength) ?? null);
    await next();
    c.header('x-request-id', requestId);
    options.onAnswer?.({
      requestId,
      method: c.req.method,
      route: c.req.routePath,
      status: c.res.status,
      durationMs: performance.now() - started,
    });
  });
  app.use(secureHeaders({ crossOriginResourcePolicy: 'cross-origin', xFrameOptions: false }));
  const mayAsk = (origin: string): string | null =>
    services.allowedOrigins.includes(origin) ? origin : null;
  app.use(
    cors({
      origin: mayAsk,
      allowHeaders: [
        'authorization',
        'content-type',
        'idempotency-key',
        'if-match',
        'if-none-match',
        'last-event-id',
        'x-purpose-of-use',
      ],
      exposeHeaders: ['etag', 'x-request-id', 'retry-after'],
      maxAge: 600,
    }),
  );

  const authenticated = async (c: {
    req: { header(name: string): string | undefined; path: string; method: string };
  }): Promise<User> => {
    const header = c.req.header('authorization') ?? '';
    const token = /^Bearer\s+(\S+)$/i.exec(header)?.[1];
    if (token === undefined) {
      throw new Refusal(
        'not-signed-in',
        'Send "Authorization: Bearer <token>". GET /api/session says how to sign in.',
      );
    }
    return services.auth.userOf(token);
  };
  const isPublic = (path: string, method: string): boolean =>
    path === '/api/session' ||
    path === '/api/openapi.json' ||
    path === '/fhir/metadata' ||
    method === 'OPTIONS';
  const perMinute = rateLimit(options.requestsPerMinute ?? 60_000);
  /** Counted by user, and by address where nobody is: a header that the caller may vary names no one. */
  const counted = async (c: AppContext): Promise<User> => {
    const user = await authenticated(c).catch((error: unknown) => {
      perMinute(c.get('address') ?? '');
      throw error;
    });
    perMinute(`user:${user.id}`);
    return user;
  };
  app.use('/auth/*', async (c, next) => {
    perMinute(c.get('address') ?? '');
    await next();
  });
  for (const path of ['/api/*', '/fhir', '/fhir/*', '/hl7v2', '/documents']) {
    app.use(path, async (c, next) => {
      c.header('cache-control', 'no-store');
      if (isPublic(c.req.path, c.req.method)) perMinute(c.get('address') ?? '');
      else c.set('user', await services.covers.present(await counted(c), services.store.now()));
      await next();
    });
  }
  // After the sign-in, for a body of unknown length is gathered here: a stranger must not fill the memory.
  for (const path of ['/fhir', '/fhir/*', '/hl7v2', '/documents'])
    app.use(path, unlessStreamed(limit(mostMessageBytes)));
  app.use('/api/*', limit(mostEventBytes));
  for (const path of ['/api/*', '/fhir', '/fhir/*']) app.use(path, unlessStreamed(assertUtf8));

  const routes = app
    .route('/', sessionRoutes(services))
    .route('/', signInRoutes(services))
    .route('/', taskRoutes(services))
    .route('/', viewRoutes(services))
    .route('/', instanceRoutes(services))
    .route('/', whyRoutes(services))
    .route('/', workflowMapRoutes(services))
    .route('/', bulkRoutes(services))
    .route('/', physicianListRoutes(services))
    .route('/', chartRoutes(services))
    .route('/', chartStoryRoutes(services))
    .route('/', chartDeficiencyRoutes(services))
    .route('/', documentRoutes(services))
    .route('/', annotationRoutes(services))
    .route('/', leaveRoutes(services))
    // Before the routes of one letter.
    .route('/', letterBatchRoutes(services))
    .route('/', letterRoutes(services))
    .route('/', suspensionRoutes(services))
    .route('/', liveRoutes(services))
    .route('/', loadRoutes(services))
    .route('/', fhirRoutes(services))
    .route('/', hl7v2Routes(services))
    .route('/', receiveDocumentRoutes(services))
    .route('/', peopleRoutes(services))
    .route('/', patientRoutes(services))
    // Before the route of one message, whose id could be any word.
    .route('/', messageCauseRoutes(services))
    .route('/', messageRoutes(services))
    .route('/', jobRoutes(services))
    // Before the route of one version, whose number could be any word.
    .route('/', ruleDraftRoutes(services))
    .route('/', ruleTableCsvRoutes(services))
    .route('/', ruleDecisionRoutes(services))
    .route('/', ruleWordRoutes(services))
    .route('/', ruleRoutes(services))
    .route('/', reportRoutes(services))
    .route('/', siteTableRoutes(services))
    .route('/', operationRoutes(services));

  app.openAPIRegistry.registerComponent('securitySchemes', 'bearer', {
    type: 'http',
    scheme: 'bearer',
  });
  app.doc31('/api/openapi.json', {
    openapi: '3.1.0',
    info: {
      title: 'Chartkeeper',
      version: '0.1.0',
      description: 'Durable HIM workflows and record review.',
    },
    security: [{ bearer: [] }],
  });
  app.notFound((c) => problemResponse(noSuchCall(c.req.method), c.get('requestId')));
  app.onError((error, c) => {
    if (error instanceof Refusal) return problemResponse(error, c.get('requestId'));
    const { status } = error as { status?: number };
    if (status === 400 || status === 415) {
      const refusal =
        status === 400
          ? new Refusal('invalid-input', 'The body is not JSON. Correct it and send it again.')
          : new Refusal(
              'unsupported',
              'This call takes JSON. Send Content-Type: application/json.',
            );
      return problemResponse(refusal, c.get('requestId'));
    }
    if (c.req.raw.signal.aborted) {
      // A sender that went away in the middle is no mistake of ours; nobody reads this answer.
      const message = 'The request did not arrive whole. Send it again.';
      return problemResponse(new Refusal('invalid-input', message), c.get('requestId'));
    }
    options.onUnexpected?.(error, c.get('requestId'));
    return unexpectedResponse(c.get('requestId'));
  });
  return routes;
}

export type App = ReturnType<typeof createApp>;

/** A load is read piece by piece, and bounded piece by piece. */
function unlessStreamed(check: MiddlewareHandler): MiddlewareHandler {
  return (c, next) => (c.req.path === loadPath ? next() : check(c, next));
}

function limit(maxSize: number) {
  return bodyLimit({
    maxSize,
    onError: () => {
      throw new Refusal(
        'too-large',
        `A request may have ${maxSize / 1024 / 1024} MB. Send it in parts.`,
      );
    },
  });
}

export function noSuchCall(method: string): Refusal {
  return new Refusal(
    'not-found',
    `There is no such ${method} call. GET /api/openapi.json lists what there is.`,
  );
}

/** RFC 8259, 8.1: JSON is UTF-8. Anything else would be kept with U+FFFD in the place of what was meant. */
async function assertUtf8(
  c: { req: { header(name: string): string | undefined; arrayBuffer(): Promise<ArrayBuffer> } },
  next: () => Promise<void>,
): Promise<void> {
  if (/json/i.test(c.req.header('content-type') ?? '')) {
    const bytes = await c.req.arrayBuffer();
    try {
      new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    } catch {
      throw new Refusal('invalid-input', 'The body is not UTF-8. Send it again in UTF-8.');
    }
  }
  await next();
}
