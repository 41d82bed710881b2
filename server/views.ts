import { z } from 'zod';
import { isConflict, Refusal } from '../engine/errors.ts';
import { Role, type User } from '../engine/model/user.ts';
import type { AuditRow, Store } from '../engine/store.ts';

/** HIM policy gives no number; more than fifty is a list that nobody reads. */
export const mostViews = 50;
const mostTries = 5;

/** A local date, or days from today: -1 is yesterday, 0 today. */
const Day = z.union([z.iso.date(), z.number().int().min(-3660).max(3660)]);

export const viewColumns = [
  'title',
  'patient',
  'mrn',
  'encounter',
  'class',
  'service',
  'discharged',
  'stay-days',
  'days-out',
  'deficiencies',
  'oldest-owner',
  'practitioner',
  'facility',
  'due',
  'accountable-due',
  'late',
  'opened',
  'rule',
  'holder',
  'status',
  'priority',
] as const;
const Column = z.enum(viewColumns);

/** What a view may hold: criteria that are chosen, never written, so that no patient can be named in them. */
export const ViewContent = z.strictObject({
  /** No run of five digits: a view is no place for a record number. */
  name: z
    .string()
    .trim()
    .min(1)
    .max(60)
    .regex(/^(?!.*\d{5})[^\p{Cc}]*$/u, 'A name without numbers of five digits or more.'),
  queue: z.string().min(1).max(100),
  filters: z.strictObject({
    listState: z.enum(['open', 'on-hold', 'waiting']),
    /** Only what the reader has claimed. */
    mine: z.boolean(),
    practitioner: z.string().min(1).max(200).nullable(),
    facility: z.string().min(1).max(100).nullable(),
    due: z.strictObject({ from: Day.nullable(), to: Day.nullable() }).nullable(),
  }),
  /** How the rows at hand are shown; empty is the published order, in which the server gives them. */
  sort: z.array(z.strictObject({ key: Column, isDescending: z.boolean() })).max(3),
  groupBy: z.enum(['none', 'patient', 'practitioner']),
  columns: z
    .array(
      z.strictObject({
        key: Column,
        /** CSS pixels; null is as wide as it needs. */
        width: z.number().int().min(24).max(2000).nullable(),
        isShown: z.boolean(),
      }),
    )
    .refine(
      (columns) => new Set(columns.map(({ key }) => key)).size === columns.length,
      'Each column once.',
    ),
  /** The view with which its queue opens; one a queue. */
  isDefault: z.boolean(),
});
export type ViewContent = z.infer<typeof ViewContent>;

const Facilities = z.union([z.literal('*'), z.array(z.string()).readonly()]);
export const StoredView = ViewContent.extend({
  id: z.uuid(),
  version: z.number().int(),
  /** Where those work for whom it was shared; null of a view of one's own. */
  facilities: Facilities.nullable(),
});
export type StoredView = z.infer<typeof StoredView>;

/** With whom a view may be shared. */
export const SharedRole = Role.exclude(['patient', 'system']);
export type SharedRole = z.infer<typeof SharedRole>;
export const sharedRoles = SharedRole.options;

/** Whose list of views: a user's own, or what was shared with a role. */
export type ViewOwner = { readonly userId: string } | { readonly role: Role };

/** What the writer saw: a version, or that there was none. */
export type Seen = { readonly version: number } | 'none';

export interface Views {
  of(owner: ViewOwner): Promise<readonly StoredView[]>;
  /** @throws Refusal `version-conflict`, `already-exists`, `not-found`, `too-large` */
  put(
    owner: ViewOwner,
    view: Omit<StoredView, 'version'>,
    options: { readonly seen: Seen; readonly audit: AuditRow },
  ): Promise<StoredView>;
  /** @throws Refusal `version-conflict`, `not-found` */
  remove(
    owner: ViewOwner,
    id: string,
    options: { readonly version: number | undefined; readonly audit: AuditRow },
  ): Promise<void>;
}

/** Views are data: one list an owner, changed under a guard of its own. */
export function createViews(store: Store): Views {
  const read = async (owner: ViewOwner): Promise<readonly StoredView[]> => {
    const text = await store.setting(keyOf(owner));
    return text === undefined ? [] : z.array(StoredView).parse(JSON.parse(text));
  };

  /** Another view of the list may change meanwhile: that is no conflict of this one, so it is done anew. */
  const change = async (
    owner: ViewOwner,
    audit: AuditRow,
    edit: (views: readonly StoredView[]) => readonly StoredView[],
  ): Promise<void> => {
    const key = keyOf(owner);
    for (let tries = 1; ; tries += 1) {
      const guard = { key, expected: await store.guard(key) };
      const settings = { [key]: JSON.stringify(edit(await read(owner))) };
      try {
        return await store.commit({ guards: [guard], settings, audit: [audit] });
      } catch (error) {
        if (!isConflict(error) || tries >= mostTries) throw error;
      }
    }
  };

  return {
    of: read,
    put: async (owner, view, { seen, audit }) => {
      let written = { ...view, version: 1 };
      await change(owner, audit, (views) => {
        const standing = views.find(({ id }) => id === view.id);
        written = { ...view, version: nextVersion(view.id, standing, seen) };
        if (standing === undefined && views.length >= mostViews)
          throw new Refusal(
            'too-large',
            `There are ${mostViews} views already. Delete one that is not used any more.`,
          );
        const others = views.filter(({ id }) => id !== view.id);
        return [...(view.isDefault ? others.map(notDefaultOf(view.queue)) : others), written];
      });
      return written;
    },
    remove: (owner, id, { version, audit }) =>
      change(owner, audit, (views) => {
        const standing = views.find((one) => one.id === id);
        if (standing === undefined) throw noView(id);
        if (version !== undefined) nextVersion(id, standing, { version });
        return views.filter((one) => one.id !== id);
      }),
  };
}

/** The facilities at which the user may share views with others; none where the list is empty. */
export function sharesAt(user: User): readonly string[] | '*' {
  const grants = user.grants.filter(({ role }) => role === 'supervisor' || role === 'manager');
  if (grants.some(({ facilities }) => facilities === '*')) return '*';
  return [...new Set(grants.flatMap(({ facilities }) => facilities))].sort();
}

export function noView(id: string): Refusal {
  return new Refusal('not-found', `There is no view ${id} for you. GET /api/views lists yours.`);
}

function nextVersion(id: string, standing: StoredView | undefined, seen: Seen): number {
  if (seen === 'none') {
    if (standing === undefined) return 1;
    throw new Refusal(
      'already-exists',
      `View ${id} exists already. Read it and send If-Match with its version.`,
    );
  }
  if (standing === undefined) throw noView(id);
  if (standing.version === seen.version) return standing.version + 1;
  throw new Refusal(
    'version-conflict',
    `View ${id} is at version ${standing.version}, not ${seen.version}. Read it again and change it anew.`,
    { expected: seen.version, actual: standing.version },
  );
}

function notDefaultOf(queue: string): (view: StoredView) => StoredView {
  return (view) =>
    view.isDefault && view.queue === queue
      ? { ...view, isDefault: false, version: view.version + 1 }
      : view;
}

/** Users and roles apart: a user may be called anything. */
function keyOf(owner: ViewOwner): string {
  return 'role' in owner ? `views:role:${owner.role}` : `views:user:${owner.userId}`;
}
