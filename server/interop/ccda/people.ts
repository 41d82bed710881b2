import type { Incoming } from '../incoming.ts';
import type { CcdaName, CcdaPerson } from './ccda-document.ts';
import {
  type Identifier,
  identifierOf,
  keyOf,
  npiSystem,
  socialSecuritySystem,
  token,
} from './identifiers.ts';

/** The practitioners a document names, each once. */
export interface People {
  /** The reference to a person: by identifier, or by name alone when there is none. */
  refer(person: CcdaPerson): { reference?: string; display?: string };
  incoming(): readonly Incoming[];
}

/**
 * Collects practitioners as the HL7 v2 reader does: a document is no authority on people, so it
 * makes one that is unknown and fills in a name that is missing, but changes nothing that is known.
 */
export function collectPeople(systems: Readonly<Record<string, string>>): People {
  const found = new Map<string, Incoming>();
  return {
    refer(person) {
      const identifiers = person.ids
        .map((id) => identifierOf(id, systems))
        .filter(({ system }) => system !== socialSecuritySystem);
      const chosen = chosenOf(identifiers);
      const display = person.name?.text ?? person.device ?? person.organisation;
      if (chosen === undefined || isDevice(person)) return display === null ? {} : { display };
      const key = keyOf('Practitioner', chosen);
      const name = person.name ? [humanName(person.name)] : found.get(key)?.defaults?.name;
      found.set(key, {
        key,
        mode: 'merge',
        match: { type: 'Practitioner', identifier: token(chosen) },
        resource: { resourceType: 'Practitioner', identifier: identifiers },
        ...(name ? { defaults: { name } } : {}),
      });
      return { reference: key, ...(display === null ? {} : { display }) };
    },
    incoming: () => [...found.values()],
  };
}

/** Software that put the document together is nobody who could sign it. */
function isDevice({ name, device }: CcdaPerson): boolean {
  return name === null && device !== null;
}

/** The national number, which every system of the hospital knows; else the first. */
function chosenOf(identifiers: readonly Identifier[]): Identifier | undefined {
  return identifiers.find(({ system }) => system === npiSystem) ?? identifiers[0];
}

const uses: Readonly<Record<string, string>> = { L: 'official', C: 'official', P: 'nickname' };

/** PN → HumanName. */
export function humanName(name: CcdaName): object {
  const use = uses[name.use?.split(/\s+/)[0] ?? ''];
  return {
    ...(use ? { use } : {}),
    ...(name.family ? { family: name.family } : {}),
    ...(name.given.length > 0 ? { given: name.given } : {}),
    ...(name.prefix.length > 0 ? { prefix: name.prefix } : {}),
    ...(name.suffix.length > 0 ? { suffix: name.suffix } : {}),
    ...(name.family || name.given.length > 0 ? {} : { text: name.text }),
  };
}
