import { make } from '../element.js';
import { holds } from '../session.js';
import { t } from '../words.js';
import { cover } from './cover.js';
import { groups } from './groups.js';
import { users } from './users.js';

/** Who may sign in and do what, who works for whom, and which practitioners cover for one another. `#people/PART` */
export async function open([asked]) {
  const parts = {
    ...(holds('administrator') ? { users } : {}),
    cover,
    groups,
  };
  const name = asked in parts ? asked : Object.keys(parts)[0];
  const node = make(
    'div',
    { class: 'page' },
    make('h1', {}, t('section.people')),
    make(
      'nav',
      { class: 'parts', 'aria-label': t('section.people') },
      ...Object.keys(parts).map((one) =>
        make(
          'a',
          { href: `#people/${one}`, 'aria-current': one === name ? 'page' : undefined },
          t(`people.${one}`),
        ),
      ),
    ),
    await parts[name](),
  );
  return { node, title: `${t(`people.${name}`)} – ${t('section.people')}` };
}
