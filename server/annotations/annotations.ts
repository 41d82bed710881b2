import { permits } from '../../engine/access.ts';
import { Refusal } from '../../engine/errors.ts';
import type { User } from '../../engine/model/user.ts';
import type { ResourceRow } from '../../engine/store.ts';
import type { Instance } from '../../engine/workflow.ts';
import type { Audience } from '../../engine/workflows/annotation/events.ts';
import { annotationPrefix } from '../../engine/workflows/annotation/ids.ts';
import type { AnnotationContext } from '../../engine/workflows/annotation/machine.ts';
import { createChartAccess } from '../chart-access.ts';
import { type AppContext, auditOf, type Services } from '../context.ts';
import { everyInstance } from '../every-instance.ts';

/** An annotation with the document it is on, as that is now. */
export interface FoundAnnotation {
  readonly instance: Instance;
  readonly context: AnnotationContext;
  readonly document: ResourceRow | undefined;
}

/** Annotations that a user may see: those of charts they may read, of whose audience they are. What is on a document is where the document is. */
export interface Annotations {
  /** @throws Refusal `not-found`, `purpose-needed` */
  ofEncounter(c: AppContext, encounterId: string): Promise<readonly FoundAnnotation[]>;
  ofDocument(c: AppContext, documentId: string): Promise<readonly FoundAnnotation[]>;
  /** @throws Refusal `not-found` also when the user may not know that it exists; that they asked is on record */
  visible(c: AppContext, id: string): Promise<FoundAnnotation>;
  /** The document, for one who may read its chart. */
  document(c: AppContext, documentId: string): Promise<ResourceRow & { encounterId: string }>;
}

export function createAnnotations(services: Services): Annotations {
  const { store } = services;
  const { readable } = createChartAccess(services);

  const kept = async (user: User, encounterId: string): Promise<FoundAnnotation[]> => {
    const found: FoundAnnotation[] = [];
    for await (const instance of everyInstance(store, annotationPrefix(encounterId))) {
      const context = contextOf(instance);
      if (context?.encounterId === encounterId && isFor(user, instance, context))
        found.push({ instance, context, document: await documentOf(context) });
    }
    return found;
  };

  const keptIn = async (
    user: User,
    encounterIds: readonly string[],
  ): Promise<FoundAnnotation[]> => {
    const charts = [...new Set(encounterIds)];
    return (await Promise.all(charts.map((encounterId) => kept(user, encounterId)))).flat();
  };

  /** The charts in which a document was ever filed: what was written on it there went along. */
  const chartsOf = async (row: ResourceRow): Promise<string[]> => {
    const earlier = await Promise.all(
      Array.from({ length: row.version - 1 }, (_, n) =>
        store.resourceVersion('DocumentReference', row.id, n + 1),
      ),
    );
    return [row, ...earlier].flatMap((one) => one?.encounterId ?? []);
  };

  const documentOf = async ({ anchor }: AnnotationContext): Promise<ResourceRow | undefined> =>
    anchor === null ? undefined : store.resource('DocumentReference', anchor.documentId);

  const document: Annotations['document'] = async (c, id) => {
    const row = await store.resource('DocumentReference', id);
    const encounterId = row?.encounterId ?? null;
    if (row === undefined || row.isDeleted || encounterId === null)
      throw new Refusal('not-found', `There is no document ${id} for you.`);
    await readable(c, encounterId);
    return { ...row, encounterId };
  };

  return {
    document,
    ofEncounter: async (c, encounterId) => {
      const rows = await readable(c, encounterId);
      const documents = rows.filter(({ type }) => type === 'DocumentReference');
      const charts = (await Promise.all(documents.map(chartsOf))).flat();
      const found = await keptIn(c.get('user'), [encounterId, ...charts]);
      return found.filter((one) => chartOf(one) === encounterId);
    },
    ofDocument: async (c, documentId) => {
      const row = await document(c, documentId);
      const found = await keptIn(c.get('user'), await chartsOf(row));
      return found.filter(({ context }) => context.anchor?.documentId === documentId);
    },
    visible: async (c, id) => {
      const instance = await store.load(id);
      const context = instance && contextOf(instance);
      if (instance === undefined || context == null) throw noAnnotation(id);
      if (!isFor(c.get('user'), instance, context)) {
        const { patientId, encounterId } = instance;
        const row = { what: 'annotation', patientId, encounterId, instanceId: id } as const;
        await store.commit({ audit: [auditOf(c, services, { ...row, action: 'refused' })] });
        throw noAnnotation(id);
      }
      const found = { instance, context, document: await documentOf(context) };
      await readable(c, chartOf(found));
      return found;
    },
  };
}

/** True for its author, and for those it was written for. */
export function isFor(
  user: User,
  instance: Instance,
  { author, audience }: { readonly author: { readonly id: string }; readonly audience: Audience },
): boolean {
  if (author.id === user.id || audience === 'chart-readers') return true;
  return audience !== 'me' && permits({ roles: audience }, user, instance);
}

/** The chart it belongs to now: a document that was misfiled takes what was written on it along. */
export function chartOf({ context, document }: Omit<FoundAnnotation, 'instance'>): string {
  return document?.encounterId ?? context.encounterId;
}

function contextOf({ workflow, context }: Instance): AnnotationContext | null {
  return workflow === 'annotation' ? (context as unknown as AnnotationContext) : null;
}

function noAnnotation(id: string): Refusal {
  return new Refusal('not-found', `There is no annotation ${id} for you.`, { instanceId: id });
}
