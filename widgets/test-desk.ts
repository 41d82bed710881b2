import { expect, fixture, waitUntil } from '@open-wc/testing';
import { emulateMedia } from '@web/test-runner-commands';
import { html, type LitElement, type TemplateResult } from 'lit';
import './define.ts';
import type { HimApp } from './app/app.ts';
import { load } from './define.ts';
import type { HimQueue } from './queue/queue.ts';
import type { HimRecord } from './record/record.ts';
import type { HimReview } from './review/review.ts';
import { closeHospitals, type Hospital, openHospital } from './test-hospital.ts';
import { createTestNetwork, type TestNetwork } from './test-network.ts';

/** Widgets on a page, with the real server behind a network that can fail. */
export interface Desk {
  readonly hospital: Hospital;
  readonly network: TestNetwork;
  readonly app: HimApp;
}

export interface DeskOptions {
  readonly hospital?: Hospital;
  /** Who sits at the desk: a demo user's word. */
  readonly user?: string;
  /** Given when the test disturbs it before the desk is there. */
  readonly network?: TestNetwork;
}

export const cure = 'deficiency.stay-01.missing-document.discharge-summary';
export const unsigned = 'deficiency.stay-11.unsigned.discharge-summary-stay-11-3';

/** A slow machine must not fail a test; a right answer comes much sooner. */
const patience = { timeout: 4000 };

export async function desk(widgets: TemplateResult, options: DeskOptions = {}): Promise<Desk> {
  await Promise.all([load('him-review'), load('him-record')]);
  const hospital = options.hospital ?? (await openHospital());
  const network = options.network ?? createTestNetwork(hospital.app);
  const getToken = () => hospital.tokenOf(options.user ?? 'analyst');
  const app = await fixture<HimApp>(
    html`<him-app .fetch=${network.fetch} .getToken=${getToken}>${widgets}</him-app>`,
  );
  return { hospital, network, app };
}

export async function queueDesk(
  options?: DeskOptions,
  widgets = html`<him-queue queue="deficiencies" class="test-list"></him-queue>`,
): Promise<Desk & { readonly queue: HimQueue }> {
  const made = await desk(widgets, options);
  return { ...made, queue: made.app.querySelector('him-queue') as HimQueue };
}

export async function reviewDesk(
  taskId = `${cure}/cure`,
  options?: DeskOptions,
): Promise<Desk & { readonly task: HimReview }> {
  const made = await desk(
    html`<him-review task-id=${taskId} class="test-task"></him-review>`,
    options,
  );
  return { ...made, task: made.app.querySelector('him-review') as HimReview };
}

/** Waits until something is so, and gives it. */
export async function until<Found>(find: () => Found, what: string): Promise<NonNullable<Found>> {
  await waitUntil(() => Boolean(find()), what, patience);
  return find() as NonNullable<Found>;
}

/** The record in the middle of a task's desk, once it is there. */
export function recordOf(task: HimReview): Promise<HimRecord> {
  return until(() => task.renderRoot.querySelector('him-record'), 'the desk has no record');
}

/** Waits until a part of the element is drawn, and gives it. */
export function drawn<Found extends HTMLElement = HTMLElement>(
  element: LitElement,
  selector: string,
): Promise<Found> {
  const find = (): Found | null => element.renderRoot.querySelector<Found>(selector);
  return until(find, `nothing matches ${selector}`);
}

/** Whether a part is there now. An element itself must not meet `expect`: a failure with one hangs the runner. */
export function isDrawn(element: LitElement, selector: string): boolean {
  return element.renderRoot.querySelector(selector) !== null;
}

export async function says(element: LitElement, words: string | RegExp): Promise<void> {
  const text = (): string => wordsOf(element.renderRoot);
  const isSaid = (): boolean =>
    typeof words === 'string' ? text().includes(words) : words.test(text());
  await waitUntil(isSaid, `${words} is not said`, patience).catch((error: Error) => {
    throw new Error(`${error.message}, but: ${text()}`);
  });
}

/** All words of a node, those of widgets inside it too. */
export function wordsOf(node: Node | null | undefined): string {
  return node ? textOf(node).replace(/\s+/g, ' ').trim() : '';
}

function textOf(node: Node): string {
  if (node.nodeType === Node.TEXT_NODE) return node.nodeValue ?? '';
  if (node.nodeType === Node.COMMENT_NODE) return '';
  const inside = (node as Element).shadowRoot ?? node;
  return [...inside.childNodes].map(textOf).join('');
}

/** The element with the focus, through shadow roots. */
export function focused(): HTMLElement | null {
  let at = document.activeElement;
  while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
  return at as HTMLElement | null;
}

export function rowsOf(queue: HimQueue): HTMLElement[] {
  return [...queue.renderRoot.querySelectorAll<HTMLElement>('[role="row"]')];
}

/** The page in another look, until the test ends. */
export async function look(options: {
  readonly scheme?: 'light' | 'dark';
  readonly dir?: 'rtl';
  readonly forcedColors?: true;
}): Promise<void> {
  document.documentElement.className = options.scheme ?? '';
  document.documentElement.dir = options.dir ?? 'ltr';
  if (options.forcedColors) await force('active');
}

let forced: 'active' | 'none' = 'none';

async function force(forcedColors: 'active' | 'none'): Promise<void> {
  if (forcedColors !== forced) await emulateMedia({ forcedColors });
  forced = forcedColors;
}

/** Lit says once per element that it was drawn twice over; here each test hears it. */
const drawnTwice: string[] = [];
const issued = (globalThis as { litIssuedWarnings?: Set<string> }).litIssuedWarnings;
const { warn } = console;
console.warn = (...words: unknown[]) => {
  if (String(words[0]).includes('change-in-update')) drawnTwice.push(String(words[0]));
  else warn(...words);
};

afterEach(async () => {
  for (const words of drawnTwice) issued?.delete(words);
  expect(drawnTwice.splice(0)).to.deep.equal([]);
});

afterEach(async () => {
  sessionStorage.clear();
  document.documentElement.className = '';
  document.documentElement.dir = 'ltr';
  await force('none');
  await closeHospitals();
});

/** The test page's policy refuses style attributes; an adopted sheet is allowed. */
const sheet = new CSSStyleSheet();
sheet.replaceSync(`
  .test-list { width: 380px; height: 600px; }
  .test-task { width: 1060px; height: 700px; }
  .wide.wide { width: 1100px; }
  .narrow.narrow { width: 360px; }
  html.light { color-scheme: light; background: Canvas; }
  html.dark { color-scheme: dark; background: Canvas; }
`);
document.adoptedStyleSheets.push(sheet);
