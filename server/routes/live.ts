import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import { streamSSE } from 'hono/streaming';
import { permits, queueScopes } from '../../engine/access.ts';
import { chartReaders } from '../chart-access.ts';
import type { AppEnv, Services } from '../context.ts';
import type { LiveChange, LiveNotice } from '../live.ts';
import { refusals } from './answers.ts';

const keepAliveMs = 25_000;
/** What is written on a chart is nobody's own. */
const ofNobody = { patientId: null, encounterId: null, practitionerId: null };
/** Notices kept for a listener that does not read: a minute of the busiest traffic. */
const mostWaiting = 240;

const listen = createRoute({
  method: 'get',
  path: '/api/live',
  tags: ['Queues'],
  summary:
    'Change notices as server-sent events: ids only. "reload" means: some notices are gone, read again',
  responses: { 200: { description: 'text/event-stream' }, ...refusals },
});

export function liveRoutes({ live, engine }: Services) {
  return new OpenAPIHono<AppEnv>().openapi(listen, (c) => {
    const scopes = queueScopes(engine.registry.accessTables, c.get('user'));
    const user = c.get('user');
    const readsAt = (facility: string): boolean =>
      permits({ roles: chartReaders }, user, { ...ofNobody, facility });
    const lastId = Number(c.req.header('last-event-id'));
    return streamSSE(c, async (stream) => {
      const waiting: LiveNotice[] = [];
      let wake: () => void = () => {};
      let isBehind = false;
      const stop = live.listen((notice) => {
        // One who reads too slowly reads everything again; what waits for them stays bounded.
        isBehind ||= waiting.length >= mostWaiting;
        if (isBehind) waiting.length = 0;
        else waiting.push(notice);
        wake();
      });
      stream.onAbort(() => {
        stop();
        wake();
      });
      const missed = Number.isSafeInteger(lastId) && lastId > 0 ? live.since(lastId) : [];
      if (missed === null) await stream.writeSSE({ event: 'reload', data: '{}' });
      else waiting.unshift(...missed);
      await stream.writeSSE({ event: 'ready', data: '{}' });
      while (!stream.aborted) {
        if (isBehind) {
          isBehind = false;
          await stream.writeSSE({ event: 'reload', data: '{}' });
        }
        const notice = waiting.shift();
        if (notice === undefined) {
          await new Promise<void>((resolve) => {
            const timer = setTimeout(resolve, keepAliveMs);
            wake = () => {
              clearTimeout(timer);
              resolve();
            };
          });
          if (waiting.length === 0 && !isBehind && !stream.aborted)
            await stream.write(': still here\n\n');
          continue;
        }
        const seen = visible(notice, scopes, readsAt);
        if (seen !== null)
          await stream.writeSSE({
            id: String(notice.seq),
            event: 'change',
            data: JSON.stringify({ seq: notice.seq, ...seen }),
          });
      }
    });
  });
}

/**
 * Only what concerns lists the listener may open; ids of other facilities' work stay unknown to it. What is written on
 * charts stands in no list: those hear of it who may read the charts of its facility.
 */
function visible(
  { changes, written }: LiveNotice,
  scopes: ReturnType<typeof queueScopes>,
  readsAt: (facility: string) => boolean,
) {
  const isInScope = ({ queue, facility }: LiveChange['queues'][number]): boolean =>
    scopes.some(
      (scope) =>
        scope.queue === queue && (scope.facilities === '*' || scope.facilities.includes(facility)),
    );
  const listed = changes.filter((change) => change.queues.some(isInScope));
  const seen = [...listed, ...written.filter(({ facility }) => readsAt(facility))];
  if (seen.length === 0) return null;
  const queues = listed
    .flatMap((change) => change.queues.filter(isInScope))
    .map((one) => [`${one.facility}/${one.queue}`, one] as const);
  return {
    instances: [...new Set(seen.flatMap((change) => change.instances))],
    queues: [...new Map(queues).values()],
  };
}
