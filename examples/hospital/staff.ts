import type { Person } from '../../server/demo/hospital-feed.ts';
import type { SiteRow } from '../../server/site-tables.ts';
import { createNameSource } from './people.ts';
import { chanceOf } from './random.ts';
import services from './services.json' with { type: 'json' };

export const practitionerSystem = 'urn:id:demo-practitioner';

/** How soon someone writes and signs; what the department lives with. */
export type Habit = 'prompt' | 'slow' | 'late';

export interface Physician {
  readonly id: string;
  readonly family: string;
  readonly given: string;
  readonly service: string;
  readonly specialty: string;
  readonly isResident: boolean;
  /** Who countersigns for one in training. */
  readonly supervisor: Pick<Physician, 'id' | 'family' | 'given'> | null;
  readonly habit: Habit;
}

/** The physicians of the hand-made stays work here too, so that whoever signs in as one has patients. */
const known = [
  { id: 'reyes', family: 'Reyes', given: 'Elena', service: 'MED', habit: 'slow' },
  { id: 'lind', family: 'Lind', given: 'Tomas', service: 'SUR', habit: 'slow' },
  { id: 'osei', family: 'Osei', given: 'Akua', service: 'CAR', habit: 'prompt' },
  { id: 'ito', family: 'Ito', given: 'Haruka', service: 'ANE', habit: 'prompt' },
  { id: 'cole', family: 'Cole', given: 'Marcus', service: 'ORT', habit: 'slow' },
] as const;

const anesthesiologists = 8;

export interface Staff {
  readonly physicians: readonly Physician[];
  /** Those who admit and attend, without residents. */
  attendingsOf(service: string): readonly Physician[];
  residentsOf(service: string): readonly Physician[];
  byId(id: string): Physician;
}

export function createStaff(seed: string): Staff {
  const names = createNameSource(seed);
  const taken = new Set<string>(known.map(({ family, given }) => `${given} ${family}`));
  const plan = [
    ...services,
    { code: 'ANE', specialty: 'Anesthesiology', physicians: anesthesiologists },
  ];
  const physicians = plan.flatMap(({ code, specialty, physicians: count }) => {
    const here = known.filter(({ service }) => service === code);
    const made: Physician[] = here.map((one) => ({
      ...one,
      specialty,
      isResident: false,
      supervisor: null,
    }));
    for (let n = made.length; n < count; n += 1) {
      const chance = chanceOf(`${seed}/physician/${code}/${n}`);
      let name = names.physician(`physician/${code}/${n}`);
      for (let again = 1; taken.has(`${name.given} ${name.family}`); again += 1)
        name = names.physician(`physician/${code}/${n}/${again}`);
      taken.add(`${name.given} ${name.family}`);
      const isResident = code !== 'ANE' && n >= count - Math.floor(count / 4);
      made.push({
        id: `${code.toLowerCase()}-${String(n + 1).padStart(2, '0')}`,
        family: name.family,
        given: name.given,
        service: code,
        specialty,
        isResident,
        supervisor: isResident ? (made[n % 3] ?? null) : null,
        habit: chance.weighted(['prompt', 'slow', 'late'] as const, (habit) => habits[habit]),
      });
    }
    return made;
  });
  const index = new Map(physicians.map((one) => [one.id, one]));
  const of = (service: string, isResident: boolean): readonly Physician[] =>
    physicians.filter((one) => one.service === service && one.isResident === isResident);
  return {
    physicians,
    attendingsOf: (service) => of(service, false),
    residentsOf: (service) => of(service, true),
    byId: (id) => {
      const one = index.get(id);
      if (one === undefined) throw new Error(`No physician ${id}.`);
      return one;
    },
  };
}

const habits: Readonly<Record<Habit, number>> = { prompt: 72, slow: 19, late: 9 };

/** Practitioners and what each does here, as one transaction. */
export function staffBundle(
  { physicians }: Staff,
  hospital: { facility: string; name: string },
): unknown {
  const resources = [
    {
      resourceType: 'Organization',
      id: `organization-${hospital.facility}`,
      identifier: [{ system: 'urn:id:facility', value: hospital.facility }],
      name: hospital.name,
    },
    ...physicians.map(({ id, family, given }) => ({
      resourceType: 'Practitioner',
      id,
      identifier: [{ system: practitionerSystem, value: id }],
      name: [{ family, given: [given], prefix: ['Dr'] }],
    })),
    ...physicians.map(({ id, specialty, isResident }) => ({
      resourceType: 'PractitionerRole',
      id: `role-${id}`,
      practitioner: { reference: `Practitioner/${id}` },
      organization: { reference: `Organization/organization-${hospital.facility}` },
      code: [{ text: isResident ? 'Resident physician' : 'Attending physician' }],
      specialty: [{ text: specialty }],
    })),
  ];
  return {
    resourceType: 'Bundle',
    type: 'transaction',
    entry: resources.map((resource) => ({
      resource,
      request: { method: 'PUT', url: `${resource.resourceType}/${resource.id}` },
    })),
  };
}

/** The department of health information management, and those it works with. */
export const department: readonly Person[] = [
  { id: 'him-analyst-1', name: 'Dana Whitlock', role: 'analyst' },
  { id: 'him-analyst-2', name: 'Ravi Menon', role: 'analyst' },
  { id: 'him-analyst-3', name: 'Lucille Ferraro', role: 'analyst' },
  { id: 'him-analyst-4', name: 'Joan Adeyemi', role: 'analyst' },
  { id: 'him-supervisor', name: 'Beth Kowalczyk', role: 'supervisor' },
  { id: 'him-manager', name: 'Harold Nguyen', role: 'manager' },
  { id: 'medical-staff', name: 'Carmen Ibarra', role: 'medical-staff-office' },
  { id: 'quality-1', name: 'Stephen Oduya', role: 'quality' },
  { id: 'cdi-1', name: 'Marguerite Bell', role: 'cdi-specialist' },
  { id: 'privacy-1', name: 'Ilse Brandt', role: 'privacy-officer' },
  { id: 'coder-1', name: 'Imogen Castell', role: 'coder' },
  { id: 'coder-2', name: 'Walter Obi', role: 'coder' },
  { id: 'release-1', name: 'Teresa Lindgren', role: 'release-specialist' },
  { id: 'release-2', name: 'Marcus Yoon', role: 'release-specialist' },
  { id: 'auditor-1', name: 'Josephine Arnaud', role: 'auditor' },
  { id: 'him-systems', name: 'Oren Fitch', role: 'administrator' },
];

export function everyone({ physicians }: Staff): ReadonlyMap<string, Person> {
  const staff = physicians.map(
    ({ id, given, family }): Person => ({ id, name: `Dr ${given} ${family}`, role: 'physician' }),
  );
  return new Map([...department, ...staff].map((one) => [one.id, one]));
}

/** What the medical staff's policy says of each other's work. */
export function staffTables(
  staff: Staff,
  { facility, from }: { facility: string; from: string },
): {
  readonly cover: readonly SiteRow<'cover'>[];
  readonly 'practitioner-groups': readonly SiteRow<'practitioner-groups'>[];
  readonly supervision: readonly SiteRow<'supervision'>[];
  readonly 'practitioner-contacts': readonly SiteRow<'practitioner-contacts'>[];
} {
  const groups = services.map(({ code, name }) => ({
    id: `group-${code.toLowerCase()}`,
    name,
    members: staff.attendingsOf(code).map(({ id }) => id),
  }));
  return {
    'practitioner-groups': groups,
    cover: staff.physicians
      .filter(({ service, isResident }, n) => !isResident && service !== 'ANE' && n % 4 === 0)
      .map(({ id, service }) => ({
        practitionerId: id,
        coveredByGroup: `group-${service.toLowerCase()}`,
        facilities: [facility],
        fromOn: from,
        toOn: null,
        maySign: false,
      })),
    supervision: staff.physicians
      .filter(({ isResident }) => isResident)
      .map(({ id, supervisor }) => ({
        practitionerId: id,
        supervisorId: supervisor?.id ?? null,
        fromOn: from,
        toOn: null,
      })),
    'practitioner-contacts': staff.physicians.map(({ id }) => ({
      practitionerId: id,
      mail: `${id}@mercyvalley.example`,
    })),
  };
}
