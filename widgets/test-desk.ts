import { fixture, waitUntil } from '@open-wc/testing';
import { html, type LitElement, type TemplateResult } from 'lit';
import './define.ts';
import type { HimApp } from './app/app.ts';
import { load } from './define.ts';
import type { HimQueue } from './queue/queue.ts';
import type { HimTask } from './task/task.ts';
import { startTestServer, type TestServer } from './test-server.ts';

/** Widgets on a page, with a server behind them. */
export interface Desk {
  readonly server: TestServer;
  readonly app: HimApp;
}

/** Puts `<him-app>` with these widgets on the page, signed in to a server with so many tasks. */
export async function desk(
  widgets: TemplateResult,
  server: TestServer = startTestServer(),
): Promise<Desk> {
  await load('him-task');
  const getToken = async () => ({ token: 'test', expiresAt: Date.now() + 3_600_000 });
  const app = await fixture<HimApp>(
    html`<him-app .fetch=${server.fetch} .getToken=${getToken}>${widgets}</him-app>`,
  );
  return { server, app };
}

export async function queueDesk(
  server?: TestServer,
  widgets: TemplateResult = html`<him-queue queue="deficiencies" class="test-list"></him-queue>`,
): Promise<Desk & { readonly queue: HimQueue }> {
  const made = await desk(widgets, server);
  const queue = made.app.querySelector('him-queue') as HimQueue;
  return { ...made, queue };
}

export async function taskDesk(
  taskId = 'deficiency-0002/complete',
  server?: TestServer,
): Promise<Desk & { readonly task: HimTask }> {
  const made = await desk(html`<him-task task-id=${taskId} class="test-task"></him-task>`, server);
  const task = made.app.querySelector('him-task') as HimTask;
  return { ...made, task };
}

/** Waits until a part of the element is drawn, and gives it. */
export async function drawn<Found extends HTMLElement = HTMLElement>(
  element: LitElement,
  selector: string,
): Promise<Found> {
  const find = (): Found | null => element.renderRoot.querySelector<Found>(selector);
  await waitUntil(find, `nothing matches ${selector}`);
  return find() as Found;
}

export async function says(element: LitElement, words: string | RegExp): Promise<void> {
  const text = (): string => element.renderRoot.textContent ?? '';
  const isSaid = (): boolean =>
    typeof words === 'string' ? text().includes(words) : words.test(text());
  await waitUntil(isSaid, `${words} is not said in: ${text().replace(/\s+/g, ' ')}`);
}

/** The element with the focus, through shadow roots. */
export function focused(): Element | null {
  let at = document.activeElement;
  while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
  return at;
}

export function rowsOf(queue: HimQueue): HTMLElement[] {
  return [...queue.renderRoot.querySelectorAll<HTMLElement>('[role="row"]')];
}

/** The test page's policy refuses style attributes; an adopted sheet is allowed. */
const sheet = new CSSStyleSheet();
sheet.replaceSync(`
  .test-list { width: 380px; height: 600px; }
  .test-task { width: 1060px; height: 700px; }
  .narrow.narrow { width: 360px; }
  html.light { color-scheme: light; background: Canvas; }
  html.dark { color-scheme: dark; background: Canvas; }
`);
document.adoptedStyleSheets.push(sheet);
