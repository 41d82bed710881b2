import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import { Refusal } from '../../engine/errors.ts';
import type { AppEnv, Services } from '../context.ts';
import { loadNdjson } from '../intake/load-ndjson.ts';
import { senders } from '../intake/permission.ts';
import { assertHolds } from '../resource-access.ts';
import { json } from './answers.ts';
import { outcomes, refusalIn, refusedAnswer } from './fhir-answers.ts';
import { JobShape, toJobShape } from './jobs.ts';

/** The one call whose body is read as it comes, however long it is. */
export const loadPath = '/fhir/$load';

const ndjson = 'application/fhir+ndjson';

const load = createRoute({
  method: 'post',
  path: loadPath,
  tags: ['FHIR'],
  summary:
    'A Bulk Data file of any length, streamed, one resource a line; the same Idempotency-Key goes on where it stopped',
  request: {
    query: z.object({
      /** Length of the body where Content-Length cannot say it, for the progress of the job. */
      bytes: z.coerce.number().int().positive().optional(),
    }),
    body: { content: { [ndjson]: { schema: z.string() } } },
  },
  responses: { 200: json(JobShape, 'The job, at its end or where it was stopped'), ...outcomes },
});

/** Bulk Data in. */
export function loadRoutes(services: Services) {
  const routes = new OpenAPIHono<AppEnv>();
  routes.onError((error, c) => {
    const refusal = refusalIn(error);
    if (refusal === undefined) throw error;
    return refusedAnswer(refusal, c);
  });
  return routes.openapi(load, async (c) => {
    assertHolds(c.get('user'), senders);
    if (!/^application\/(fhir\+)?(x-)?ndjson\b/.test(c.req.header('content-type') ?? ''))
      throw new Refusal('unsupported', `Send one resource a line (Content-Type: ${ndjson}).`);
    const length = c.req.valid('query').bytes ?? Number(c.req.header('content-length') ?? 0);
    const row = await loadNdjson(services, {
      id: idOf(c.req.header('idempotency-key')) ?? services.newId(),
      chunks: chunksOf(c.req.raw.body),
      total: length > 0 ? length : null,
      user: c.get('user'),
      from: c.get('address'),
    });
    return c.json(toJobShape(row), 200);
  });
}

/** It becomes part of an address, /api/jobs/{id}. */
function idOf(key: string | undefined): string | undefined {
  if (key === undefined || /^[\w.:-]{1,200}$/.test(key)) return key;
  throw new Refusal(
    'invalid-input',
    'The Idempotency-Key names the job: letters, digits, "-", "_", "." and ":", 200 at most.',
  );
}

/** Reads no faster than it is asked; a body that breaks off is told from one that ended. */
async function* chunksOf(body: ReadableStream<Uint8Array> | null): AsyncGenerator<Uint8Array> {
  const reader = body?.getReader();
  while (reader !== undefined) {
    const { done, value } = await reader.read().catch(brokenOff);
    if (done) return;
    yield value;
  }
}

function brokenOff(): never {
  throw new Refusal(
    'invalid-input',
    'The body broke off. Send it again with the same Idempotency-Key: it goes on behind what is in.',
  );
}
