import { api } from './api.js';
import { t } from './words.js';

let asked;

/** The site's facilities, `[id, name]` each. */
export function facilities() {
  asked ??= api('/api/site-tables/facilities').then(({ rows }) =>
    rows
      .filter(({ facility }) => facility !== '*')
      .map(({ facility, name }) => [facility, name || facility]),
  );
  return asked;
}

export async function facilityName(id) {
  if (id === '*') return t('facility.all');
  return (await facilities()).find(([known]) => known === id)?.[1] ?? id;
}
