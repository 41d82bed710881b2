import { foundation } from './0001-foundation.ts';
import { search } from './0002-search.ts';
import { reports } from './0003-reports.ts';
import { retention } from './0004-retention.ts';
import { superseded } from './0005-superseded.ts';

/** In order; the position, from 1, is the schema version. A shipped migration is never edited. */
export const migrations: readonly string[] = [
  foundation,
  search,
  reports,
  retention,
  superseded,
];
