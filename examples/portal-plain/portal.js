/** The hospital's own page: signs people in, shows what their role may do, and puts the widgets into its views. */
import { startClock } from './clock.js';
import { openFrame, watchConnection } from './frame.js';
import { startRouter } from './router.js';
import { sectionsFor } from './sections.js';
import { getToken, resume, signInAs, waysToSignIn } from './session.js';
import { showSignIn } from './sign-in.js';
import { language } from './words.js';

async function start() {
  await customElements.whenDefined('him-app');
  // The widgets' own words; another language goes to `useTexts` of '/widgets/index.js' here.
  if (language === 'es') await import('/widgets/es.js');
  const ways = await waysToSignIn();
  if (await resume()) return open();
  showSignIn({ ways, choose: (role) => signInAs(role).then(open) });
}

async function open() {
  document.getElementById('sign-in').hidden = true;
  watchConnection();
  document.getElementById('app').getToken = getToken;
  const sections = await sectionsFor();
  openFrame(sections);
  startRouter(sections);
  await startClock();
}

start().catch((error) => showSignIn({ problem: error.message }));
