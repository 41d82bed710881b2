import type { MessageRow, ResourceRow, ValueSource } from '../../../engine/store.ts';
import type { FhirResource } from '../incoming.ts';
import { assumedAt } from '../ledger.ts';
import { valuesOf } from '../value-parts.ts';
import type { Element } from './element.ts';

const own = 'urn:chartkeeper';
const terminology = 'http://terminology.hl7.org/CodeSystem';

/** Extension of a Provenance: which element came from which message, and until when it was told. */
export const valueSourceUrl = `${own}:value-source`;

/**
 * Where one version of a resource came from (FHIR R4 Provenance): who sent it, by which message, of
 * which event, and in the extension the same of each value. The message's own instant is the earliest
 * among the values it set, for what later messages repeat has been raised since.
 */
export function provenanceOf(row: ResourceRow, message?: MessageRow): FhirResource {
  const id = `${row.type}-${row.id}-${row.version}`;
  const occurredAt = eventAtOf(row);
  return {
    resourceType: 'Provenance',
    ...(id.length <= 64 ? { id } : {}),
    ...extensionsOf(row),
    target: [{ reference: `${row.type}/${row.id}/_history/${row.version}` }],
    ...(occurredAt === null ? {} : { occurredDateTime: isoOf(occurredAt) }),
    recorded: isoOf(row.updatedAt),
    activity: { coding: [{ system: `${terminology}/v3-DataOperation`, code: operationOf(row) }] },
    agent: [
      {
        type: {
          coding: [{ system: `${terminology}/provenance-participant-type`, code: 'informant' }],
        },
        who: senderOf(message),
      },
    ],
    ...(row.messageId === null
      ? {}
      : { entity: [{ role: 'source', what: { identifier: messageIdentifier(row.messageId) } }] }),
  };
}

function extensionsOf({ type, sources, body }: ResourceRow): Element {
  const values = valuesOf(body);
  const extension = Object.entries(sources)
    .filter(([key]) => !key.startsWith('participant.first:'))
    .map(([key, source]) => ({
      url: valueSourceUrl,
      extension: [
        { url: 'element', valueString: fhirPathOf(type, key) },
        ...sourceParts(source),
        ...(values.has(key) ? [] : [{ url: 'taken-away', valueBoolean: true }]),
      ],
    }));
  return extension.length > 0 ? { extension } : {};
}

function sourceParts({ at, messageId }: ValueSource): readonly Element[] {
  return [
    ...(messageId === null
      ? []
      : [{ url: 'message', valueIdentifier: messageIdentifier(messageId) }]),
    ...(at === assumedAt ? [] : [{ url: 'told-at', valueInstant: isoOf(at) }]),
  ];
}

/** The key of a value as FHIRPath; identifiers are told by their system alone. */
function fhirPathOf(type: string, key: string): string {
  const [, name = key, rest] = /^(\w+):(.*)$/s.exec(key) ?? [];
  if (rest === undefined) return `${type}.${key.replace('[x]', '')}`;
  switch (name) {
    case 'extension':
      return `${type}.extension('${rest}')`;
    case 'identifier':
      return `${type}.identifier.where(system='${rest.slice(0, rest.lastIndexOf('|'))}')`;
    default: {
      const [role = '', ...who] = rest.split(':');
      return `${type}.participant.where(type.coding.code='${role}' and individual.reference='${who.join(':')}')`;
    }
  }
}

function eventAtOf({ sources, messageId }: ResourceRow): number | null {
  const told = Object.values(sources).filter(
    (source) => source.messageId === messageId && source.at !== assumedAt,
  );
  return told.length > 0 ? Math.min(...told.map(({ at }) => at)) : null;
}

function operationOf({ isDeleted, version }: ResourceRow): 'CREATE' | 'UPDATE' | 'DELETE' {
  if (isDeleted) return 'DELETE';
  return version === 1 ? 'CREATE' : 'UPDATE';
}

/** MSH-3 and MSH-4 of an HL7 v2 message; else the user who sent it. */
function senderOf(message: MessageRow | undefined): Element {
  if (!message) return { display: 'The sender is not kept.' };
  const system = message.kind === 'hl7v2' ? `${own}:sender` : `${own}:user`;
  return { identifier: { system, value: message.sender || message.userId } };
}

function messageIdentifier(value: string): Element {
  return { system: `${own}:message`, value };
}

function isoOf(at: number): string {
  return new Date(at).toISOString();
}
