import type { Role, User } from './model/user.ts';
import type { Instance, Subject } from './workflow.ts';

/** Who may do one thing: these roles at the instance's facility, or the responsible practitioner. */
export interface Permission {
  readonly roles: readonly Role[];
  /** Roles that may act only on what is theirs: the practitioner or the patient of the instance. */
  readonly own?: readonly Role[];
}

/** One table per workflow: what each role may see and send. Whatever is not listed is refused. */
export interface AccessTable {
  readonly view: Permission;
  readonly start: Permission;
  readonly queues: Readonly<Record<string, Permission & { readonly title: string }>>;
  readonly events: Readonly<Record<string, Permission>>;
}

/** The part of the tasks a user may see: these become the WHERE clause, and nothing else hides rows. */
export interface QueueScope {
  readonly queue: string;
  readonly title: string;
  readonly facilities: readonly string[] | '*';
  readonly practitionerId: string | null;
}

/** True when the user holds one of the permission's roles for this subject. */
export function permits(permission: Permission | undefined, user: User, subject: Subject): boolean {
  if (permission === undefined) return false;
  return user.grants.some((grant) => {
    if (grant.facilities !== '*' && !grant.facilities.includes(subject.facility)) return false;
    if (permission.roles.includes(grant.role)) return true;
    return permission.own?.includes(grant.role) === true && isOwn(grant.role, user, subject);
  });
}

/** A patient's own is what is about them, anyone else's what they must do: a physician who is treated here signs nothing in that chart. */
function isOwn(role: Role, user: User, subject: Subject): boolean {
  return role === 'patient'
    ? user.patientId !== undefined && user.patientId === subject.patientId
    : user.practitionerId !== undefined && user.practitionerId === subject.practitionerId;
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

/** The queues a user may open, each with the facilities or the practitioner that limit it. */
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
    return { queue, title, facilities, practitionerId: null };
  }
  const own = facilitiesOf(user, permission.own ?? []);
  if (user.practitionerId === undefined || (own !== '*' && own.length === 0)) return null;
  return { queue, title, facilities: own, practitionerId: user.practitionerId };
}

function facilitiesOf(user: User, roles: readonly Role[]): readonly string[] | '*' {
  const grants = user.grants.filter((grant) => roles.includes(grant.role));
  if (grants.some((grant) => grant.facilities === '*')) return '*';
  return [...new Set(grants.flatMap((grant) => grant.facilities))].sort();
}
