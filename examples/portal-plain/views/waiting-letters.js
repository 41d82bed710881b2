import { allowed, api } from '../api.js';
import { dateOf } from '../dates.js';
import { link, make } from '../element.js';
import { facilityName } from '../facilities.js';
import { nothing } from '../states.js';
import { table } from '../table.js';
import { t, wordFor } from '../words.js';

const decided = ['proposed', 'liftProposed'];

/** Letters to send or that failed, and suspensions to decide: each opens the piece of work it is. */
export async function waitingLetters(facility) {
  const where = facility === '' ? '' : `&facility=${encodeURIComponent(facility)}`;
  const [toSend, failed, all] = await Promise.all([
    allowed(api(`/api/letters?state=toSend&limit=200${where}`)),
    allowed(api(`/api/letters?state=failed&limit=200${where}`)),
    allowed(api(`/api/suspensions?${where.slice(1)}`)),
  ]);
  if (!toSend && !all) return undefined;
  const letters = [...(failed?.letters ?? []), ...(toSend?.letters ?? [])].map((one) => ({
    ...one,
    what: one.levelName,
    since: one.on,
    about: one.items,
  }));
  const suspensions = (all?.suspensions ?? [])
    .filter(({ state }) => decided.includes(state))
    .map((one) => ({
      ...one,
      what: t('letters.suspension'),
      since: one.proposedOn,
      about: one.records,
    }));
  const rows = [...suspensions, ...letters];
  if (rows.length === 0) return nothing(t('letters.nothing'));
  const names = new Map(
    await Promise.all(rows.map(async ({ facility: id }) => [id, await facilityName(id)])),
  );
  return make(
    'div',
    {},
    toSend?.next && make('p', {}, t('letters.more')),
    table({
      caption: t('card.letters'),
      rows,
      columns: [
        {
          name: t('person'),
          cell: ({ id, practitioner }) =>
            link(`#task/${encodeURIComponent(id)}`, practitioner?.name ?? '–'),
        },
        { name: t('letters.what'), cell: ({ what }) => what },
        {
          name: t('letters.state'),
          cell: ({ state }) =>
            make(
              'span',
              { class: `tag ${state === 'failed' ? 'danger' : ''}` },
              wordFor('letter-state', state),
            ),
        },
        { name: t('letters.since'), cell: ({ since }) => dateOf(since) },
        { name: t('letters.about'), isNumber: true, cell: ({ about }) => String(about) },
        { name: t('facility'), cell: (row) => names.get(row.facility) },
      ],
    }),
  );
}
