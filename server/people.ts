import { z } from 'zod';
import { User } from '../engine/model/user.ts';
import type { AuditRow, Store } from '../engine/store.ts';

/** A person as an administrator enters them: the identity provider's subject, and what they may do here. */
export const Person = User.extend({
  subject: z.string().min(1),
  isActive: z.boolean().default(true),
});
export type Person = z.infer<typeof Person>;

/** Who may sign in through the identity provider, with grants of their own. */
export interface People {
  all(): Promise<readonly Person[]>;
  /** The person of a subject; null for one who may not sign in any more, whatever a token says of them. */
  bySubject(subject: string): Promise<User | null | undefined>;
  /** The user as the list of people has them now; null for one who was made inactive since. */
  present(user: User): Promise<User | null>;
  save(person: Person, audit: AuditRow): Promise<void>;
  /** Many at once, each in place of who had the subject before. */
  enter(people: readonly Person[], audit: AuditRow): Promise<void>;
}

const settingKey = 'people';
const Stored = z.array(Person);

export function createPeople(store: Store): People {
  const all = async (): Promise<readonly Person[]> => {
    const text = await store.setting(settingKey);
    return text === undefined ? [] : Stored.parse(JSON.parse(text));
  };
  const enter: People['enter'] = async (added, audit) => {
    // Two administrators at once: the second is told, rather than the first undone.
    const guard = { key: settingKey, expected: await store.guard(settingKey) };
    const subjects = new Set(added.map(({ subject }) => subject));
    const others = (await all()).filter(({ subject }) => !subjects.has(subject));
    const settings = { [settingKey]: JSON.stringify([...others, ...Stored.parse(added)]) };
    await store.commit({ guards: [guard], settings, audit: [audit] });
  };
  return {
    all,
    bySubject: async (subject) => {
      const person = (await all()).find((one) => one.subject === subject);
      return person === undefined || person.isActive ? person && User.parse(person) : null;
    },
    present: async (user) => {
      const person = (await all()).find((one) => one.id === user.id);
      if (person === undefined) return user;
      return person.isActive ? User.parse(person) : null;
    },
    save: (person, audit) => enter([person], audit),
    enter,
  };
}
