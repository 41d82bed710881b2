import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import { Refusal } from '../../engine/errors.ts';
import { type AppEnv, auditOf, type Services } from '../context.ts';
import { Person } from '../people.ts';
import { json, refusals } from './answers.ts';

const Body = Person.omit({ subject: true });

const list = createRoute({
  method: 'get',
  path: '/api/people',
  tags: ['People'],
  summary: 'Who may sign in through the identity provider',
  responses: { 200: json(z.object({ people: z.array(Person) }), 'People'), ...refusals },
});
const put = createRoute({
  method: 'put',
  path: '/api/people/{subject}',
  tags: ['People'],
  summary: 'Enter a person by the identity provider’s subject, or change their grants',
  request: {
    params: z.object({ subject: z.string().min(1).max(255) }),
    body: { content: { 'application/json': { schema: Body } } },
  },
  responses: { 200: json(Person, 'The person'), ...refusals },
});

export function peopleRoutes(services: Services) {
  const { people } = services;
  return new OpenAPIHono<AppEnv>()
    .openapi(list, async (c) => {
      assertAdministrator(c.get('user').grants.map((grant) => grant.role));
      return c.json({ people: [...(await people.all())] }, 200);
    })
    .openapi(put, async (c) => {
      assertAdministrator(c.get('user').grants.map((grant) => grant.role));
      const person = { ...c.req.valid('json'), subject: c.req.valid('param').subject };
      await people.save(
        person,
        auditOf(c, services, { action: 'act', what: `person:${person.id}` }),
      );
      return c.json(person, 200);
    });
}

function assertAdministrator(roles: readonly string[]): void {
  if (roles.includes('administrator')) return;
  throw new Refusal('not-permitted', 'People are entered by an administrator. Ask one.');
}
