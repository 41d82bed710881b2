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
  /** The active person of a subject. */
  bySubject(subject: string): Promise<User | undefined>;
  save(person: Person, audit: AuditRow): Promise<void>;
}

const settingKey = 'people';
const Stored = z.array(Person);

export function createPeople(store: Store): People {
  const all = async (): Promise<readonly Person[]> => {
    const text = await store.setting(settingKey);
    return text === undefined ? [] : Stored.parse(JSON.parse(text));
  };
  return {
    all,
    bySubject: async (subject) => {
      const person = (await all()).find((one) => one.subject === subject && one.isActive);
      return person && User.parse(person);
    },
    save: async (person, audit) => {
      const others = (await all()).filter((one) => one.subject !== person.subject);
      const settings = { [settingKey]: JSON.stringify([...others, Person.parse(person)]) };
      await store.commit({ settings, audit: [audit] });
    },
  };
}
