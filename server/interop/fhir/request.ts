import { Refusal } from '../../../engine/errors.ts';
import type { FhirResource, Incoming } from '../incoming.ts';
import { checkResource, type Issue } from './check.ts';
import { type Element, textAt } from './element.ts';
import { identifierInQuery } from './identifier-query.ts';

/** A resource with the request it came by: an entry of a Bundle, or a call of its own. */
export interface Request {
  readonly resource: unknown;
  readonly request: Element;
  readonly fullUrl: string | null;
  /** Path of the resource and of the request. */
  readonly path: string;
  readonly requestPath: string;
}

/** Reads one request; what is wrong with it is added to the issues. */
export function fromRequest(request: Request, issues: Issue[]): Incoming | undefined {
  const url = urlOf(request, issues);
  if (!url) return undefined;
  try {
    return read(request, url, issues);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    issues.push(...(error.detail.issues ?? []));
    return undefined;
  }
}

interface RequestUrl {
  readonly type: string;
  readonly id: string | null;
  readonly query: string | null;
}

function urlOf({ request, requestPath }: Request, issues: Issue[]): RequestUrl | undefined {
  const url = /^\/?([A-Z][A-Za-z]+)\/?(?:(?<=\/)([A-Za-z0-9.-]{1,64}))?(?:\?(.*))?$/.exec(
    textAt(request.url) ?? '',
  );
  if (url) return { type: url[1] ?? '', id: url[2] ?? null, query: url[3] ?? null };
  issues.push({
    path: `${requestPath}.url`,
    message: 'Not a relative FHIR URL (Patient, Patient/12 or Patient?identifier=system|value).',
  });
  return undefined;
}

function read(request: Request, url: RequestUrl, issues: Issue[]): Incoming | undefined {
  const { method } = request.request;
  switch (method) {
    case 'POST':
      return withResource(request, url, issues, () => created(request, url));
    case 'PUT':
      return withResource(request, url, issues, () => updated(request, url));
    case 'DELETE':
      return deleted(request, url);
    default:
      issues.push({
        path: `${request.requestPath}.method`,
        message:
          'POST, PUT and DELETE are taken here. Read with GET on the resource itself; send a change as a whole resource by PUT.',
      });
      return undefined;
  }
}

function withResource(
  { resource, path }: Request,
  { type }: RequestUrl,
  issues: Issue[],
  make: () => Omit<Incoming, 'path' | 'resource'>,
): Incoming | undefined {
  const found = checkResource(resource, path);
  issues.push(...found);
  if (found.length > 0) return undefined;
  const checked = resource as FhirResource;
  if (checked.resourceType !== type) {
    issues.push({
      path: `${path}.resourceType`,
      message: `The request says ${type}; the resource is another type.`,
    });
    return undefined;
  }
  return { ...make(), path, resource: checked };
}

function created(
  { request, fullUrl, path, requestPath }: Request,
  url: RequestUrl,
): Omit<Incoming, 'path' | 'resource'> {
  if (url.id !== null || url.query !== null) {
    throw refusal([
      {
        path: `${requestPath}.url`,
        message: 'POST creates with an id of our making: give the type alone, or use PUT.',
      },
    ]);
  }
  const condition = textAt(request.ifNoneExist);
  const key = fullUrl ?? path;
  if (condition === null) return { key, mode: 'create' };
  const query = condition.replace(/^[^?]*\?/, '');
  const identifier = identifierInQuery(query, `${requestPath}.ifNoneExist`);
  return { key, mode: 'create', ifNoneExist: true, match: { type: url.type, identifier } };
}

function updated(
  { request, resource, fullUrl, path, requestPath }: Request,
  url: RequestUrl,
): Omit<Incoming, 'path' | 'resource'> {
  const ifMatch = versionIn(request.ifMatch, `${requestPath}.ifMatch`);
  const key = fullUrl ?? (url.id === null ? path : `${url.type}/${url.id}`);
  const common = { key, mode: 'update' as const, ...(ifMatch === undefined ? {} : { ifMatch }) };
  const { id } = resource as FhirResource;
  if (url.id !== null && url.query === null) {
    if (id !== undefined && id !== url.id) {
      throw refusal([
        { path: `${path}.id`, message: 'The id of the resource is not the one in the URL.' },
      ]);
    }
    return { ...common, id: url.id };
  }
  if (url.id === null && url.query !== null) {
    return {
      ...common,
      match: { type: url.type, identifier: identifierInQuery(url.query, `${requestPath}.url`) },
    };
  }
  throw refusal([
    { path: `${requestPath}.url`, message: 'PUT needs Type/id or Type?identifier=system|value.' },
  ]);
}

function deleted({ request, fullUrl, path, requestPath }: Request, url: RequestUrl): Incoming {
  const ifMatch = versionIn(request.ifMatch, `${requestPath}.ifMatch`);
  const common = {
    key: fullUrl ?? (url.id === null ? path : `${url.type}/${url.id}`),
    mode: 'delete' as const,
    path,
    ...(ifMatch === undefined ? {} : { ifMatch }),
  };
  if (url.id !== null && url.query === null) {
    return { ...common, id: url.id, resource: { resourceType: url.type, id: url.id } };
  }
  if (url.id === null && url.query !== null) {
    const identifier = identifierInQuery(url.query, `${requestPath}.url`);
    return {
      ...common,
      match: { type: url.type, identifier },
      resource: { resourceType: url.type },
    };
  }
  throw refusal([
    {
      path: `${requestPath}.url`,
      message: 'DELETE needs Type/id or Type?identifier=system|value.',
    },
  ]);
}

function versionIn(value: unknown, path: string): number | undefined {
  if (value === undefined || value === null) return undefined;
  const version = /^(?:W\/)?"(\d+)"$/.exec(String(value))?.[1];
  if (version === undefined) throw refusal([{ path, message: 'Not a version (W/"3").' }]);
  return Number(version);
}

/** One refusal for all that is wrong, its sentence naming the first. */
export function refusal(issues: readonly Issue[]): Refusal {
  const [first] = issues;
  const more = issues.length > 1 ? ` (and ${issues.length - 1} more)` : '';
  return new Refusal('invalid-input', `${first?.path}: ${first?.message}${more}`, { issues });
}
