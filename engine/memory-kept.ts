import { recordContentsOf } from './record-contents.ts';
import type {
  CauseCount,
  Change,
  ContentRow,
  ExtractRow,
  JobRow,
  KeptContentQuery,
  KeptMessage,
  MessageQuery,
  MessageRow,
  ResourceRow,
  ResourceSearch,
  SearchTerm,
  Store,
  TermCondition,
} from './store.ts';

type KeptReads = Pick<
  Store,
  | 'resource'
  | 'resourceVersion'
  | 'resources'
  | 'resourceTypes'
  | 'resourcesOfMessage'
  | 'search'
  | 'countFound'
  | 'content'
  | 'extract'
  | 'messageByControlKey'
  | 'message'
  | 'messages'
  | 'facilitiesOfKept'
  | 'messagesKept'
  | 'messageCauses'
  | 'receipts'
  | 'job'
  | 'jobs'
>;

/** What a memory store keeps beside instances: resources, contents, messages, jobs. */
export interface MemoryKept {
  readonly reads: KeptReads;
  versionOf(type: string, id: string): number;
  write(change: Change): void;
}

/** An empty keeper; what it is given is copied as a database would copy it. */
export function createMemoryKept(): MemoryKept {
  const resources = new Map<string, ResourceRow[]>();
  const terms = new Map<string, readonly SearchTerm[]>();
  const contents = new Map<string, ContentRow>();
  const extracts = new Map<string, ExtractRow>();
  const recordContents = new Set<string>();
  const messages = new Map<string, KeptMessage>();
  const jobs = new Map<string, JobRow>();

  const newest = (): ResourceRow[] =>
    [...resources.values()]
      .map((versions) => versions.at(-1) as ResourceRow)
      .filter((row) => !row.isDeleted);
  const termsOf = (row: ResourceRow): readonly SearchTerm[] =>
    terms.get(`${row.type}/${row.id}`) ?? [];

  const holds = (row: ResourceRow, { param, ranges, isNot = false }: TermCondition): boolean =>
    termsOf(row).some(
      (term) =>
        term.param === param &&
        ranges.some(({ from, to }) => term.value >= from && term.value < to),
    ) !== isNot;

  const found = (query: ResourceSearch): ResourceRow[] =>
    newest().filter(
      (row) =>
        row.type === query.type &&
        (query.ids === undefined || query.ids.includes(row.id)) &&
        (query.updatedFrom === undefined || row.updatedAt >= query.updatedFrom) &&
        (query.updatedTo === undefined || row.updatedAt < query.updatedTo) &&
        query.where.every((condition) => holds(row, condition)) &&
        (query.anyOf ?? []).every((ways) =>
          ways.some((way) => way.every((condition) => holds(row, condition))),
        ),
    );

  const isNeeded = (hash: string): boolean =>
    recordContents.has(hash) ||
    [...messages.values()].some((row) => row.contentHash === hash && row.contentDroppedOn === null);

  return {
    versionOf: (type, id) => resources.get(`${type}/${id}`)?.length ?? 0,
    write: (change) => {
      for (const { terms: of, ...row } of change.resources ?? []) {
        const key = `${row.type}/${row.id}`;
        resources.set(key, [...(resources.get(key) ?? []), asStored(row)]);
        terms.set(key, row.isDeleted ? [] : of);
      }
      for (const { type, id, version, sources } of change.confirmed ?? []) {
        const key = `${type}/${id}`;
        const versions = resources.get(key) ?? [];
        resources.set(
          key,
          versions.map((row) => (row.version === version ? { ...row, sources } : row)),
        );
      }
      for (const { type, id, terms: of } of change.terms ?? []) terms.set(`${type}/${id}`, of);
      for (const row of change.contents ?? [])
        contents.set(row.hash, { hash: row.hash, bytes: row.bytes.slice() });
      for (const row of change.extracts ?? []) extracts.set(row.contentHash, row);
      for (const hash of recordContentsOf(change)) recordContents.add(hash);
      if (change.message) {
        const known = messages.get(change.message.id);
        const isKept = known !== undefined && known.contentDroppedOn === null;
        const { receivedAt } = isKept ? known : change.message;
        const message = { ...change.message, receivedAt, contentDroppedOn: null };
        messages.set(message.id, message);
      }
      for (const { messageId, outcome, on } of change.contentsDropped ?? []) {
        const row = messages.get(messageId);
        if (row?.outcome !== outcome || row.contentDroppedOn !== null) continue;
        messages.set(messageId, { ...row, contentDroppedOn: on });
        if (!isNeeded(row.contentHash)) contents.delete(row.contentHash);
      }
      if (change.job) jobs.set(change.job.id, change.job);
    },
    reads: {
      resource: async (type, id) => resources.get(`${type}/${id}`)?.at(-1),
      resourceVersion: async (type, id, version) => resources.get(`${type}/${id}`)?.[version - 1],
      resources: async (query) =>
        newest()
          .filter(
            (row) =>
              (query.type === undefined || row.type === query.type) &&
              (query.patientId === undefined || row.patientId === query.patientId) &&
              (query.encounterId === undefined || row.encounterId === query.encounterId) &&
              (query.term === undefined ||
                termsOf(row).some(
                  ({ param, value }) => param === query.term?.param && value === query.term?.value,
                )) &&
              (query.ids === undefined || query.ids.includes(row.id)) &&
              (query.afterId === undefined || row.id > query.afterId),
          )
          .sort(byId)
          .slice(0, query.limit ?? Number.POSITIVE_INFINITY),
      resourceTypes: async () => [...new Set(newest().map((row) => row.type))].sort(),
      resourcesOfMessage: async (messageId) =>
        [...resources.values()]
          .flat()
          .filter((row) => row.messageId === messageId)
          .sort((a, b) => (a.type === b.type ? byId(a, b) : a.type < b.type ? -1 : 1)),
      search: async (query) => {
        const sort = query.sort ?? { param: '_id', isDescending: false };
        const direction = sort.isDescending ? -1 : 1;
        const places = found(query)
          .map((row) => ({ row, value: sortValue(row, termsOf(row), sort.param) }))
          .sort((a, b) => direction * (compare(a.value, b.value) || byId(a.row, b.row)));
        // Those without a value come last in either direction.
        const ordered = [
          ...places.filter(({ value }) => value !== null),
          ...places.filter(({ value }) => value === null),
        ];
        const { after } = query;
        const start =
          after === undefined
            ? 0
            : ordered.findIndex(({ row, value }) => row.id === after.id && value === after.value) +
              1;
        const page = ordered.slice(start, start + query.limit);
        const last = page.at(-1);
        const isMore = start + query.limit < ordered.length && last !== undefined;
        return {
          rows: page.map(({ row }) => row),
          next: isMore ? { value: last.value, id: last.row.id } : null,
        };
      },
      countFound: async (query) => found(query).length,
      content: async (hash) => contents.get(hash)?.bytes,
      extract: async (contentHash) => extracts.get(contentHash),
      messageByControlKey: async (controlKey) =>
        [...messages.values()].filter((row) => row.controlKey === controlKey),
      message: async (id) => messages.get(id),
      messages: async (query) => messagesOf([...messages.values()], query),
      facilitiesOfKept: async () => {
        const kept = [...messages.values()].filter((row) => row.contentDroppedOn === null);
        return [...new Set(kept.map((row) => row.facility))].sort(compare);
      },
      messagesKept: async (query) => keptOf([...messages.values()], query),
      messageCauses: async () => causesOf([...messages.values()]),
      receipts: async (limit) => receiptsOf([...messages.values()], limit),
      job: async (id) => jobs.get(id),
      jobs: async (limit) => [...jobs.values()].sort((a, b) => byId(b, a)).slice(0, limit),
    },
  };
}

function keptOf(
  rows: readonly KeptMessage[],
  { facility, kind, outcome, before, after, limit }: KeptContentQuery,
): KeptMessage[] {
  const order = (a: KeptMessage, b: Pick<KeptMessage, 'receivedAt' | 'id'>): number =>
    a.receivedAt - b.receivedAt || byId(a, b);
  return rows
    .filter(
      (row) =>
        row.contentDroppedOn === null &&
        row.facility === facility &&
        row.kind === kind &&
        row.outcome === outcome &&
        row.receivedAt < before &&
        (after === undefined || order(row, after) > 0),
    )
    .sort(order)
    .slice(0, limit);
}

function messagesOf(rows: readonly KeptMessage[], query: MessageQuery): KeptMessage[] {
  const isOldestFirst = query.afterId !== undefined;
  return rows
    .filter(
      (row) =>
        (query.outcome === undefined || row.outcome === query.outcome) &&
        (query.cause === undefined || row.cause === query.cause) &&
        (query.controlId === undefined || row.controlId === query.controlId) &&
        (query.patientId === undefined || row.patientId === query.patientId) &&
        (query.sender === undefined || row.sender === query.sender) &&
        (query.fromAt === undefined || row.receivedAt >= query.fromAt) &&
        (query.toAt === undefined || row.receivedAt < query.toAt) &&
        (query.beforeId === undefined || row.id < query.beforeId) &&
        (query.afterId === undefined || row.id > query.afterId),
    )
    .sort((a, b) => (isOldestFirst ? byId(a, b) : byId(b, a)))
    .slice(0, query.limit);
}

function causesOf(rows: readonly MessageRow[]): CauseCount[] {
  const causes = new Map<string, CauseCount>();
  for (const { outcome, cause, reason, receivedAt } of rows) {
    if (outcome === 'taken' || cause === null) continue;
    const known = causes.get(cause);
    causes.set(cause, {
      cause,
      reason: least(known?.reason, reason ?? ''),
      count: (known?.count ?? 0) + 1,
      firstAt: Math.min(known?.firstAt ?? receivedAt, receivedAt),
      lastAt: Math.max(known?.lastAt ?? receivedAt, receivedAt),
    });
  }
  return [...causes.values()].sort((a, b) => b.count - a.count || (a.cause < b.cause ? -1 : 1));
}

function least(a: string | undefined, b: string): string {
  return a === undefined || b < a ? b : a;
}

function receiptsOf(
  rows: readonly MessageRow[],
  limit: number,
): { sender: string; receivedAt: number[] }[] {
  const senders = new Map<string, number[]>();
  for (const { sender, receivedAt } of rows)
    senders.set(sender, [...(senders.get(sender) ?? []), receivedAt]);
  return [...senders]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([sender, all]) => ({
      sender,
      receivedAt: all.sort((a, b) => b - a).slice(0, limit),
    }));
}

function sortValue(row: ResourceRow, terms: readonly SearchTerm[], param: string): string | null {
  if (param === '_id') return row.id;
  if (param === '_lastUpdated') return String(row.updatedAt).padStart(16, '0');
  const values = terms.filter((term) => term.param === param).map(({ value }) => value);
  return values.toSorted((a, b) => compare(a, b))[0] ?? null;
}

function compare(a: string | null, b: string | null): number {
  if (a === b) return 0;
  return (a ?? '') < (b ?? '') ? -1 : 1;
}

function byId(a: { readonly id: string }, b: { readonly id: string }): number {
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}

/** What a database would give back: JSON and nothing more. */
export function asStored<Value>(value: Value): Value {
  return JSON.parse(JSON.stringify(value)) as Value;
}
