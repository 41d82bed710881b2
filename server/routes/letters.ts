import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import { maySee, permits } from '../../engine/access.ts';
import { Refusal } from '../../engine/errors.ts';
import { systemUser } from '../../engine/model/user.ts';
import { addDays, localDateOf } from '../../engine/time/zone.ts';
import type { Instance } from '../../engine/workflow.ts';
import type { LetterContext } from '../../engine/workflows/letter/machine.ts';
import { DryCount } from '../../engine/workflows/letters-start/events.ts';
import { type AppEnv, auditOf, type Services } from '../context.ts';
import { everyInstance } from '../every-instance.ts';
import { letterPrefix, lettersStartIdOf } from '../letters/ids.ts';
import { letterPage } from '../letters/letter-page.ts';
import { IdParam, json, refusals } from './answers.ts';
import { htmlAnswer, openedLetters } from './letter-answers.ts';

/** How far back the list goes where no period is given. */
const usualDays = 31;

const LetterShape = z
  .object({
    id: z.string(),
    version: z.number().int(),
    state: z.enum(['toSend', 'sent', 'failed', 'settled', 'withdrawn', 'skipped']),
    facility: z.string(),
    practitioner: z.object({ id: z.string(), name: z.string() }).nullable(),
    level: z.number().int(),
    levelName: z.string(),
    on: z.iso.date(),
    /** Which letter, and of which version its words are. */
    template: z.object({ id: z.string(), version: z.number().int() }),
    channel: z.enum(['print', 'mail', 'hl7']),
    items: z.number().int(),
    sentAt: z.iso.datetime().nullable(),
    failure: z.string().nullable(),
    skipped: z.string().nullable(),
    reprints: z.number().int(),
  })
  .openapi('Letter');

const Counts = z.record(z.string(), z.number().int());

const listLetters = createRoute({
  method: 'get',
  path: '/api/letters',
  tags: ['Letters'],
  summary: 'Letters of a period (the last 31 days), by date; the first page counts them by state',
  request: {
    query: z.object({
      state: LetterShape.shape.state.optional(),
      facility: z.string().max(100).optional(),
      practitioner: z.string().max(200).optional(),
      level: z.coerce.number().int().min(1).optional(),
      from: z.iso.date().optional(),
      to: z.iso.date().optional(),
      after: z.string().max(400).optional(),
      limit: z.coerce.number().int().min(1).max(200).default(50),
    }),
  },
  responses: {
    200: json(
      z.object({
        letters: z.array(LetterShape),
        next: z.string().nullable(),
        counts: Counts.nullable(),
      }),
      'One page',
    ),
    ...refusals,
  },
});

const readDocument = createRoute({
  method: 'get',
  path: '/api/letters/{id}/document',
  tags: ['Letters'],
  summary: 'The letter as a page to print; each opening is on record',
  request: { params: IdParam },
  responses: { 200: { description: 'HTML' }, ...refusals },
});

const countDry = createRoute({
  method: 'post',
  path: '/api/letters/dry-count',
  tags: ['Letters'],
  summary: 'Count what a facility would send today if letters began now; sends nothing',
  request: {
    body: {
      content: {
        'application/json': { schema: z.object({ facility: z.string().min(1).max(100) }) },
      },
    },
  },
  responses: {
    200: json(
      z.object({
        instanceId: z.string(),
        count: DryCount,
        byLevel: z.array(
          z.object({ level: z.number().int(), name: z.string(), letters: z.number().int() }),
        ),
      }),
      'The count, kept for the one who starts the letters',
    ),
    ...refusals,
  },
});

/** Letters about incomplete records, and how a facility begins with them. */
export function letterRoutes(services: Services) {
  const { engine, store, names, policies, letters } = services;
  // Looked up when it is asked for: a site may run other workflows than these.
  const access = () => engine.registry.workflow('letter').access;
  const opened = openedLetters(services);

  return new OpenAPIHono<AppEnv>()
    .openapi(listLetters, async (c) => {
      const query = c.req.valid('query');
      const user = c.get('user');
      const zone = await policies.zoneOf(query.facility ?? null);
      const today = localDateOf(store.now(), zone);
      const from = query.from ?? addDays(query.to ?? today, -usualDays);
      const counts: Record<string, number> = {};
      const page: Instance[] = [];
      let next: string | null = null;
      const start = query.after ?? `${letterPrefix}${from}`;
      for await (const letter of everyInstance(store, letterPrefix, start)) {
        const { on, level } = letter.context as unknown as LetterContext;
        if (query.to !== undefined && on > query.to) break;
        const isWanted =
          (query.facility === undefined || letter.facility === query.facility) &&
          (query.practitioner === undefined || letter.practitionerId === query.practitioner) &&
          (query.level === undefined || level === query.level) &&
          maySee(access(), user, letter);
        if (!isWanted) continue;
        const state = stateOf(letter);
        counts[state] = (counts[state] ?? 0) + 1;
        if (query.state !== undefined && state !== query.state) continue;
        if (page.length < query.limit) page.push(letter);
        else {
          next ??= page.at(-1)?.id ?? null;
          if (query.after !== undefined) break;
        }
      }
      const joined = await names.join(page, zone);
      const shown = page.map((letter) => toLetterShape(letter, joined.practitioner));
      return c.json(
        { letters: shown, next, counts: query.after === undefined ? counts : null },
        200,
      );
    })
    .openapi(readDocument, async (c) => {
      const { id } = c.req.valid('param');
      const [letter] = await opened(c, [id], 'view');
      if (letter === undefined) throw new Refusal('not-found', `There is no letter ${id} for you.`);
      return htmlAnswer(await letterPage([letter], services));
    })
    .openapi(countDry, async (c) => {
      const { facility } = c.req.valid('json');
      const workflow = engine.registry.workflow('letters-start');
      const subject = { facility, patientId: null, encounterId: null, practitionerId: null };
      if (!permits({ roles: counters }, c.get('user'), subject))
        throw new Refusal(
          'not-permitted',
          `You may not count the letters of ${facility}. Ask a manager or supervisor there.`,
        );
      const count = await letters.countDry(facility);
      const instanceId = lettersStartIdOf(facility);
      const what = { action: 'act' as const, what: `letters.dry-count:${instanceId}`, instanceId };
      const options = { user: systemUser, audit: () => [auditOf(c, services, what)] };
      const standing = await store.load(instanceId);
      if (standing?.state === 'started')
        throw new Refusal(
          'not-allowed-now',
          `${facility} sends letters since ${String(standing.context.startedOn)}. GET /api/letters lists them.`,
          { instanceId },
        );
      if (standing === undefined) {
        const zone = await policies.zoneOf(facility);
        await engine.start(workflow.id, { facility, zone, count }, { ...options, id: instanceId });
      } else await engine.send(instanceId, { type: 'letters.recount', count }, options);
      return c.json({ instanceId, count, byLevel: byLevel(count) }, 200);
    });
}

const counters = ['manager', 'supervisor', 'medical-staff-office'] as const;

function byLevel({ letters }: DryCount) {
  const levels = [...new Set(letters.map(({ level }) => level))].toSorted((a, b) => a - b);
  return levels.map((level) => {
    const own = letters.filter((one) => one.level === level);
    return { level, name: own[0]?.levelName ?? '', letters: own.length };
  });
}

function stateOf({ state }: Instance): z.infer<typeof LetterShape>['state'] {
  return LetterShape.shape.state.parse(typeof state === 'string' ? state : Object.keys(state)[0]);
}

function toLetterShape(
  letter: Instance,
  practitionerOf: (id: string | null) => { readonly id: string; readonly name: string } | null,
): z.infer<typeof LetterShape> {
  const context = letter.context as unknown as LetterContext;
  return {
    id: letter.id,
    version: letter.version,
    state: stateOf(letter),
    facility: letter.facility,
    practitioner: practitionerOf(letter.practitionerId),
    level: context.level,
    levelName: context.levelName,
    on: context.on,
    template: { id: context.template.id, version: context.template.version },
    channel: context.channel,
    items: context.items.length,
    sentAt: context.sentAt === null ? null : new Date(context.sentAt).toISOString(),
    failure: context.failure,
    skipped: context.skipped,
    reprints: context.reprints,
  };
}
