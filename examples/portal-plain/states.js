import { button, make } from './element.js';
import { t } from './words.js';

/** What failed, in words, with a way to try again. */
export function problemNote(error, retry) {
  return make(
    'div',
    { class: 'note danger', role: 'alert' },
    make('p', {}, error.message),
    retry && button(t('state.again'), retry),
  );
}

/** What takes longer than one waits without a word. */
export function waiting() {
  return make('p', { class: 'none', role: 'status' }, t('state.loading'));
}

/** What an act did; it stays until the next one. */
export function result(words, tone = 'ok') {
  return make('div', { class: `note ${tone}`, role: 'status' }, make('p', {}, words));
}

export function nothing(words) {
  return make('p', { class: 'none' }, words);
}

/** Runs an act of a form: its button waits, and what is refused is said in the form. */
export async function acting(form, act) {
  const pressed = form.querySelector('button:not([type="button"])');
  const place = form.querySelector('[data-problem]');
  place?.replaceChildren();
  if (pressed) pressed.disabled = true;
  try {
    return await act();
  } catch (error) {
    place?.replaceChildren(problemNote(error));
    return undefined;
  } finally {
    if (pressed) pressed.disabled = false;
  }
}
