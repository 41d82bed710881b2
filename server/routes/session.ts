import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import { Refusal } from '../../engine/errors.ts';
import type { AppEnv, Services } from '../context.ts';
import { SessionAnswer } from '../contract.ts';
import { json, refusals } from './answers.ts';

const sessionSeconds = 8 * 60 * 60;

const how = createRoute({
  method: 'get',
  path: '/api/session',
  tags: ['Sign-in'],
  summary: 'How one signs in here',
  responses: {
    200: json(
      z.object({ demo: z.array(z.string()).nullable(), oidc: z.boolean() }),
      'Ways to sign in',
    ),
  },
});

const signIn = createRoute({
  method: 'post',
  path: '/api/session',
  tags: ['Sign-in'],
  summary: 'Sign in as a person of the demo data',
  request: {
    body: { content: { 'application/json': { schema: z.object({ demo: z.string() }) } } },
  },
  responses: { 200: json(SessionAnswer, 'A short-lived bearer token'), ...refusals },
});

const me = createRoute({
  method: 'get',
  path: '/api/me',
  tags: ['Sign-in'],
  summary: 'Who the token says I am',
  responses: { 200: json(SessionAnswer.shape.user, 'The user'), ...refusals },
});

export function sessionRoutes({ auth, oidc, store, newId }: Services) {
  return new OpenAPIHono<AppEnv>()
    .openapi(how, (c) =>
      c.json(
        { demo: auth.demoUsers === null ? null : [...auth.demoUsers.keys()], oidc: oidc !== null },
        200,
      ),
    )
    .openapi(signIn, async (c) => {
      const { demo } = c.req.valid('json');
      const user = auth.demoUsers?.get(demo);
      if (user === undefined) {
        const known =
          auth.demoUsers === null
            ? 'This server has no demo sign-in.'
            : `Try one of: ${[...auth.demoUsers.keys()].join(', ')}.`;
        throw new Refusal('not-permitted', `There is no demo user of that name. ${known}`);
      }
      await store.commit({
        audit: [
          {
            id: newId(),
            at: store.now(),
            userId: user.id,
            userName: user.name,
            role: user.grants[0]?.role ?? 'none',
            action: 'sign-in',
            what: 'demo',
            patientId: null,
            encounterId: null,
            instanceId: null,
            purpose: null,
            fromAddress: c.get('address'),
          },
        ],
      });
      return c.json({ ...(await auth.issue(user, sessionSeconds)), user }, 200);
    })
    .openapi(me, (c) => c.json(c.get('user'), 200));
}
