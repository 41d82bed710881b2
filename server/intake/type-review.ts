import type { Store } from '../../engine/store.ts';
import type { Chore } from '../chores.ts';
import type { Policies } from '../policies.ts';
import type { SiteTableName, SiteTables } from '../site-tables.ts';
import type { Intake } from './intake.ts';
import { mappedTypeOf } from './site-types.ts';

const table = 'document-types';
const reviewedSetting = 'document-types-reviewed';
const pageSize = 200;
/** Deadlines and effects do not wait longer than for these. */
const mostAtOnce = 50;

export interface TypeReview extends Chore {
  /** A table was saved here. */
  saved(name: SiteTableName): void;
}

export interface TypeReviewParts {
  readonly store: Store;
  readonly siteTables: SiteTables;
  readonly policies: Policies;
  readonly intake: Pick<Intake, 'reconsider'>;
  readonly wake: () => void;
}

/**
 * After the table of document types was mended, looks again at the documents that wait because no map knew them, so
 * that one row of the table answers a thousand tasks. Which version was looked through is kept: a server that ends
 * meanwhile goes on at its next start.
 */
export function createTypeReview({
  store,
  siteTables,
  policies,
  intake,
  wake,
}: TypeReviewParts): TypeReview {
  let isDue = true;
  let left: { readonly version: number; readonly documentIds: string[] } | null = null;

  const review = async (): Promise<void> => {
    const { rows: map, version } = await siteTables.read(table);
    if (version === 0 || (await store.setting(reviewedSetting)) === String(version)) return;
    if (left?.version !== version) left = { version, documentIds: await waiting() };
    for (const documentId of left.documentIds.splice(0, mostAtOnce)) {
      const row = await store.resource('DocumentReference', documentId);
      if (row === undefined) continue;
      const instance = await store.load(`document.${documentId}`);
      const facility = instance?.facility ?? '*';
      const zone = await policies.zoneOf(facility);
      const mapped = mappedTypeOf(row.body, { facility, zone, map, now: store.now() });
      if (mapped.source !== 'unmapped')
        await intake.reconsider({ documentId, because: `${table}/${version}` });
    }
    if (left.documentIds.length > 0) {
      isDue = true;
      wake();
      return;
    }
    left = null;
    await store.commit({ settings: { [reviewedSetting]: String(version) } });
  };

  /** All of them are listed before any is changed, for a page ends where its last task was. */
  const waiting = async (): Promise<string[]> => {
    const queue = 'document-indexing';
    const scope = { queue, title: '', facilities: '*', practitioners: null } as const;
    const found: string[] = [];
    for (let after: Parameters<typeof store.tasks>[0]['after']; ; ) {
      const cursor = after === undefined ? {} : { after };
      const page = await store.tasks({ scope, listState: 'open', limit: pageSize, ...cursor });
      for (const { instanceId, workflow } of page.tasks)
        if (workflow === queue) found.push(instanceId.replace(/^document\./, ''));
      if (page.next === null) return found;
      after = page.next;
    }
  };

  return {
    name: 'documents of types that were mapped',
    saved: (name) => {
      if (name !== table) return;
      isDue = true;
      wake();
    },
    isDue: () => isDue,
    run: async () => {
      if (!isDue) return;
      isDue = false;
      try {
        await review();
      } catch (error) {
        isDue = true;
        left = null;
        throw error;
      }
    },
  };
}
