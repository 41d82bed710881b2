import { allowed, api } from './api.js';
import { make } from './element.js';
import { t } from './words.js';

const names = new Map();

/** Whose name an id stands for; the id itself where the user may not know. */
export async function practitionerName(id) {
  if (!names.has(id)) {
    const found = await allowed(api(`/fhir/Practitioner/${encodeURIComponent(id)}`));
    names.set(id, found ? nameOf(found) : id);
  }
  return names.get(id);
}

/** A field that finds a practitioner by name as one types. `id()` is whom it names, or undefined. */
export function practitionerField(given = {}) {
  const list = make('datalist', { id: `people-${Math.random().toString(36).slice(2)}` });
  const known = new Map();
  let last = '';
  const input = make('input', {
    ...given,
    list: list.id,
    autocomplete: 'off',
    placeholder: t('people.search'),
  });
  let looking;
  const look = () => {
    const find = input.value.trim();
    // Asked already: whoever sends the form at once waits for that answer.
    if (known.has(input.value) || find === last) return looking;
    last = find;
    looking = search(find).then(
      (found) => {
        if (find !== last) return;
        for (const one of found) known.set(labelOf(one), one.id);
        list.replaceChildren(...found.map((one) => make('option', { value: labelOf(one) })));
      },
      (error) => {
        // The next try asks anew.
        if (find === last) last = null;
        throw error;
      },
    );
    return looking;
  };
  input.addEventListener('input', () => {
    input.setCustomValidity('');
    look()?.catch(() => {});
  });
  input.addEventListener('focus', () => look()?.catch(() => {}), { once: true });
  return {
    input,
    list,
    /** Looks once more, for a name that was pasted. @throws nothing; says on the field that it names nobody */
    async id() {
      await look();
      const typed = input.value.trim();
      const only = [...known].filter(([label]) =>
        label.toLowerCase().includes(typed.toLowerCase()),
      );
      const id =
        known.get(input.value) ?? (typed !== '' && only.length === 1 ? only[0][1] : undefined);
      input.setCustomValidity(id === undefined && typed !== '' ? t('people.unknown') : '');
      if (id === undefined && typed !== '') input.reportValidity();
      else if (only.length === 1) input.value = only[0][0];
      return id;
    },
    async setId(id) {
      const name = await practitionerName(id);
      input.value = `${name} (${id})`;
      known.set(input.value, id);
    },
  };
}

async function search(find) {
  const query = new URLSearchParams({
    _count: '20',
    ...(find === '' ? {} : { name: find.split(' ')[0] }),
  });
  const { entry = [] } = await api(`/fhir/Practitioner?${query}`);
  return entry.map(({ resource }) => resource);
}

function labelOf(resource) {
  return `${nameOf(resource)} (${resource.id})`;
}

function nameOf({ id, name }) {
  const { given = [], family = '' } = name?.[0] ?? {};
  return [...given, family].filter(Boolean).join(' ') || id;
}
