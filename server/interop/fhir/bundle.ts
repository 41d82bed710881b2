import type { Refusal } from '../../../engine/errors.ts';
import type { FhirResource, Incoming, ResolvedEntry } from '../incoming.ts';
import type { Issue } from './check.ts';
import { type Element, objectOf, textAt } from './element.ts';
import { outcomeOf } from './outcome.ts';
import { fromRequest, refusal } from './request.ts';

export interface IncomingBundle {
  readonly kind: 'transaction' | 'batch';
  readonly incoming: readonly Incoming[];
  /** Entries of a batch that cannot be read; the others stand. A transaction has none: it is refused whole. */
  readonly failed: readonly FailedAt[];
}

export interface FailedAt {
  readonly position: number;
  readonly refusal: Refusal;
}

/**
 * Reads a FHIR R4 transaction or batch Bundle.
 * @throws Refusal `invalid-input` with the FHIR path of every element at fault
 */
export function fromBundle(json: unknown): IncomingBundle {
  const bundle = objectOf(json);
  const kind = kindOf(bundle);
  const entries = bundle?.entry ?? [];
  if (!Array.isArray(entries)) {
    throw refusal([{ path: 'Bundle.entry', message: 'Bundle.entry is a list.' }]);
  }
  const read = entries.map((entry, index) => fromEntry(entry, `Bundle.entry[${index}]`));
  const issues = [...read.flatMap((entry) => entry.issues), ...sameFullUrls(entries)];
  if (kind === 'transaction' && issues.length > 0) throw refusal(issues);
  return {
    kind,
    incoming: read.flatMap(({ incoming, issues: own }) =>
      incoming && own.length === 0 ? [incoming] : [],
    ),
    failed: read.flatMap(({ issues: own }, position) =>
      own.length > 0 ? [{ position, refusal: refusal(own) }] : [],
    ),
  };
}

/** Reads one resource that came by `POST /fhir/Type` or `PUT /fhir/Type/id`. */
export function fromResource(
  json: unknown,
  request: {
    readonly method: string;
    readonly url: string;
    readonly ifNoneExist?: string;
    readonly ifMatch?: string;
  },
): Incoming {
  const issues: Issue[] = [];
  const type = textAt(objectOf(json)?.resourceType) ?? 'Resource';
  const incoming = fromRequest(
    { resource: json, request, fullUrl: null, path: type, requestPath: 'request' },
    issues,
  );
  if (!incoming || issues.length > 0) throw refusal(issues);
  return { ...incoming, path: type };
}

function kindOf(bundle: Element | undefined): 'transaction' | 'batch' {
  if (bundle?.resourceType !== 'Bundle') {
    throw refusal([
      { path: 'Bundle', message: 'Send a FHIR R4 Bundle of type transaction or batch.' },
    ]);
  }
  const { type } = bundle;
  if (type === 'transaction' || type === 'batch') return type;
  throw refusal([
    {
      path: 'Bundle.type',
      message: `A Bundle of this type (${typeof type === 'string' ? type.slice(0, 40) : 'none'}) is not taken. ${insteadOf(type)}`,
    },
  ]);
}

function insteadOf(type: unknown): string {
  return type === 'document'
    ? 'Send a FHIR document to /documents.'
    : 'Send its resources as a transaction, each entry with its request.';
}

interface ReadEntry {
  readonly incoming: Incoming | undefined;
  readonly issues: readonly Issue[];
}

function fromEntry(entry: unknown, path: string): ReadEntry {
  const element = objectOf(entry);
  const request = objectOf(element?.request);
  if (!request) {
    const message = 'Each entry needs a request with method and url.';
    return { incoming: undefined, issues: [{ path: `${path}.request`, message }] };
  }
  const issues: Issue[] = [];
  const incoming = fromRequest(
    {
      resource: element?.resource,
      request,
      fullUrl: textAt(element?.fullUrl),
      path: `${path}.resource`,
      requestPath: `${path}.request`,
    },
    issues,
  );
  return { incoming, issues };
}

function sameFullUrls(entries: readonly unknown[]): readonly Issue[] {
  const seen = new Set<string>();
  return entries.flatMap((entry, index) => {
    const fullUrl = textAt(objectOf(entry)?.fullUrl);
    if (fullUrl === null || !seen.has(fullUrl)) {
      if (fullUrl !== null) seen.add(fullUrl);
      return [];
    }
    return [{ path: `Bundle.entry[${index}].fullUrl`, message: 'Another entry has this fullUrl.' }];
  });
}

/** An entry of a batch that was not done, with the HTTP status of its refusal. */
export interface FailedEntry {
  readonly refusal: Refusal;
  readonly status: number;
}

/**
 * The answer to a transaction or batch, entry by entry in the order of the request. `entries` go
 * with `incoming` one by one; `failed` are those that could not be read, at their own positions.
 */
export function toTransactionResponse(
  kind: 'transaction' | 'batch',
  entries: readonly (ResolvedEntry | FailedEntry)[],
  incoming: readonly Incoming[],
  failed: readonly (FailedEntry & { readonly position: number })[] = [],
): FhirResource {
  const answers = entries.map((entry, index) =>
    responseOf(entry, incoming[index]?.mode === 'delete'),
  );
  for (const entry of [...failed].sort((a, b) => a.position - b.position)) {
    answers.splice(entry.position, 0, responseOf(entry, false));
  }
  return {
    resourceType: 'Bundle',
    type: `${kind}-response`,
    ...(answers.length > 0 ? { entry: answers.map((response) => ({ response })) } : {}),
  };
}

function responseOf(entry: ResolvedEntry | FailedEntry, isDelete: boolean): Element {
  if ('refusal' in entry)
    return { status: String(entry.status), outcome: outcomeOf(entry.refusal) };
  if (isDelete) return { status: '204 No Content' };
  return {
    status: entry.status === 'created' ? '201 Created' : '200 OK',
    location: `${entry.type}/${entry.id}/_history/${entry.version}`,
    etag: `W/"${entry.version}"`,
  };
}
