import type { ResourceRow, Store } from '../engine/store.ts';
import { searchIndexVersion } from './interop/fhir/search-parameters.ts';
import { termsOf } from './interop/fhir/search-terms.ts';
import type { FhirResource } from './interop/incoming.ts';
import type { Policies } from './policies.ts';

const setting = 'search-index';
const pageSize = 500;

/**
 * Writes the search terms of every resource anew when the program reads resources in another way than the one that
 * wrote them. Before the first message is taken, for a patient who is not found would be made a second time.
 * Returns how many were written; 0 when nothing had changed.
 */
export async function makeFindable(store: Store, policies: Policies): Promise<number> {
  if ((await store.setting(setting)) === String(searchIndexVersion)) return 0;
  let written = 0;
  for (const type of await store.resourceTypes()) {
    for (let afterId = ''; ; ) {
      const rows = await store.resources({ type, afterId, limit: pageSize });
      if (rows.length === 0) break;
      const terms = await Promise.all(rows.map((row) => foundBy(row, policies)));
      await store.commit({ terms });
      written += rows.length;
      afterId = rows.at(-1)?.id ?? '';
    }
  }
  await store.commit({ settings: { [setting]: String(searchIndexVersion) } });
  return written;
}

async function foundBy({ type, id, facility, body }: ResourceRow, policies: Policies) {
  return { type, id, terms: termsOf(body as FhirResource, await policies.zoneOf(facility)) };
}
