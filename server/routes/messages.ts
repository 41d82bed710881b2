import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import { Refusal } from '../../engine/errors.ts';
import { systemUser, type User } from '../../engine/model/user.ts';
import type { KeptMessage } from '../../engine/store.ts';
import { type AppEnv, auditOf, type Services } from '../context.ts';
import { checkedContent } from '../document-content.ts';
import { replayCause } from '../intake/replay-cause.ts';
import { refusalOfDropped } from '../retention/dropped-content.ts';
import { IdParam, json, refusals } from './answers.ts';
import { assertHoldsEverywhere, operators } from './everywhere.ts';
import { JobShape, toJobShape } from './jobs.ts';

const MessageShape = z
  .object({
    id: z.string(),
    kind: z.string(),
    what: z.string(),
    sender: z.string(),
    controlId: z.string().nullable(),
    receivedAt: z.iso.datetime(),
    facility: z.string().nullable(),
    patientId: z.string().nullable(),
    outcome: z.string(),
    cause: z.string().nullable(),
    reason: z.string().nullable(),
    /** The local day on which what it said was dropped; null while it is kept. */
    contentDroppedOn: z.iso.date().nullable(),
  })
  .openapi('Message');

const Page = z.object({ messages: z.array(MessageShape), next: z.string().nullable() });
const instant = z.iso.datetime({ offset: true });

const list = createRoute({
  method: 'get',
  path: '/api/messages',
  tags: ['Messages'],
  summary: 'What came in, newest first, and what became of it',
  request: {
    query: z.object({
      outcome: z.enum(['taken', 'refused']).optional(),
      cause: z.string().max(500).optional(),
      controlId: z.string().max(200).optional(),
      patient: z.string().max(64).optional(),
      sender: z.string().max(500).optional(),
      from: instant.optional(),
      to: instant.optional(),
      before: z.string().max(100).optional(),
      limit: z.coerce.number().int().min(1).max(500).default(100),
    }),
  },
  responses: { 200: json(Page, 'Messages'), ...refusals },
});

const show = createRoute({
  method: 'get',
  path: '/api/messages/{id}',
  tags: ['Messages'],
  summary: 'One message, its answer, and what it changed',
  request: { params: IdParam },
  responses: {
    200: json(
      MessageShape.extend({
        contentHash: z.string(),
        answer: z.string(),
        resources: z.array(
          z.object({ type: z.string(), id: z.string(), version: z.number().int() }),
        ),
        steps: z.array(
          z.object({ instanceId: z.string(), seq: z.number().int(), type: z.string() }),
        ),
      }),
      'The message',
    ),
    ...refusals,
  },
});

const content = createRoute({
  method: 'get',
  path: '/api/messages/{id}/content',
  tags: ['Messages'],
  summary: 'The message as it was received',
  request: { params: IdParam },
  responses: { 200: { description: 'The bytes as they came' }, ...refusals },
});

const replayOne = createRoute({
  method: 'post',
  path: '/api/messages/{id}/replay',
  tags: ['Messages'],
  summary:
    'Try a refused message again, as it was received; with the patient for a document that names none',
  request: {
    params: IdParam,
    body: {
      required: false,
      content: {
        'application/json': {
          schema: z.object({
            patient: z
              .object({ system: z.string().min(1).max(300), value: z.string().min(1).max(100) })
              .optional(),
          }),
        },
      },
    },
  },
  responses: {
    200: json(
      z.object({ id: z.string(), outcome: z.string(), reason: z.string().nullable() }),
      'What became of it now',
    ),
    ...refusals,
  },
});

const replayAll = createRoute({
  method: 'post',
  path: '/api/messages/replay',
  tags: ['Messages'],
  summary: 'Try every message of a cause again, oldest first',
  request: {
    body: {
      content: { 'application/json': { schema: z.object({ cause: z.string().min(1).max(500) }) } },
    },
  },
  responses: { 202: json(JobShape, 'The job that does it'), ...refusals },
});

interface PatientNumber {
  readonly system: string;
  readonly value: string;
}

/** Who may read what came in: the messages of all facilities, with what they say. */
export const messageReaders = [...operators, 'supervisor', 'manager'] as const;

/** What came in: found, shown, and tried again once what was wrong is mended. */
export function messageRoutes(services: Services) {
  const { store, intake, jobs, newId } = services;

  const existing = async (id: string): Promise<KeptMessage> => {
    const row = await store.message(id);
    if (row === undefined) throw new Refusal('not-found', `There is no message ${id}.`);
    return row;
  };

  return new OpenAPIHono<AppEnv>()
    .openapi(list, async (c) => {
      assertHoldsEverywhere(c.get('user'), messageReaders);
      const { patient, from, to, before, ...rest } = c.req.valid('query');
      const rows = await store.messages({
        ...definedIn(rest),
        ...definedIn({
          patientId: patient,
          fromAt: from === undefined ? undefined : Date.parse(from),
          toAt: to === undefined ? undefined : Date.parse(to),
          beforeId: before,
        }),
        limit: rest.limit,
      });
      await store.commit({
        audit: [
          auditOf(c, services, { action: 'search', what: 'messages', patientId: patient ?? null }),
        ],
      });
      const next = rows.length === rest.limit ? (rows.at(-1)?.id ?? null) : null;
      return c.json({ messages: rows.map(toShape), next }, 200);
    })
    .openapi(show, async (c) => {
      assertHoldsEverywhere(c.get('user'), messageReaders);
      const row = await existing(c.req.valid('param').id);
      const [resources, steps] = await Promise.all([
        store.resourcesOfMessage(row.id),
        store.historyOfCause(`message:${row.id}`),
      ]);
      const { patientId } = row;
      await store.commit({
        audit: [auditOf(c, services, { action: 'view', what: `message:${row.id}`, patientId })],
      });
      return c.json(
        {
          ...toShape(row),
          contentHash: row.contentHash,
          answer: row.answer,
          resources: resources.map(({ type, id, version }) => ({ type, id, version })),
          steps: steps.map(({ instanceId, seq, type }) => ({ instanceId, seq, type })),
        },
        200,
      );
    })
    .openapi(content, async (c) => {
      assertHoldsEverywhere(c.get('user'), messageReaders);
      const row = await existing(c.req.valid('param').id);
      const dropped = refusalOfDropped(row);
      if (dropped !== null) throw dropped;
      const bytes = await checkedContent(store, row.contentHash);
      if (bytes === undefined) throw new Refusal('gone', 'What it said is not kept any more.');
      const what = `message:${row.id}/content`;
      const { patientId } = row;
      await store.commit({ audit: [auditOf(c, services, { action: 'view', what, patientId })] });
      const headers = {
        'content-type': 'text/plain; charset=utf-8',
        'content-disposition': 'inline',
        'content-security-policy': "default-src 'none'; sandbox",
      };
      return new Response(bytes as Uint8Array<ArrayBuffer>, { headers });
    })
    .openapi(replayOne, async (c) => {
      assertHoldsEverywhere(c.get('user'), messageReaders);
      const { id } = c.req.valid('param');
      const { patient } = (c.req.valid('json') as { patient?: PatientNumber } | undefined) ?? {};
      const { outcome, refusal } = await intake.replay(id, sending(c.get('user')), {
        from: c.get('address'),
        ...(patient === undefined ? {} : { patient }),
      });
      return c.json({ id, outcome, reason: refusal?.message ?? null }, 200);
    })
    .openapi(replayAll, async (c) => {
      assertHoldsEverywhere(c.get('user'), messageReaders);
      const { cause } = c.req.valid('json');
      const id = newId();
      const from = c.get('address');
      const running = replayCause(
        { store, intake, jobs },
        { id, cause, user: sending(c.get('user')), from },
      );
      running.catch(services.onError);
      await Promise.race([running.catch(() => null), started(id)]);
      return c.json(toJobShape(await jobOf(id)), 202);
    });

  /** The job is on record before it is answered about. */
  async function started(id: string): Promise<void> {
    while ((await store.job(id)) === undefined)
      await new Promise((resolve) => setTimeout(resolve, 5));
  }

  async function jobOf(id: string) {
    const row = await store.job(id);
    if (row === undefined) throw new Refusal('unavailable', 'The job did not start. Try again.');
    return row;
  }
}

/** A replay has the rights of a feed; the trail names the person who asked for it. */
function sending({ id, name }: User): User {
  return { id, name, grants: systemUser.grants };
}

function toShape(row: KeptMessage): z.infer<typeof MessageShape> {
  const { id, kind, what, sender, controlId, facility, patientId, outcome, cause, reason } = row;
  const { contentDroppedOn } = row;
  const receivedAt = new Date(row.receivedAt).toISOString();
  return {
    id,
    kind,
    what,
    sender,
    controlId,
    receivedAt,
    facility,
    patientId,
    outcome,
    cause,
    reason,
    contentDroppedOn,
  };
}

function definedIn<Value extends Record<string, unknown>>(
  value: Value,
): { [Key in keyof Value]?: Exclude<Value[Key], undefined> } {
  const entries = Object.entries(value).filter(([, one]) => one !== undefined);
  return Object.fromEntries(entries) as { [Key in keyof Value]?: Exclude<Value[Key], undefined> };
}
