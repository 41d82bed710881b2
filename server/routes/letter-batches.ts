import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import { maySee, permits } from '../../engine/access.ts';
import { Refusal } from '../../engine/errors.ts';
import type { Instance } from '../../engine/workflow.ts';
import { type AppContext, type AppEnv, auditOf, type Services } from '../context.ts';
import { letterPage } from '../letters/letter-page.ts';
import { IdParam, json, refusals } from './answers.ts';
import { htmlAnswer, openedLetters } from './letter-answers.ts';

const Row = z.object({ id: z.string(), isDone: z.boolean(), reason: z.string().nullable() });
const Batch = z.object({
  id: z.string(),
  state: z.string(),
  facility: z.string(),
  letterIds: z.array(z.string()),
  /** Where its pages are. */
  document: z.string(),
});

const makeBatch = createRoute({
  method: 'post',
  path: '/api/letters/batches',
  tags: ['Letters'],
  summary: 'Gather letters to print: those chosen, or all of a facility that wait for it',
  request: {
    body: {
      content: {
        'application/json': {
          schema: z.object({
            facility: z.string().min(1).max(100),
            ids: z.array(z.string().max(400)).min(1).max(1000).optional(),
          }),
        },
      },
    },
  },
  responses: {
    201: json(z.object({ batch: Batch, leftOut: z.array(Row) }), 'The batch'),
    ...refusals,
  },
});
const readBatch = createRoute({
  method: 'get',
  path: '/api/letters/batches/{id}/document',
  tags: ['Letters'],
  summary: 'One document with a page for each letter of the batch',
  request: { params: IdParam },
  responses: { 200: { description: 'HTML' }, ...refusals },
});
const printBatch = createRoute({
  method: 'post',
  path: '/api/letters/batches/{id}/printed',
  tags: ['Letters'],
  summary: 'Mark the letters of a batch as sent, with a result for each',
  request: { params: IdParam },
  responses: { 200: json(z.object({ batch: Batch, rows: z.array(Row) }), 'Results'), ...refusals },
});

/** Letters on paper. */
export function letterBatchRoutes(services: Services) {
  const { engine, store, letters } = services;
  const access = () => engine.registry.workflow('letter-batch').access;
  const opened = openedLetters(services);
  const auditIn = (c: AppContext) => (what: string) =>
    auditOf(c, services, { action: 'act', what });

  const visible = async (c: AppContext, id: string): Promise<Instance> => {
    const batch = await store.load(id);
    if (batch?.workflow === 'letter-batch' && maySee(access(), c.get('user'), batch)) return batch;
    throw new Refusal('not-found', `There is no batch ${id} for you.`);
  };

  return new OpenAPIHono<AppEnv>()
    .openapi(makeBatch, async (c) => {
      const { facility, ids } = c.req.valid('json');
      const user = c.get('user');
      const subject = { facility, patientId: null, encounterId: null, practitionerId: null };
      if (!permits(access().start, user, subject))
        throw new Refusal(
          'not-permitted',
          `You may not print the letters of ${facility}. Ask a supervisor there.`,
        );
      const audit = auditIn(c);
      const { batch, leftOut } = await letters.batches.make({
        facility,
        ids: ids ?? null,
        user,
        audit,
      });
      return c.json({ batch: toBatch(batch), leftOut: [...leftOut] }, 201);
    })
    .openapi(readBatch, async (c) => {
      const batch = await visible(c, c.req.valid('param').id);
      if (batch.state !== 'made')
        throw new Refusal(
          'not-allowed-now',
          `${batch.id} is ${String(batch.state)}. A letter that was sent is read by itself; printing it again is letter.reprint.`,
          { instanceId: batch.id },
        );
      const ids = batch.context.letterIds as readonly string[];
      return htmlAnswer(await letterPage(await opened(c, ids, 'export'), services));
    })
    .openapi(printBatch, async (c) => {
      const batch = await visible(c, c.req.valid('param').id);
      const by = { user: c.get('user'), audit: auditIn(c) };
      const printed = await letters.batches.markPrinted(batch, by);
      return c.json({ batch: toBatch(printed.batch), rows: [...printed.rows] }, 200);
    });
}

function toBatch({ id, state, facility, context }: Instance): z.infer<typeof Batch> {
  return {
    id,
    state: String(state),
    facility,
    letterIds: [...(context.letterIds as readonly string[])],
    document: `/api/letters/batches/${encodeURIComponent(id)}/document`,
  };
}
