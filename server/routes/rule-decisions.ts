import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import { Refusal } from '../../engine/errors.ts';
import type { Instance, WorkflowEvent } from '../../engine/workflow.ts';
import { ruleChangeEvents } from '../../engine/workflows/rule-change/events.ts';
import type { AppContext, AppEnv, Services } from '../context.ts';
import { assertHolds } from '../resource-access.ts';
import { json, refusals } from './answers.ts';
import { versionIn } from './if-match.ts';
import { auditedAs, ruleReaders, versionOf, visibleDraft } from './rule-access.ts';
import { DraftShape, toDraftView } from './rule-shapes.ts';

const IdParam = z.object({ id: z.string().min(1).max(200) });
const headers = z.object({
  'idempotency-key': z.string().max(200).optional(),
  'if-match': z.string().max(40).optional(),
});

function decision<const Path extends string, Params extends z.ZodObject, Body extends z.ZodType>(
  path: Path,
  summary: string,
  { params, body }: { readonly params: Params; readonly body: Body },
) {
  return createRoute({
    method: 'post',
    path,
    tags: ['Rules'],
    summary,
    request: { params, headers, body: { content: { 'application/json': { schema: body } } } },
    responses: { 200: json(DraftShape, 'The draft as it is now'), ...refusals },
  });
}

const ofDraft = IdParam.extend({ draft: z.string().min(1).max(200) });
const propose = decision(
  '/api/rules/{id}/drafts/{draft}/propose',
  'Ask for approval, from a date on; refused while a finding blocks it',
  { params: ofDraft, body: ruleChangeEvents['rule.propose'] },
);
const approve = decision(
  '/api/rules/{id}/drafts/{draft}/approve',
  'Approve and publish, by another person than who proposed it or edited it last',
  { params: ofDraft, body: ruleChangeEvents['rule.approve'] },
);
const giveBack = decision(
  '/api/rules/{id}/drafts/{draft}/return',
  'Give a proposal back to be changed',
  { params: ofDraft, body: ruleChangeEvents['rule.return'] },
);
const withdraw = decision(
  '/api/rules/{id}/drafts/{draft}/withdraw',
  'Give a draft or a proposal up',
  { params: ofDraft, body: ruleChangeEvents['rule.withdraw'] },
);
const rollBack = decision(
  '/api/rules/{id}/{version}/roll-back',
  'Take a published version back at once; earlier decisions keep naming it',
  {
    params: IdParam.extend({ version: z.coerce.number().int().min(1) }),
    body: ruleChangeEvents['rule.roll-back'],
  },
);

/** What becomes of a draft, and of a version that should not have been published. */
export function ruleDecisionRoutes(services: Services) {
  const { engine, store, refusalToDecide } = services;

  const decide = async (c: AppContext, change: Instance, event: WorkflowEvent) => {
    const user = c.get('user');
    const ifVersion = versionIn(c.req.header('if-match'));
    const key = c.req.header('idempotency-key');
    const { instance } = await engine.send(change.id, event, {
      user,
      check: (now) => refusalToDecide({ instance: now, event, user, at: store.now() }),
      ...(key === undefined ? {} : { eventId: `key:${key}` }),
      ...(ifVersion === undefined ? {} : { ifVersion }),
      audit: auditedAs(c, services, event.type),
    });
    c.header('etag', `"${instance.version}"`);
    return toDraftView(instance);
  };

  return new OpenAPIHono<AppEnv>()
    .openapi(propose, async (c) => {
      const draft = await visibleDraft(c, services, c.req.valid('param'));
      const event = { type: 'rule.propose', ...c.req.valid('json') };
      return c.json(await decide(c, draft, event), 200);
    })
    .openapi(approve, async (c) => {
      const draft = await visibleDraft(c, services, c.req.valid('param'));
      const event = { type: 'rule.approve', ...c.req.valid('json') };
      return c.json(await decide(c, draft, event), 200);
    })
    .openapi(giveBack, async (c) => {
      const draft = await visibleDraft(c, services, c.req.valid('param'));
      const event = { type: 'rule.return', ...c.req.valid('json') };
      return c.json(await decide(c, draft, event), 200);
    })
    .openapi(withdraw, async (c) => {
      const draft = await visibleDraft(c, services, c.req.valid('param'));
      const event = { type: 'rule.withdraw', ...c.req.valid('json') };
      return c.json(await decide(c, draft, event), 200);
    })
    .openapi(rollBack, async (c) => {
      assertHolds(c.get('user'), ruleReaders);
      const { id, version } = c.req.valid('param');
      const { found } = await versionOf(services, { id, version });
      if (found.change === null)
        throw new Refusal(
          'not-allowed-now',
          `Version ${version} of ${id} ${found.source === 'product' ? 'ships with the product' : 'is what the site had before'}. Draft a version that replaces it: POST /api/rules/${encodeURIComponent(id)}/drafts.`,
        );
      const event = { type: 'rule.roll-back', ...c.req.valid('json') };
      return c.json(await decide(c, found.change, event), 200);
    });
}
