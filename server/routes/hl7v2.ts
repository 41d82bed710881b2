import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import { Refusal } from '../../engine/errors.ts';
import type { AppEnv, Services } from '../context.ts';
import { senders } from '../intake/permission.ts';
import { refusals } from './answers.ts';

const er7 = 'x-application/hl7-v2+er7';

const take = createRoute({
  method: 'post',
  path: '/hl7v2',
  tags: ['HL7 v2'],
  summary:
    'An HL7 v2 message in, its acknowledgment (AA, AE, AR) out; a batch file (FHS, BHS) in, a batch of acknowledgments out',
  request: { body: { content: { [er7]: { schema: z.string() } } } },
  responses: {
    200: { description: 'ACK', content: { [er7]: { schema: z.string() } } },
    ...refusals,
  },
});

export function hl7v2Routes({ intake }: Services) {
  return new OpenAPIHono<AppEnv>().openapi(take, async (c) => {
    const user = c.get('user');
    if (!user.grants.some((grant) => senders.includes(grant.role))) {
      throw new Refusal(
        'not-permitted',
        `Sending messages needs one of the roles ${senders.join(', ')}.`,
      );
    }
    const received = new Uint8Array(await c.req.arrayBuffer());
    const answer = await intake.hl7v2File(received, user, { from: c.get('address') });
    return new Response(answer, { status: 200, headers: { 'content-type': er7 } }) as never;
  });
}
