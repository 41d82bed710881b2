import type { ContentRow } from '../../engine/store.ts';
import { decodeBytes, encodeBytes } from './base64.ts';
import { sha256 } from './digest.ts';
import { type Element, extensionOf, objectOf, textAt } from './fhir/element.ts';
import type { Incoming } from './incoming.ts';
import { statedElements } from './stated-elements.ts';

/**
 * Where an inline content went: on the primitive `data` of an Attachment or a Binary, the SHA-256 of its bytes.
 * FHIR R4 lets a primitive have extensions without a value, so what is kept is still FHIR.
 */
export const contentHashUrl = 'https://chartkeeper.dev/fhir/content-hash';

/** On the same mark, what plain words state, by name: read once, as they come. Names are parted by blanks. */
const statedUrl = 'https://chartkeeper.dev/fhir/stated';

export interface Outlined {
  readonly incoming: readonly Incoming[];
  readonly contents: readonly ContentRow[];
  /** Hashes of all contents that it refers to, brought along or kept before. */
  readonly referred: readonly string[];
}

/** Takes the inline contents out of what a message brings: each is kept once, by its hash. */
export async function outline(incoming: readonly Incoming[]): Promise<Outlined> {
  const found = new Map<string, Uint8Array>();
  const known = new Set<string>();
  for (const { resource, defaults } of incoming) {
    collect(resource, found, known);
    collect(defaults, found, known);
  }
  if (found.size === 0) return { incoming, contents: [], referred: [...known] };
  const marks = new Map<string, object[]>();
  const contents = new Map<string, ContentRow>();
  for (const [data, bytes] of found) {
    const hash = await sha256(bytes);
    marks.set(data, markOf(hash, bytes));
    contents.set(hash, { hash, bytes });
  }
  return {
    incoming: incoming.map(({ resource, defaults, ...rest }) => ({
      ...rest,
      resource: without(resource, marks) as Incoming['resource'],
      ...(defaults === undefined ? {} : { defaults: without(defaults, marks) as Element }),
    })),
    contents: [...contents.values()],
    referred: [...known, ...contents.keys()],
  };
}

/** The hash under which the content of an Attachment or a Binary is kept; null when it has none here. */
export function contentHashOf(holder: Element | undefined): string | null {
  const mark = objectOf(holder?._data);
  return mark === undefined ? null : textAt(extensionOf(mark, contentHashUrl)?.valueString);
}

/** What the kept words state, by name; null where they are no plain words. */
export function statedIn(holder: Element | undefined): string[] | null {
  const mark = objectOf(holder?._data);
  if (mark === undefined || !/^text\/plain\b/.test(String(holder?.contentType))) return null;
  return (textAt(extensionOf(mark, statedUrl)?.valueString) ?? '').split(' ').filter(Boolean);
}

/** What is longer is no note, and is read in the background if at all. */
const mostPlainBytes = 200_000;

function markOf(hash: string, bytes: Uint8Array): object[] {
  const isPlain = bytes.length <= mostPlainBytes && !bytes.subarray(0, 512).includes(0);
  const stated = isPlain ? statedElements(new TextDecoder().decode(bytes)) : [];
  return [
    { url: contentHashUrl, valueString: hash },
    ...(stated.length === 0 ? [] : [{ url: statedUrl, valueString: stated.join(' ') }]),
  ];
}

/** The resource as it was sent, its contents inline again; one that is not here any more stays a mark. */
export async function inlined<T>(
  value: T,
  contentOf: (hash: string) => Promise<Uint8Array | undefined>,
): Promise<T> {
  return (await restored(value, contentOf)) as T;
}

/** An Attachment or a Binary: the two that hold a document's bytes (a SampledData has `data` too, but no type). */
function isHolder(value: Element): boolean {
  return (
    typeof value.data === 'string' &&
    value.data !== '' &&
    (value.resourceType === 'Binary' || typeof value.contentType === 'string')
  );
}

function collect(value: unknown, found: Map<string, Uint8Array>, known: Set<string>): void {
  if (typeof value !== 'object' || value === null) return;
  const element = objectOf(value);
  const hash = contentHashOf(element);
  if (hash !== null) known.add(hash);
  if (element !== undefined && isHolder(element) && !found.has(String(element.data))) {
    const bytes = decodeBytes(String(element.data));
    if (bytes !== undefined) found.set(String(element.data), bytes);
  }
  for (const part of Object.values(value)) collect(part, found, known);
}

function without(value: unknown, marks: ReadonlyMap<string, readonly object[]>): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((one) => without(one, marks));
  const element = value as Element;
  const extension = isHolder(element) ? marks.get(String(element.data)) : undefined;
  const entries = Object.entries(element)
    .filter(([name]) => extension === undefined || (name !== 'data' && name !== '_data'))
    .map(([name, part]) => [name, without(part, marks)]);
  return {
    ...Object.fromEntries(entries),
    ...(extension === undefined ? {} : { _data: { extension } }),
  };
}

async function restored(
  value: unknown,
  contentOf: (hash: string) => Promise<Uint8Array | undefined>,
): Promise<unknown> {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return Promise.all(value.map((one) => restored(one, contentOf)));
  const element = value as Element;
  const hash = contentHashOf(element);
  const bytes = hash === null ? undefined : await contentOf(hash);
  const copied: Record<string, unknown> = {};
  for (const [name, part] of Object.entries(element)) {
    if (bytes !== undefined && name === '_data') copied.data = encodeBytes(bytes);
    else copied[name] = await restored(part, contentOf);
  }
  return copied;
}
