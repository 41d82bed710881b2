import type { Cover, Role, User } from './model/user.ts';
import type { Instance, Subject } from './workflow.ts';

/** Who may do one thing: these roles at the instance's facility, or the responsible practitioner. */
export interface Permission {
  readonly roles: readonly Role[];
  /** Roles that may act only on what is theirs: the practitioner or the patient of the instance. */
  readonly own?: readonly Role[];
  /**
   * What of `own` also falls to those who cover the practitioner: `work` to all of them, `sign` only to those whose
   * cover says that they may sign, for the author authenticates (42 CFR 482.24(c)(1)). Nothing where it is absent.
   */
  readonly cover?: 'work' | 'sign';
}

/** One table per workflow: what each role may see and send. Whatever is not listed is refused. */
export interface AccessTable {
  readonly view: Permission;
  readonly start: Permission;
  readonly queues: Readonly<Record<string, Permission & { readonly title: string }>>;
  readonly events: Readonly<Record<string, Permission>>;
}

/** A practitioner's work at some facilities, or at all of them (`*`). */
export interface PractitionerScope {
  readonly practitionerId: string;
  readonly facilities: readonly string[] | '*';
}

/** The part of the tasks a user may see: these become the WHERE clause, and nothing else hides rows. */
export interface QueueScope {
  readonly queue: string;
  readonly title: string;
  readonly facilities: readonly string[] | '*';
  /** Whose work alone, each practitioner once: one's own and that of those one covers; null for everybody's. */
  readonly practitioners: readonly PractitionerScope[] | null;
}

/** True when the user holds one of the permission's roles for this subject. */
export function permits(permission: Permission | undefined, user: User, subject: Subject): boolean {
  return (
    holdsRole(permission, user, subject) ||
    isOwner(permission, user, subject) ||
    coveredBy(permission, user, subject) !== null
  );
}

/** The practitioner in whose place the user does this; null when they do it in their own right, or may not. */
export function actsFor(
  permission: Permission | undefined,
  user: User,
  subject: Subject,
): string | null {
  if (holdsRole(permission, user, subject) || isOwner(permission, user, subject)) return null;
  return coveredBy(permission, user, subject);
}

function holdsRole(permission: Permission | undefined, user: User, subject: Subject): boolean {
  return holdsOneOf(permission?.roles ?? [], user, subject);
}

/** A patient's own is what is about them, anyone else's what they must do: a physician who is treated here signs nothing in that chart. */
function isOwner(permission: Permission | undefined, user: User, subject: Subject): boolean {
  const own = permission?.own ?? [];
  const isPatient = user.patientId !== undefined && user.patientId === subject.patientId;
  if (isPatient && own.includes('patient') && holdsOneOf(['patient'], user, subject)) return true;
  const mustAct =
    user.practitionerId !== undefined && user.practitionerId === subject.practitionerId;
  return mustAct && holdsOneOf(actingRoles(own), user, subject);
}

/** Not transitive: only the practitioner of the subject is looked for among those the user covers. */
function coveredBy(
  permission: Permission | undefined,
  user: User,
  { practitionerId, ...subject }: Subject,
): string | null {
  const { own = [], cover } = permission ?? {};
  if (cover === undefined || practitionerId === null) return null;
  const holds = holdsOneOf(actingRoles(own), user, { ...subject, practitionerId });
  const isCovered = (user.covers ?? []).some(
    (one) =>
      one.practitionerId === practitionerId &&
      isAt(one.facilities, subject.facility) &&
      (cover === 'work' || one.maySign),
  );
  return holds && isCovered ? practitionerId : null;
}

function actingRoles(own: readonly Role[]): readonly Role[] {
  return own.filter((role) => role !== 'patient');
}

function holdsOneOf(roles: readonly Role[], user: User, { facility }: Subject): boolean {
  return user.grants.some(
    (grant) => roles.includes(grant.role) && isAt(grant.facilities, facility),
  );
}

function isAt(facilities: readonly string[] | '*', facility: string): boolean {
  return facilities === '*' || facilities.includes(facility);
}

export function maySee(access: AccessTable, user: User, instance: Instance): boolean {
  return permits(access.view, user, instance);
}

export function maySend(
  access: AccessTable,
  user: User,
  instance: Instance,
  type: string,
): boolean {
  return permits(access.events[type], user, instance);
}

/** The queues a user may open, each with the facilities or the practitioners that limit it. */
export function queueScopes(tables: readonly AccessTable[], user: User): QueueScope[] {
  const scopes = new Map<string, QueueScope>();
  for (const table of tables) {
    for (const [queue, permission] of Object.entries(table.queues)) {
      const scope = scopeOf(queue, permission, user);
      if (scope !== null) scopes.set(queue, scope);
    }
  }
  return [...scopes.values()];
}

function scopeOf(
  queue: string,
  permission: Permission & { readonly title: string },
  user: User,
): QueueScope | null {
  const title = permission.title;
  const facilities = facilitiesOf(user, permission.roles);
  if (facilities === '*' || facilities.length > 0) {
    return { queue, title, facilities, practitioners: null };
  }
  const own = facilitiesOf(user, permission.own ?? []);
  if (user.practitionerId === undefined || (own !== '*' && own.length === 0)) return null;
  const covered = (user.covers ?? []).filter(
    (one) => permission.cover === 'work' || (permission.cover === 'sign' && one.maySign),
  );
  const practitioners = [
    { practitionerId: user.practitionerId, facilities: own },
    ...coveredScopes(covered, own).filter((one) => one.practitionerId !== user.practitionerId),
  ];
  return { queue, title, facilities: own, practitioners };
}

/** Each practitioner once, at the facilities of all rows that cover them and at which the user may act. */
function coveredScopes(
  covers: readonly Cover[],
  own: readonly string[] | '*',
): readonly PractitionerScope[] {
  const byId = new Map<string, readonly string[] | '*'>();
  for (const { practitionerId, facilities } of covers) {
    const earlier = byId.get(practitionerId) ?? [];
    const isEverywhere = earlier === '*' || facilities === '*';
    byId.set(practitionerId, isEverywhere ? '*' : [...new Set([...earlier, ...facilities])]);
  }
  return [...byId]
    .map(([practitionerId, facilities]) => ({ practitionerId, facilities: both(facilities, own) }))
    .filter(({ facilities }) => facilities === '*' || facilities.length > 0);
}

function both(one: readonly string[] | '*', other: readonly string[] | '*') {
  if (one === '*') return other;
  return other === '*' ? one : one.filter((facility) => other.includes(facility));
}

export function facilitiesOf(user: User, roles: readonly Role[]): readonly string[] | '*' {
  const grants = user.grants.filter((grant) => roles.includes(grant.role));
  if (grants.some((grant) => grant.facilities === '*')) return '*';
  return [...new Set(grants.flatMap((grant) => grant.facilities))].sort();
}

/** True of a task that the scope shows. */
export function isInScope(
  scope: QueueScope,
  task: {
    readonly queue: string;
    readonly facility: string;
    readonly practitionerId: string | null;
  },
): boolean {
  if (scope.queue !== task.queue || !isAt(scope.facilities, task.facility)) return false;
  if (scope.practitioners === null) return true;
  return scope.practitioners.some(
    (one) => one.practitionerId === task.practitionerId && isAt(one.facilities, task.facility),
  );
}

/** The practitioners of a scope that a list is narrowed to; null when it shows everybody's work. */
export function practitionersIn(
  scope: QueueScope,
  practitionerId: string | undefined,
): readonly PractitionerScope[] | null {
  const { practitioners, facilities } = scope;
  if (practitionerId === undefined) return practitioners;
  if (practitioners === null) return [{ practitionerId, facilities }];
  return practitioners.filter((one) => one.practitionerId === practitionerId);
}

/** Practitioner and facility, one pair a row; null is every facility. What a statement can be given. */
export function placesOf(
  practitioners: readonly PractitionerScope[],
): (readonly [practitionerId: string, facility: string | null])[] {
  return practitioners.flatMap(({ practitionerId, facilities }) => {
    const places: readonly (string | null)[] = facilities === '*' ? [null] : facilities;
    return places.map((facility) => [practitionerId, facility] as const);
  });
}
