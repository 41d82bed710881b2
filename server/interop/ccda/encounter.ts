import { timestamp } from '../hl7v2/timestamp.ts';
import type { Incoming } from '../incoming.ts';
import type { CcdaEncounter, CcdaPerson } from './ccda-document.ts';
import { codingOf } from './coding.ts';
import { identifierOf, keyOf, token } from './identifiers.ts';
import type { People } from './people.ts';
import type { CcdaSource } from './to-incoming.ts';

const participation = 'http://terminology.hl7.org/CodeSystem/v3-ParticipationType';
const actCode = 'http://terminology.hl7.org/CodeSystem/v3-ActCode';
const v2Class = 'http://terminology.hl7.org/CodeSystem/v2-0004';

export interface EncounterOptions extends CcdaSource {
  readonly patientKey: string;
  readonly people: People;
}

/**
 * The encompassing encounter, found by its first id; undefined when it has none. All but its ids are
 * defaults: a document tells of the stay in passing, and what the registration says stands.
 */
export function toEncounter(
  encounter: CcdaEncounter,
  options: EncounterOptions,
): Incoming | undefined {
  const identifiers = encounter.ids.map((id) => identifierOf(id, options.systems));
  const [first] = identifiers;
  if (first === undefined) return undefined;
  return {
    key: keyOf('Encounter', first),
    mode: 'merge',
    match: { type: 'Encounter', identifier: token(first) },
    path: 'componentOf/encompassingEncounter/id',
    resource: { resourceType: 'Encounter', identifier: identifiers },
    defaults: knownOf(encounter, options),
  };
}

function knownOf(encounter: CcdaEncounter, options: EncounterOptions): Record<string, unknown> {
  const period = periodOf(encounter, options.zone);
  const participant = participantsOf(encounter, options.people);
  const { disposition, location } = encounter;
  return {
    status: period.end ? 'finished' : 'in-progress',
    class: classOf(encounter),
    subject: { reference: options.patientKey },
    ...(Object.keys(period).length > 0 ? { period } : {}),
    ...(participant.length > 0 ? { participant } : {}),
    ...(location === null ? {} : { location: [{ location: { display: location } }] }),
    ...(disposition === null
      ? {}
      : { hospitalization: { dischargeDisposition: { coding: [codingOf(disposition)] } } }),
    ...(options.facility ? { serviceProvider: { identifier: { value: options.facility } } } : {}),
  };
}

/** When the stay began and ended, as FHIR dateTimes. */
export function periodOf(
  { low, high }: Pick<CcdaEncounter, 'low' | 'high'>,
  zone: string,
): { start?: string; end?: string } {
  const start = timestamp(low ?? '', zone)?.dateTime;
  const end = timestamp(high ?? '', zone)?.dateTime;
  return { ...(start ? { start } : {}), ...(end ? { end } : {}) };
}

/** The code in HL7's own list of encounter classes; a procedure code (CPT) says none. */
function classOf({ codes }: CcdaEncounter): { readonly system: string; readonly code: string } {
  const code = codes.map(codingOf).find(({ system }) => system === actCode)?.code;
  return code === undefined ? { system: v2Class, code: 'U' } : { system: actCode, code };
}

const kinds: ReadonlySet<string> = new Set(['ATND', 'ADM', 'DIS', 'CON', 'REF']);

/** The responsible party is the attending where no participant is said to be. */
function participantsOf(encounter: CcdaEncounter, people: People): readonly object[] {
  const { participants, responsible } = encounter;
  const known = participants.filter(({ kind }) => kinds.has(kind));
  const isAttendingSaid = known.some(({ kind }) => kind === 'ATND');
  const attending: readonly { kind: string; person: CcdaPerson }[] =
    responsible && !isAttendingSaid ? [{ kind: 'ATND', person: responsible }] : [];
  return [...known, ...attending].flatMap(({ kind, person }) => {
    const individual = people.refer(person);
    const type = [{ coding: [{ system: participation, code: kind }] }];
    return Object.keys(individual).length > 0 ? [{ type, individual }] : [];
  });
}
