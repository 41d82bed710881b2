import { api } from './api.js';
import { instantOf } from './dates.js';
import { button, make } from './element.js';
import { showAgain } from './router.js';
import { getToken } from './session.js';
import { locale, t } from './words.js';

const hour = 3_600_000;
const steps = [
  ['hour', hour],
  ['day', 24 * hour],
  ['week', 7 * 24 * hour],
];
const loadingEveryMs = 4000;
let ahead = 0;

/** What time the server has, in milliseconds since 1970. */
export function serverNow() {
  return Date.now() + ahead;
}

/** Where the server's clock may be moved, as over demonstration data, the footer shows it with ways to move it on. */
export async function startClock() {
  const { now, virtual, loading } = await api('/api/clock');
  ahead = Date.parse(now) - Date.now();
  if (!virtual) return;
  showLoading(loading);
  const shown = make('time', {});
  const tick = () => {
    shown.textContent = instantOf(serverNow());
  };
  const place = document.getElementById('clock');
  place.setAttribute('role', 'group');
  place.setAttribute('aria-label', t('clock.title'));
  place.replaceChildren(
    make('span', { class: 'clock-title' }, t('clock.title')),
    shown,
    ...steps.map(([name, ms]) =>
      button(t(`clock.${name}`), (event) => void move(event.currentTarget, ms).then(tick), {
        title: t('clock.move'),
      }),
    ),
  );
  place.hidden = false;
  tick();
  setInterval(tick, 1000);
}

/** How far the made-up hospital behind the demonstration is, until it is in. */
function showLoading(loading) {
  const place = document.getElementById('loading');
  place.hidden = loading === null;
  if (loading === null) return;
  const part = new Intl.NumberFormat(locale, { style: 'percent' }).format(
    loading.done / loading.total,
  );
  place.textContent = t('clock.loading', { part });
  setTimeout(() => {
    api('/api/clock').then(
      (clock) => showLoading(clock.loading),
      () => showLoading(null),
    );
  }, loadingEveryMs);
}

/** Deadlines that fall due on the way happen; what is shown is then asked for anew. */
async function move(pressed, ms) {
  const all = [...pressed.parentElement.querySelectorAll('button')];
  for (const one of all) one.disabled = true;
  try {
    const to = new Date(serverNow() + ms).toISOString();
    const { now } = await api('/api/clock', { body: { now: to } });
    ahead = Date.parse(now) - Date.now();
    // A new way to the token makes the widgets begin again, by the clock as it is now.
    document.getElementById('app').getToken = (reason) => getToken(reason);
    await showAgain();
  } finally {
    for (const one of all) one.disabled = false;
    pressed.focus();
  }
}
