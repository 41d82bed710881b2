import type { Incoming } from '../incoming.ts';
import { fromXcn, keyOf, token } from './identifiers.ts';
import type { Repetition } from './message.ts';
import { displayOfXcn, nameInXcn } from './names.ts';

/** The practitioners a message names, each once. */
export interface Practitioners {
  /** The reference to whom an XCN names: by identifier, or by name alone when it has none. */
  refer(xcn: Repetition): { reference?: string; display?: string };
  incoming(): readonly Incoming[];
}

/**
 * Collects practitioners. A clinical message is no authority on people: it makes one that is
 * unknown and fills in a name that is missing, but changes nothing that is known.
 */
export function collectPractitioners(namespace: string): Practitioners {
  const found = new Map<string, Incoming>();
  return {
    refer(xcn) {
      const identifier = fromXcn(xcn, namespace);
      const display = displayOfXcn(xcn);
      if (!identifier) return display ? { display } : {};
      const key = keyOf('Practitioner', identifier);
      const name = nameInXcn(xcn) ?? found.get(key)?.defaults?.name;
      found.set(key, {
        key,
        mode: 'merge',
        match: { type: 'Practitioner', identifier: token(identifier) },
        resource: { resourceType: 'Practitioner', identifier: [identifier] },
        ...(name ? { defaults: { name: Array.isArray(name) ? name : [name] } } : {}),
      });
      return { reference: key, ...(display ? { display } : {}) };
    },
    incoming: () => [...found.values()],
  };
}
