import { render, type TemplateResult } from 'lit';
import type { Pages } from './pages.ts';
import { printStyles } from './print.styles.ts';

/** More is a release of records, not a page to read. */
const mostPages = 400;
/** Dots of paper for each CSS pixel. */
const fineness = 2;

/**
 * Prints the pages as they are, without marks, each under whose they are, in a window of its own: nothing of the host's page is on the paper.
 * False when the browser lets no window open.
 */
export async function printPages(
  pages: Pages,
  title: string,
  head: TemplateResult,
): Promise<boolean> {
  const opened = window.open('', '_blank');
  if (opened === null) return false;
  const sheet = new (opened as Window & typeof globalThis).CSSStyleSheet();
  sheet.replaceSync(printStyles.cssText);
  opened.document.title = title;
  opened.document.adoptedStyleSheets = [sheet];
  const { body } = opened.document;
  const { signal } = new AbortController();
  if (pages.kind === 'flow') {
    const words = opened.document.createElement('div');
    await pages.draw(1, words, { scale: 1, rotation: 0, isThumbnail: false, signal });
    body.append(header(opened, head), words);
  } else {
    for (let page = 1; page <= Math.min(pages.count, mostPages); page += 1) {
      const part = opened.document.createElement('div');
      part.className = 'sheet';
      const picture = opened.document.createElement('div');
      part.append(header(opened, head), picture);
      await pages.draw(page, picture, { scale: fineness, rotation: 0, isThumbnail: true, signal });
      body.append(part);
    }
  }
  opened.print();
  return true;
}

/** On every sheet, so that none can lie with another patient's. */
function header(opened: Window, head: TemplateResult): HTMLElement {
  const top = opened.document.createElement('header');
  render(head, top);
  return top;
}
