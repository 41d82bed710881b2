import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import type { AppEnv, Services } from '../context.ts';
import { senders } from '../intake/permission.ts';
import { statusOf } from '../problem.ts';
import { assertHolds } from '../resource-access.ts';
import { fhirText, outcomes, refusalIn, refusedAnswer, resourceAnswer } from './fhir-answers.ts';

const take = createRoute({
  method: 'post',
  path: '/documents',
  tags: ['Documents'],
  summary: 'A document that names its patient itself: C-CDA (text/xml), or a FHIR document Bundle',
  request: {
    query: z.object({ facility: z.string().min(1).max(100).optional() }),
    body: { content: { 'text/xml': { schema: z.string() } } },
  },
  responses: { 200: resourceAnswer, ...outcomes },
});

/** Documents in; what cannot be used is kept with the reason. */
export function receiveDocumentRoutes({ intake }: Services) {
  const routes = new OpenAPIHono<AppEnv>();
  routes.onError((error, c) => {
    const refusal = refusalIn(error);
    if (refusal === undefined) throw error;
    return refusedAnswer(refusal, c);
  });
  return routes.openapi(take, async (c) => {
    assertHolds(c.get('user'), senders);
    const { facility } = c.req.valid('query');
    const bytes = new Uint8Array(await c.req.arrayBuffer());
    const { answer, refusal } = await intake.document(bytes, c.get('user'), {
      from: c.get('address'),
      contentType: c.req.header('content-type') ?? '',
      ...(facility === undefined ? {} : { facility }),
    });
    return fhirText(answer, refusal === null ? 200 : statusOf(refusal.code)) as never;
  });
}
