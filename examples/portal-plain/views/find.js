import { api } from '../api.js';
import { dateOf, grouped, stayOf } from '../dates.js';
import { field, link, make } from '../element.js';
import { facilityName } from '../facilities.js';
import { purposeForm } from '../purpose.js';
import { nothing, problemNote } from '../states.js';
import { table } from '../table.js';
import { t, wordFor } from '../words.js';

/** What was looked for is kept here and not in the address: names and numbers stay out of addresses. */
let lastFind = '';

/** Any chart by its patient's name, medical record number or visit number. */
export function open() {
  const input = make('input', {
    type: 'search',
    name: 'find',
    required: true,
    minlength: '2',
    maxlength: '120',
    autocomplete: 'off',
    value: lastFind,
  });
  const found = make('div', { class: 'found', 'aria-live': 'polite' });
  const look = async () => {
    lastFind = input.value.trim();
    try {
      found.replaceChildren(await results(lastFind));
    } catch (error) {
      found.replaceChildren(
        error.code === 'purpose-needed' ? purposeForm(look) : problemNote(error, look),
      );
    }
  };
  const form = make(
    'form',
    {
      class: 'find-form',
      role: 'search',
      onsubmit: (event) => {
        event.preventDefault();
        void look();
      },
    },
    field(t('find.label'), input, t('find.hint')),
    make('button', { class: 'button primary' }, t('find.go')),
  );
  const node = make(
    'div',
    { class: 'page narrow' },
    make('h1', {}, t('section.find')),
    form,
    found,
  );
  return { node, title: t('section.find') };
}

async function results(find) {
  const query = `find=${encodeURIComponent(find)}`;
  const isNumber = /\d/.test(find);
  const [{ patients }, byNumber] = await Promise.all([
    api(`/api/patients?${query}`),
    isNumber ? api(`/api/encounters?${query}`) : { encounters: [] },
  ]);
  const known = new Set();
  const rows = [
    ...patients.flatMap(({ encounters, ...patient }) =>
      encounters.map((encounter) => ({ encounter, patient })),
    ),
    ...byNumber.encounters.map(({ patient, ...encounter }) => ({ encounter, patient })),
  ].filter(({ encounter }) => !known.has(encounter.id) && known.add(encounter.id));
  if (rows.length === 0) return nothing(t('find.nothing'));
  const places = new Map(
    await Promise.all(
      rows.map(async ({ encounter: { facility } }) => [facility, await facilityName(facility)]),
    ),
  );
  return table({
    caption: t('find.found', { n: rows.length }),
    isCaptionShown: true,
    rows,
    columns: [
      {
        name: t('find.patient'),
        cell: ({ patient, encounter }) =>
          link(`#chart/${encodeURIComponent(encounter.id)}`, patient?.name ?? t('chart.unknown')),
      },
      { name: t('chart.mrn'), cell: ({ patient }) => grouped(patient?.mrn) },
      { name: t('chart.born'), cell: ({ patient }) => dateOf(patient?.birthDate) },
      { name: t('chart.visit'), cell: ({ encounter }) => encounter.number ?? '' },
      {
        name: t('chart.stay'),
        cell: ({ encounter }) => `${wordFor('class', encounter.class)}, ${stayOf(encounter)}`,
      },
      { name: t('facility'), cell: ({ encounter }) => places.get(encounter.facility) },
    ],
  });
}
