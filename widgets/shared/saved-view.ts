import type { ListState } from './connection.ts';

/** A local date, or days from today. */
export type Day = string | number;
export type GroupBy = 'none' | 'patient' | 'practitioner';

export interface Filters {
  readonly practitioner: string | null;
  readonly facility: string | null;
  readonly due: { readonly from: Day | null; readonly to: Day | null } | null;
}

export interface ViewColumn {
  readonly key: string;
  readonly width: number | null;
  readonly isShown: boolean;
}

export interface Sort {
  readonly key: string;
  readonly isDescending: boolean;
}

/** How the rows of a list are shown; nothing of it changes which they are. */
export interface Arrangement {
  readonly sort: readonly Sort[];
  readonly groupBy: GroupBy;
  readonly columns: readonly ViewColumn[];
}

export interface ViewContent extends Arrangement {
  readonly name: string;
  readonly queue: string;
  readonly filters: Filters & {
    readonly listState: Exclude<ListState, 'mine'>;
    readonly mine: boolean;
  };
  readonly isDefault: boolean;
  readonly sharedWith: string | null;
}

/** A saved view as the server keeps it; `query` is what gives its list today. */
export interface View extends ViewContent {
  readonly id: string;
  readonly version: number;
  readonly isEditable: boolean;
  readonly query: Readonly<Record<string, string>>;
  readonly count: { readonly tasks: number; readonly isAtLeast: boolean } | null;
}
