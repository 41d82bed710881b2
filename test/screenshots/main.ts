import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decode, encode } from 'fast-png';
import { type Browser, chromium, type Page } from 'playwright-core';
import { startServer } from '../bench/bench-server.ts';
import { launchOptions } from '../chromium.ts';
import { type PageScene, pages } from './pages.ts';
import { type ReadmeScene, readmeScenes } from './readme.ts';
import { type Scene, scenes } from './scenes.ts';

/**
 * `npm run screenshots`: every widget in every state and every page of the portal, wide and narrow, light and dark, into
 * `test/screenshots/out`; with `-- readme` those that the README shows, into `examples/portal-plain/pictures`. Any other
 * word takes only pictures whose name has it.
 */
const words = process.argv.slice(2);
const isForReadme = words.includes('readme');
const only = words.find((word) => word !== 'readme') ?? '';
const root = join(import.meta.dirname, '../..');
const folder = isForReadme
  ? join(root, 'examples/portal-plain/pictures')
  : join(import.meta.dirname, 'out');
const sizes = [
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
] as const;
const schemes = ['light', 'dark'] as const;

interface Look {
  readonly size: (typeof sizes)[number];
  readonly scheme: (typeof schemes)[number];
}

execFileSync('npm', ['run', '--silent', 'build'], { stdio: 'inherit' });
mkdirSync(folder, { recursive: true });
const temporary = mkdtempSync(join(tmpdir(), 'chartkeeper-pictures-'));
const server = await startServer(join(temporary, 'pictures.db'), ['--discharges', '0']);
let { url } = server;
const browser = await chromium.launch(await launchOptions());
let taken = 0;
try {
  if (isForReadme) await takeReadme();
  else {
    for (const scene of scenes) await inEveryLook(scene, showWidget);
    for (const scene of pages) await inEveryLook(scene, showPage);
  }
} finally {
  await browser.close();
  await server.stop();
  rmSync(temporary, { recursive: true });
}
console.log(`${taken} pictures in ${folder}`);

async function inEveryLook<Shown extends { readonly name: string }>(
  scene: Shown,
  show: (page: Page, scene: Shown) => Promise<void>,
): Promise<void> {
  if (!scene.name.includes(only)) return;
  for (const size of sizes)
    for (const scheme of schemes) await takeOne(browser, scene, { size, scheme }, show);
}

async function takeReadme(): Promise<void> {
  const wanted = readmeScenes.filter(({ name }) => name.includes(only));
  for (const scene of wanted.filter(({ isOfHospital }) => !isOfHospital))
    await takeForReadme(scene);
  const ofHospital = wanted.filter(({ isOfHospital }) => isOfHospital);
  if (ofHospital.length === 0) return;
  const hospital = await startServer(join(temporary, 'hospital.db'), []);
  ({ url } = hospital);
  try {
    await loaded();
    for (const scene of ofHospital) await takeForReadme(scene);
  } finally {
    await hospital.stop();
  }
}

function takeForReadme(scene: ReadmeScene): Promise<void> {
  const [wide, narrow] = sizes;
  const { scheme = 'light', isPhone } = scene;
  return takeOne(browser, scene, { size: isPhone ? narrow : wide, scheme }, showPage);
}

/** Minutes: the portal's footer says how far the hospital is, some seconds after it begins. */
async function loaded(): Promise<void> {
  const page = await browser.newPage();
  const loading = page.locator('#loading');
  await page.goto(`${url}/?demo=supervisor#department`);
  for (let tries = 0; tries < 10 && !(await loading.isVisible()); tries++) {
    await page.reload();
    await settle(page);
  }
  await loading.waitFor({ state: 'hidden', timeout: 600_000 });
  await page.close();
}

async function takeOne<Shown extends { readonly name: string }>(
  from: Browser,
  scene: Shown,
  { size, scheme }: Look,
  show: (page: Page, scene: Shown) => Promise<void>,
): Promise<void> {
  const locale = 'language' in scene ? 'es-ES' : 'en-GB';
  const context = await from.newContext({ viewport: size, colorScheme: scheme, locale });
  const page = await context.newPage();
  page.on('pageerror', (error) => console.error(`${scene.name}: ${error.message}`));
  await show(page, scene);
  const look = isForReadme ? '' : `-${size.width}-${scheme}`;
  const picture = decode(await page.screenshot());
  // The browser packs quickly; what is kept with the source is packed well.
  writeFileSync(join(folder, `${scene.name}${look}.png`), encode(picture, { zlib: { level: 9 } }));
  taken += 1;
  await context.close();
}

async function showPage(page: Page, scene: PageScene | ReadmeScene): Promise<void> {
  const { role, hash, act } = scene;
  const language = 'language' in scene ? `&lang=${scene.language}` : '';
  await page.goto(`${url}/?demo=${role}${language}${hash}`);
  // The network is never idle: changes are listened to.
  await page.locator('#live[data-state="live"]').waitFor();
  await act?.(page);
  await settle(page);
}

/** The widget alone in the app of the portal, which has signed in. */
async function showWidget(page: Page, scene: Scene): Promise<void> {
  await page.goto(`${url}/?demo=${scene.role}`);
  await page.locator('him-app').waitFor({ state: 'attached' });
  await settle(page);
  const { disturbed } = scene;
  if (disturbed !== undefined)
    await page.route(`**${disturbed.path}**`, (route) =>
      disturbed.how === 'held' ? undefined : route.abort(),
    );
  await page.evaluate(({ tag, attributes }) => {
    const app = document.querySelector<HTMLElement>('him-app');
    if (app === null) throw new Error('the portal has no him-app');
    const widget = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) widget.setAttribute(name, value);
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(
      'body > :not(him-app) { display: none } him-app > * { height: 100dvh; width: 100%; overflow: auto }',
    );
    document.adoptedStyleSheets.push(sheet);
    app.hidden = false;
    app.replaceChildren(widget);
    document.body.replaceChildren(app);
  }, scene);
  await settle(page);
}

/** Long enough for what loads to be drawn; a picture is looked at by people, who see what is not there yet. */
function settle(page: Page): Promise<void> {
  return page.waitForTimeout(1200);
}
