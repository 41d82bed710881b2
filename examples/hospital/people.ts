import { base, en, Faker } from '@faker-js/faker';
import { hashOf } from './random.ts';

/** Names and addresses of invented people; each is drawn from its own seed. */
export interface NameSource {
  physician(key: string): {
    readonly family: string;
    readonly given: string;
    readonly sex: 'female' | 'male';
  };
  patient(
    key: string,
    sex: 'female' | 'male',
  ): {
    readonly family: string;
    readonly given: string;
    readonly street: string;
    readonly city: string;
    readonly zip: string;
    readonly phone: string;
  };
}

export function createNameSource(seed: string): NameSource {
  const faker = new Faker({ locale: [en, base] });
  const from = (key: string): Faker => {
    faker.seed(hashOf(`${seed}/${key}`));
    return faker;
  };
  return {
    physician: (key) => {
      const one = from(key);
      const sex = one.helpers.arrayElement(['female', 'male'] as const);
      return { sex, family: one.person.lastName(), given: one.person.firstName(sex) };
    },
    patient: (key, sex) => {
      const one = from(key);
      return {
        family: one.person.lastName(),
        given: one.person.firstName(sex),
        street: one.location.streetAddress(),
        city: one.helpers.arrayElement(towns),
        zip: `12${one.string.numeric(3)}`,
        phone: `(518) 555-01${one.string.numeric(2)}`,
      };
    },
  };
}

/** Invented towns of one valley. */
const towns = [
  'Mercy Valley',
  'Alder Falls',
  'Greyfield',
  'Port Ellery',
  'Stonebridge',
  'Wexford Mills',
];
