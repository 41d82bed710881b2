import { OpenAPIHono } from '@hono/zod-openapi';
import { permits } from '../../engine/access.ts';
import { Refusal } from '../../engine/errors.ts';
import type { Instance } from '../../engine/workflow.ts';
import type { AnnotationKind, Audience } from '../../engine/workflows/annotation/events.ts';
import { annotationIdOf } from '../../engine/workflows/annotation/ids.ts';
import { anchorOf } from '../annotations/anchor.ts';
import {
  chartOf,
  createAnnotations,
  type FoundAnnotation,
  isFor,
} from '../annotations/annotations.ts';
import { reasonOf, reasonsInForce } from '../annotations/redaction-reasons.ts';
import { createStandings } from '../annotations/standing.ts';
import {
  sourceOf,
  type TargetInput,
  toWebAnnotation,
  type WrittenInput,
} from '../annotations/web-annotation.ts';
import { createChartAccess } from '../chart-access.ts';
import { type AppContext, type AppEnv, auditOf, type Services } from '../context.ts';
import { sha256 } from '../interop/digest.ts';
import { onSubject } from '../send-event.ts';
import {
  deleteAnnotation,
  listAnnotations,
  listReasons,
  postAnnotation,
  putAnnotation,
  readAnnotation,
  readHistory,
} from './annotation-calls.ts';
import { versionIn } from './if-match.ts';

/** What people write on charts, for those who may read the chart and are of its audience. */
export function annotationRoutes(services: Services) {
  const { store, engine, newId } = services;
  const annotations = createAnnotations(services);
  const { readable } = createChartAccess(services);

  const shown = async (c: AppContext, found: readonly FoundAnnotation[]) => {
    const standingOf = createStandings(store);
    const userId = c.get('user').id;
    const answers = [];
    for (const { instance, context, document } of found) {
      const { anchor } = context;
      const standing = anchor === null ? null : await standingOf(anchor, document);
      answers.push(toWebAnnotation(instance, { standing, userId }));
    }
    return answers;
  };

  const one = async (c: AppContext, found: FoundAnnotation) => {
    const [answer] = await shown(c, [found]);
    if (answer === undefined) throw new Refusal('not-found', 'There is no such annotation.');
    c.header('etag', `"${answer.version}"`);
    return answer;
  };

  /** As it is after an act. */
  const oneNow = async (c: AppContext, instance: Instance) => {
    const context = instance.context as unknown as FoundAnnotation['context'];
    const { anchor } = context;
    const document =
      anchor === null ? undefined : await store.resource('DocumentReference', anchor.documentId);
    return one(c, { instance, context, document });
  };

  const seen = (
    c: AppContext,
    what: string,
    found: Pick<Instance, 'patientId' | 'encounterId'>,
  ) => {
    const { patientId, encounterId } = found;
    return store.commit({
      audit: [auditOf(c, services, { action: 'view', what, patientId, encounterId })],
    });
  };

  /** The chart and the anchor of a target. @throws Refusal where the user may not read it or it is not there */
  const targetOf = async (c: AppContext, target: TargetInput) => {
    const source = sourceOf(target.source);
    if ('documentId' in source) {
      const row = await annotations.document(c, source.documentId);
      const { encounterId, patientId, facility } = row;
      const anchor = await anchorOf(store, row, target);
      return { encounterId, patientId, facility: facility ?? '', anchor };
    }
    if (target.selector.length > 0)
      throw new Refusal(
        'invalid-input',
        'target.selector: a chart has no words of its own. Name the document.',
      );
    const rows = await readable(c, source.encounterId);
    const encounter = rows.find(({ type }) => type === 'Encounter');
    const { patientId = null, facility = null } = encounter ?? {};
    return { ...source, patientId, facility: facility ?? '', anchor: null };
  };

  /** @throws Refusal `invalid-input` for evidence of another chart */
  const assertDeficiency = async (id: string | null, encounterId: string): Promise<void> => {
    const deficiency = id === null ? null : await store.load(id);
    const isOfChart =
      deficiency === null ||
      (deficiency?.workflow === 'deficiency' && deficiency.encounterId === encounterId);
    if (!isOfChart)
      throw new Refusal(
        'invalid-input',
        'deficiencyId is no deficiency of this chart. GET /api/charts/{id} lists its instances.',
      );
  };

  /** What is written, as the workflow keeps it. @throws Refusal for a redaction without a reason in force */
  const wordsOf = async (written: WrittenInput, kind: AnnotationKind, facility: string) => {
    const { body: bodies, reason, reasonCode, deficiencyId, audience } = written;
    const text = bodies.find((one) => one.type === 'TextualBody')?.value ?? null;
    const kept = { text, reason, deficiencyId, audience };
    if (kind !== 'redaction-proposal') return kept;
    const { code, words } = reasonOf(reasonCode, await reasonsInForce(services, facility));
    return { ...kept, reason: reason ?? words, reasonCode: code };
  };

  return new OpenAPIHono<AppEnv>()
    .openapi(listReasons, async (c) => {
      const reasons = await reasonsInForce(services, null);
      return c.json({ reasons: [...reasons] }, 200);
    })
    .openapi(listAnnotations, async (c) => {
      const { encounter, document, withdrawn } = c.req.valid('query');
      if ((encounter === undefined) === (document === undefined))
        throw new Refusal('invalid-input', 'Name one: ?encounter= or ?document=.');
      const found = await (document === undefined
        ? annotations.ofEncounter(c, String(encounter))
        : annotations.ofDocument(c, document));
      const wanted = found
        .filter(({ context }) => withdrawn === '1' || context.withdrawal === null)
        .toSorted((a, b) => a.instance.startedAt - b.instance.startedAt);
      const row = await (document === undefined
        ? store.resource('Encounter', String(encounter))
        : store.resource('DocumentReference', document));
      const patientId = row?.patientId ?? null;
      const encounterId = encounter ?? row?.encounterId ?? null;
      await seen(c, 'annotations', { patientId, encounterId });
      return c.json({ annotations: await shown(c, wanted) }, 200);
    })
    .openapi(readAnnotation, async (c) => {
      const found = await annotations.visible(c, c.req.valid('param').id);
      await seen(c, `annotation:${found.instance.id}`, found.instance);
      return c.json(await one(c, found), 200);
    })
    .openapi(readHistory, async (c) => {
      const { instance, context } = await annotations.visible(c, c.req.valid('param').id);
      await seen(c, `annotation-history:${instance.id}`, instance);
      const entries = await store.history(instance.id);
      const user = c.get('user');
      const { author } = context;
      // A note that was private once stays so, whoever may read it as it is now.
      const isShown = (payload: unknown): boolean => {
        const { audience = 'chart-readers' } = payload as { audience?: Audience };
        return isFor(user, instance, { author, audience });
      };
      const shownEntries = entries.map(({ workflow: _, at, payload, ...entry }) => ({
        ...entry,
        payload: isShown(payload) ? payload : null,
        at: new Date(at).toISOString(),
      }));
      return c.json({ entries: shownEntries }, 200);
    })
    .openapi(postAnnotation, async (c) => {
      const { kind, target, ...written } = c.req.valid('json');
      const key = c.req.valid('header')['idempotency-key'];
      const user = c.get('user');
      const at = await targetOf(c, target);
      await assertDeficiency(written.deficiencyId, at.encounterId);
      // The key may be any words: what becomes part of an address is its hash.
      const suffix =
        key === undefined ? newId() : (await sha256(`${user.id}\n${key}`)).slice(0, 32);
      const author = { id: user.id, name: user.name };
      const input = { ...(await wordsOf(written, kind, at.facility)), ...at, kind, author };
      const { instance } = await engine.start('annotation', input, {
        user,
        id: annotationIdOf(at.encounterId, suffix),
        ...(key === undefined ? {} : { eventId: `key:${key}` }),
        audit: (_, started) => [auditOf(c, services, onSubject(started, 'annotation.write'))],
      });
      return c.json(await oneNow(c, instance), 201);
    })
    .openapi(putAnnotation, async (c) => {
      const { id } = c.req.valid('param');
      const ifVersion = versionIn(c.req.valid('header')['if-match']);
      if (ifVersion === undefined)
        throw new Refusal('invalid-input', 'Send If-Match with the version you saw.');
      const found = await annotations.visible(c, id);
      const user = c.get('user');
      if (found.context.author.id !== user.id)
        throw new Refusal(
          'not-permitted',
          'Only its author edits an annotation. Write one of your own.',
          { instanceId: id },
        );
      const { target, ...written } = c.req.valid('json');
      const at = target && (await targetOf(c, target));
      if (at !== undefined && at.encounterId !== chartOf(found))
        throw new Refusal(
          'invalid-input',
          'target.source is of another chart. Withdraw this one and write it there.',
        );
      await assertDeficiency(written.deficiencyId, chartOf(found));
      const anchor = at === undefined ? found.context.anchor : at.anchor;
      const { kind, facility } = found.context;
      const words = await wordsOf(written, kind, facility);
      const event = { type: 'annotation.edit', ...words, kind, anchor };
      const { instance } = await engine.send(id, event, {
        user,
        ifVersion,
        audit: (_, sent) => [auditOf(c, services, onSubject(sent, 'annotation.edit'))],
      });
      return c.json(await oneNow(c, instance), 200);
    })
    .openapi(deleteAnnotation, async (c) => {
      const { id } = c.req.valid('param');
      const ifVersion = versionIn(c.req.valid('header')['if-match']);
      const found = await annotations.visible(c, id);
      const user = c.get('user');
      const roles = ['supervisor', 'manager', 'privacy-officer'] as const;
      if (found.context.author.id !== user.id && !permits({ roles }, user, found.instance))
        throw new Refusal(
          'not-permitted',
          'An annotation is withdrawn by its author, a supervisor, a manager or a privacy officer. Ask one of them.',
          { instanceId: id },
        );
      const event = { type: 'annotation.withdraw', reason: c.req.valid('json').reason };
      const { instance } = await engine.send(id, event, {
        user,
        ...(ifVersion === undefined ? {} : { ifVersion }),
        audit: (_, sent) => [auditOf(c, services, onSubject(sent, 'annotation.withdraw'))],
      });
      return c.json(await oneNow(c, instance), 200);
    });
}
