import { useTexts } from './shared/text.ts';
import { es } from './shared/texts/es/es.ts';

/** Sets all widgets on the page in Spanish by being imported. A page in the Spanish of a country keeps its dates and numbers. */
const page = document.documentElement.lang;
useTexts(/^es-/i.test(page) ? page : 'es-US', es);
