import type { LitElement, TemplateResult } from 'lit';
import { load } from './define.ts';
import { type Desk, type DeskOptions, desk } from './test-desk.ts';

/** One widget alone on a page with the real server behind it. */
export async function alone<Widget extends LitElement>(
  tag: string,
  markup: TemplateResult,
  options?: DeskOptions,
): Promise<Desk & { readonly widget: Widget }> {
  await load(tag);
  const made = await desk(markup, options);
  return { ...made, widget: made.app.querySelector(tag) as unknown as Widget };
}
