import { allowed, api } from './api.js';
import { user } from './session.js';
import { t } from './words.js';

let asked;

/** The facilities the user may choose among, `[id, name]` each: the site's, else those of their grants and lists. */
export function facilities() {
  asked ??= find();
  return asked;
}

export async function facilityName(id) {
  if (id === '*') return t('facility.all');
  return (await facilities()).find(([known]) => known === id)?.[1] ?? id;
}

async function find() {
  const table = await allowed(api('/api/site-tables/facilities'));
  if (table)
    return table.rows
      .filter(({ facility }) => facility !== '*')
      .map((row) => [row.facility, row.name || row.facility]);
  const granted = user().grants.flatMap((grant) =>
    grant.facilities === '*' ? [] : grant.facilities,
  );
  const list = await allowed(api('/api/worklists/physician?limit=100'));
  const worked = list?.encounters.map(({ facility }) => facility) ?? [];
  return [...new Set([...granted, ...worked])].sort().map((id) => [id, titled(id)]);
}

/** Where only the code is known. */
function titled(id) {
  return `${id[0]?.toUpperCase() ?? ''}${id.slice(1)}`;
}
