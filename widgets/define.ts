import { HimApp } from './app/app.ts';
import { HimQueue } from './queue/queue.ts';

/** Registers the elements. This file and those that set a language alone do something by being imported. */
const version = '0.1.0';

/** Widgets whose code comes when their tag first appears on the page. */
const later: Readonly<Record<string, () => Promise<CustomElementConstructor>>> = {
  'him-clock': async () => (await import('./clock/clock.ts')).HimClock,
  'him-deficiencies': async () => (await import('./deficiencies/deficiencies.ts')).HimDeficiencies,
  'him-inbox': async () => (await import('./inbox/inbox.ts')).HimInbox,
  'him-notes': async () => (await import('./notes/notes.ts')).HimNotes,
  'him-timeline': async () => {
    await load('him-workflow-map');
    return (await import('./timeline/timeline.ts')).HimTimeline;
  },
  'him-workflow-map': async () => (await import('./workflow-map/workflow-map.ts')).HimWorkflowMap,
  'him-why': async () => (await import('./why/why.ts')).HimWhy,
  'him-record': async () => (await import('./record/record.ts')).HimRecord,
  'him-review': async () => {
    // What stands on its desk; within its shadow root no one sees them appear.
    void load('him-record');
    void load('him-why');
    return (await import('./review/review.ts')).HimReview;
  },
};

register('him-app', HimApp);
register('him-queue', HimQueue);
watch(document);

/** Loads a widget now: for a tag inside another component's shadow root, where no one sees it appear. */
export async function load(tag: string): Promise<void> {
  const element = later[tag];
  if (element !== undefined && customElements.get(tag) === undefined)
    register(tag, await element());
}

function register(tag: string, element: CustomElementConstructor): void {
  const known = customElements.get(tag) as { readonly himVersion?: string } | undefined;
  if (known === undefined) {
    Object.defineProperty(element, 'himVersion', { value: version });
    customElements.define(tag, element);
  } else if (known.himVersion !== version) {
    // biome-ignore lint/suspicious/noConsole: a second copy on a page is the host's to know, and nothing else shows it
    console.warn(
      `<${tag}> ${known.himVersion ?? 'of another maker'} is already on this page; ${version} is not used.`,
    );
  }
}

function watch(page: Document): void {
  const selector = Object.keys(later).join();
  const loadAll = (root: ParentNode): void => {
    for (const found of root.querySelectorAll(selector)) void load(found.localName);
  };
  loadAll(page);
  new MutationObserver((changes) => {
    const added = changes.flatMap((change) => [...change.addedNodes]);
    for (const node of added)
      if (node instanceof Element && node.parentNode) loadAll(node.parentNode);
  }).observe(page, { childList: true, subtree: true });
}
