import { describe, expect, test } from 'vitest';
import {
  type AccessTable,
  actsFor,
  isInScope,
  type Permission,
  permits,
  placesOf,
  practitionersIn,
  queueScopes,
} from './access.ts';
import type { Cover, User } from './model/user.ts';

const work: Permission = { roles: ['analyst'], own: ['physician'], cover: 'work' };
const sign: Permission = { roles: [], own: ['physician'], cover: 'sign' };
const alone: Permission = { roles: [], own: ['physician'] };
const subject = { facility: 'north', patientId: 'p1', encounterId: 'e1', practitionerId: 'marsh' };

const osei = (covers: readonly Cover[], facilities: string[] | '*' = '*'): User => ({
  id: 'osei',
  name: 'Akua Osei',
  grants: [{ role: 'physician', facilities }],
  practitionerId: 'osei',
  covers,
});
const covering = (rest: Partial<Cover> = {}): Cover => ({
  practitionerId: 'marsh',
  facilities: ['north'],
  maySign: false,
  ...rest,
});

describe('a cover', () => {
  test('works in the place of the one covered and signs only where the row says so', () => {
    expect(permits(work, osei([covering()]), subject)).toBe(true);
    expect(permits(sign, osei([covering()]), subject)).toBe(false);
    expect(permits(sign, osei([covering({ maySign: true })]), subject)).toBe(true);
    expect(permits(alone, osei([covering({ maySign: true })]), subject)).toBe(false);
    expect(permits(work, osei([]), subject)).toBe(false);
  });

  test('ends at its facilities, and at those where the cover holds the role', () => {
    const south = { ...subject, facility: 'south' };
    expect(permits(work, osei([covering()]), south)).toBe(false);
    expect(permits(work, osei([covering({ facilities: '*' })]), south)).toBe(true);
    expect(permits(work, osei([covering({ facilities: '*' })], ['north']), south)).toBe(false);
  });

  test('is not passed on, and gives a patient or a clerk nothing', () => {
    // Marsh covers Quill; Osei covers Marsh.
    const quills = { ...subject, practitionerId: 'quill' };
    expect(permits(work, osei([covering()]), quills)).toBe(false);
    expect(permits(work, osei([covering()]), { ...subject, practitionerId: null })).toBe(false);
    const clerk: User = {
      ...osei([covering()]),
      grants: [{ role: 'release-specialist', facilities: '*' }],
    };
    expect(permits(work, clerk, subject)).toBe(false);
    const patient: User = { ...osei([covering()]), grants: [{ role: 'patient', facilities: '*' }] };
    expect(permits({ ...work, own: ['patient'] }, patient, subject)).toBe(false);
  });

  test('acts for the one covered, but in their own right where that suffices', () => {
    expect(actsFor(work, osei([covering()]), subject)).toBe('marsh');
    expect(actsFor(work, osei([covering()]), { ...subject, practitionerId: 'osei' })).toBeNull();
    const both = osei([covering()]);
    const analyst = { ...both, grants: [...both.grants, { role: 'analyst', facilities: '*' }] };
    expect(actsFor(work, analyst as User, subject)).toBeNull();
    expect(actsFor(sign, osei([covering()]), subject)).toBeNull();
  });
});

describe('the lists of a cover', () => {
  const table: AccessTable = {
    view: work,
    start: work,
    events: {},
    queues: {
      deficiencies: { title: 'Deficiencies', ...work },
      attestations: { title: 'Attestations', ...sign },
      evaluations: { title: 'Evaluations', ...alone },
    },
  };
  const practitionersOf = (user: User, queue: string) =>
    queueScopes([table], user).find((one) => one.queue === queue)?.practitioners;

  test('hold their own work and that of each one covered once, where both may be', () => {
    const covers = [
      covering(),
      covering({ facilities: ['south', 'north'], maySign: true }),
      covering({ practitionerId: 'quill', facilities: ['west'] }),
      covering({ practitionerId: 'osei' }),
    ];
    const mine = { practitionerId: 'osei', facilities: ['north', 'south'] };
    const user = osei(covers, ['north', 'south']);
    expect(practitionersOf(user, 'deficiencies')).toEqual([
      mine,
      { practitionerId: 'marsh', facilities: ['north', 'south'] },
    ]);
    expect(practitionersOf(user, 'attestations')).toEqual([
      mine,
      { practitionerId: 'marsh', facilities: ['south', 'north'] },
    ]);
    expect(practitionersOf(user, 'evaluations')).toEqual([mine]);
    expect(practitionersOf(osei([covering({ facilities: '*' })]), 'deficiencies')).toEqual([
      { practitionerId: 'osei', facilities: '*' },
      { practitionerId: 'marsh', facilities: '*' },
    ]);
  });

  test('show what they say, and can be narrowed but not widened', () => {
    const [scope] = queueScopes([table], osei([covering()]));
    if (scope === undefined) throw new Error('no scope');
    const task = (practitionerId: string | null, facility: string, queue = 'deficiencies') => ({
      queue,
      facility,
      practitionerId,
    });
    expect(isInScope(scope, task('osei', 'west'))).toBe(true);
    expect(isInScope(scope, task('marsh', 'north'))).toBe(true);
    expect(isInScope(scope, task('marsh', 'south'))).toBe(false);
    expect(isInScope(scope, task(null, 'north'))).toBe(false);
    expect(isInScope(scope, task('osei', 'west', 'other'))).toBe(false);
    expect(practitionersIn(scope, 'marsh')).toEqual([
      { practitionerId: 'marsh', facilities: ['north'] },
    ]);
    expect(practitionersIn(scope, 'quill')).toEqual([]);
    expect(practitionersIn({ ...scope, practitioners: null }, 'quill')).toEqual([
      { practitionerId: 'quill', facilities: '*' },
    ]);
    expect(placesOf(scope.practitioners ?? [])).toEqual([
      ['osei', null],
      ['marsh', 'north'],
    ]);
  });
});
