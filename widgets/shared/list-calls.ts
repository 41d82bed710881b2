import type { contract, z } from '../../server/client.ts';
import type { Connection, Encounter, Patient, Rule, Task } from './connection.ts';

type Text = z.infer<typeof contract.TextShape>;
type Problem = z.infer<typeof contract.Problem>;
export type Person = { readonly id: string; readonly name: string };

/** Something a chart lacks or has lacked. */
export interface Deficiency {
  readonly instanceId: string;
  readonly version: number;
  readonly title: Text;
  readonly kind: string;
  readonly documentType: string;
  readonly documentId: string | null;
  readonly state: string;
  readonly isOpen: boolean;
  readonly owner: Person | null;
  readonly ownerRole: string;
  readonly foundAt: string;
  readonly due: { readonly dueAt: string; readonly dueOn: string } | null;
  readonly accountableDueOn: string | null;
  readonly isOverdue: boolean;
  readonly level: { readonly level: number; readonly name: string } | null;
  readonly reason: string | null;
  readonly rule: Rule;
  readonly allowed: readonly string[];
}

export interface ChartDeficiencies {
  readonly deficiencies: readonly Deficiency[];
  readonly chart: {
    readonly instanceId: string;
    readonly version: number;
    readonly allowed: readonly string[];
  } | null;
}

export interface Totals {
  readonly open: number;
  readonly overdue: number;
  readonly dueSoon: number;
}

export interface InboxItem {
  readonly task: Task;
  readonly covered: Person | null;
  readonly allowed: readonly string[];
  readonly document: {
    readonly id: string;
    readonly contentHash: string | null;
    readonly isOpened: boolean;
  } | null;
}

export interface InboxEncounter {
  readonly encounter: Encounter | null;
  readonly patient: Patient | null;
  readonly facility: string;
  readonly totals: Totals;
  readonly items: readonly InboxItem[];
}

/** All that a physician must do, and those they cover, by encounter. */
export interface Inbox {
  readonly asOf: string;
  readonly message: Text | null;
  readonly totals: { readonly all: Totals; readonly mine: Totals; readonly covered: Totals };
  readonly covers: readonly { readonly practitioner: Person; readonly maySign: boolean }[];
  readonly encounters: readonly InboxEncounter[];
  readonly total: number;
}

export interface BulkRow {
  readonly instanceId: string;
  readonly event: { readonly type: string; readonly [field: string]: unknown };
}

/** What became of each; a refusal of one stops no other. */
export interface BulkAnswer {
  readonly results: readonly {
    readonly instanceId: string;
    readonly isDone: boolean;
    readonly problem: Problem | null;
  }[];
  readonly done: number;
  readonly refused: number;
}

/** What is asked of the server about a chart's deficiencies and a physician's list, and the acts on many. */
export function listCalls({ json }: Pick<Connection, 'json'>) {
  const id = encodeURIComponent;
  const post = (key: string, body: unknown): RequestInit => ({
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'Idempotency-Key': key },
    body: JSON.stringify(body),
  });
  return {
    deficiencies: (encounterId: string) =>
      json<ChartDeficiencies>(`/api/charts/${id(encounterId)}/deficiencies`),
    inbox: (limit: number) => json<Inbox>(`/api/worklists/physician?limit=${limit}`),
    sendMany: (rows: readonly BulkRow[], key: string) =>
      json<BulkAnswer>('/api/instances/events', post(key, { rows })),
    /** Declines all that is the reader's to cure in one chart. */
    declineAll: (encounterId: string, reason: string, key: string) =>
      json<BulkAnswer>(`/api/charts/${id(encounterId)}/decline`, post(key, { reason })),
  };
}
