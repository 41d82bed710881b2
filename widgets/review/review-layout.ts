import { html, nothing, type TemplateResult } from 'lit';
import type { Action, Instance, Task } from '../shared/connection.ts';
import { icon } from '../shared/icons.ts';
import type { KeyDialog } from '../shared/key-dialog.ts';
import { isDenied, isSignedOut, type Refused } from '../shared/refused.ts';
import { splitter } from '../shared/splitter.ts';
import { emptyState, errorState, signedOutState } from '../shared/states.ts';
import { actionForm } from './action-form.ts';
import { actionsNow, arranged } from './actions.ts';
import type { ClaimKeeper } from './claim-keeper.ts';
import type { DeskKeys } from './desk-keys.ts';
import { identityLine } from './identity.ts';
import { isAboutLetter, letterPane } from './letter-pane.ts';
import { isAboutMessages, messagesPane } from './messages-pane.ts';
import { type PanelWidth, panelLimits } from './panel-width.ts';
import { chartPanel, duePanel, historyPanel } from './panels.ts';
import type { ReviewActions } from './review-actions.ts';
import { actionBar, type Tab, tabBar } from './review-bars.ts';
import type { ReviewSource } from './review-source.ts';
import { serverText, t } from './review-text.ts';
import { takeOverDialog } from './take-over.ts';

export interface Note {
  readonly tone: 'info' | 'warn' | 'danger';
  readonly words: string;
}

export interface ReviewLayout {
  readonly source: ReviewSource;
  readonly actions: ReviewActions;
  readonly instance: Instance;
  readonly task: Task | undefined;
  readonly tab: Tab;
  readonly documentId: string;
  readonly note: Note | undefined;
  readonly begin: (action: Action, goesOn: boolean) => void;
  readonly back: () => void;
  readonly chooseTab: (tab: Tab) => void;
  readonly showDocument: (documentId: string) => void;
  /** The reader opened another document in the record. */
  readonly opened: (event: CustomEvent<{ readonly documentId: string }>) => void;
  readonly claims: ClaimKeeper | undefined;
  readonly openMember: (instanceId: string) => void;
  readonly panelWidth: PanelWidth;
  readonly keys: DeskKeys;
  readonly keyDialog: KeyDialog;
}

/** The desk: who the patient is and what may be done above, the document in the middle, the panel beside. */
export function reviewLayout(layout: ReviewLayout): TemplateResult {
  const { source, actions, instance, tab, note } = layout;
  const { form } = actions;
  return html`
    <div class="layout ${tab === 'document' ? 'on-document' : ''}">
      <div class="header">
        ${topLine(instance, headingOf(layout), layout.back)} ${actionBar(arranged(actionsNow(instance), layout.task?.key), layout.keys, layout.begin)}
      </div>
      <div class="notes">
        ${note ? html`<div class="notice ${note.tone}" part="notice"><p>${note.words}</p></div>` : nothing}
      </div>
      <div class="document">
        ${middle(layout)}
      </div>
      ${splitter({ label: t('task.panelWidth'), width: layout.panelWidth.width, change: layout.panelWidth.set, ...panelLimits })}
      <section class="side" aria-label=${t('task.tabs')}>
        ${tabBar(tab, { chart: source.chart?.documents.length, history: source.history?.length }, layout.chooseTab)}
        <div class="panel" part="panel" role="tabpanel" id="panel" aria-labelledby="tab-${tab}" tabindex="0">
          ${panel(layout)}
        </div>
      </section>
    </div>
    ${form ? actionForm(form, { submit: submitter(actions), typed: actions.typed, cancel: actions.close }) : nothing}
    ${takeOverDialog(layout.claims)} ${layout.keyDialog.render()}
  `;
}

/** What is about no patient is named by what it is. */
function headingOf({ task }: ReviewLayout): string {
  return task ? serverText(task.title) : t('queue.noPatient');
}

function middle(layout: ReviewLayout): TemplateResult {
  const { source, instance } = layout;
  if (isAboutMessages(instance)) {
    const { waiting, isReplaying } = source;
    return messagesPane({ instance, waiting, isReplaying, replay: () => void source.replay() });
  }
  if (isAboutLetter(instance)) return letterPane(source.letter);
  return record(layout);
}

/** The record of the stay; its first document waits until the desk knows which one the task is about. */
function record({ source, instance, documentId, opened }: ReviewLayout): TemplateResult {
  const { chart, chartError } = source;
  const encounterId = instance.encounter?.id ?? '';
  if (chart === undefined && (chartError === undefined || encounterId === ''))
    return html`<div class="desk"></div>`;
  return html`<him-record exportparts="document, toolbar: document-toolbar" encounter-id=${encounterId} embedded
    .chart=${chart} .documentId=${documentId} .evidence=${source.evidence} @him-record-document=${opened}></him-record>`;
}

function topLine(instance: Instance, title: string, back: () => void): TemplateResult {
  return html`<div class="top-line">
    <button class="button quiet square back" aria-label=${t('task.back')} @click=${back}>${icon('left')}</button>
    <div class="identity" part="identity">
      <h2>${instance.patient?.name ?? title}</h2>
      <p>${identityLine(instance.patient, instance.encounter)}</p>
    </div>
  </div>`;
}

function submitter(actions: ReviewActions): (event: SubmitEvent) => void {
  return (event) => {
    event.preventDefault();
    actions.submit(new FormData(event.target as HTMLFormElement));
  };
}

function panel(layout: ReviewLayout): TemplateResult {
  const { source, instance, task, claims, openMember } = layout;
  switch (layout.tab) {
    case 'document':
    case 'due':
      return duePanel({
        instance,
        task,
        why: source.why,
        claims,
        openMember,
        keys: layout.keys,
      });
    case 'chart':
      return chartPanel(source.chart, layout.documentId, layout.showDocument);
    case 'history':
      return historyPanel(source.history);
  }
}

/** What stands in place of a desk: nothing chosen, why there is none, or that it is on its way. */
export function noDesk(
  source: ReviewSource | undefined,
  retry: () => void,
): TemplateResult | typeof nothing {
  if (source === undefined) {
    return html`<slot name="empty">${emptyState({ title: t('task.choose'), hint: t('task.chooseHint') })}</slot>`;
  }
  if (source.error !== undefined) return failure(source.error, retry);
  return source.isSlow
    ? html`<div class="state" role="status"><p>${t('task.loading')}</p></div>`
    : nothing;
}

function failure(error: Refused, retry: () => void): TemplateResult {
  if (isSignedOut(error)) return signedOutState();
  if (isDenied(error) || error.status === 404 || error.status === 410) {
    return emptyState({ title: t('task.notFound'), hint: t('task.notFoundHint') });
  }
  return errorState(t('task.failed'), error, retry);
}
