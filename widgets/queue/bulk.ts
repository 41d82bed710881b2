import { html, nothing, type TemplateResult } from 'lit';
import { actionFormStyles, fieldRow } from '../review/action-form.ts';
import { actionTitle } from '../review/actions.ts';
import { payloadOf } from '../review/fields.ts';
import { adopt } from '../shared/adopt.ts';
import type { Task } from '../shared/connection.ts';
import { icon } from '../shared/icons.ts';
import { asRefused, refusedWords } from '../shared/refused.ts';
import { statusTag } from '../shared/status.ts';
import { serverText } from '../shared/text.ts';
import { actsFor, type BulkAct } from './bulk-acts.ts';
import { type BulkEvent, type BulkRun, retryBulk, runBulk } from './bulk-run.ts';
import { dialogButtons, showDialog } from './dialog.ts';
import { extraStyles } from './extra.styles.ts';
import type { Drawn, QueueHost } from './queue-host.ts';
import { t } from './queue-text.ts';

interface Ended extends BulkRun {
  readonly act: BulkAct;
  readonly event: BulkEvent;
}

/** Does one thing to all that is marked, or to the row at hand, and says what became of each until it is read. */
export function bulkActs(host: QueueHost): Drawn {
  for (const styles of [actionFormStyles, extraStyles]) adopt(host.root, styles);
  const { app, selection, source } = host;
  let tasks: readonly Task[] = [];
  let acts: readonly BulkAct[] = [];
  let kinds = 1;
  let chosen: BulkAct | undefined;
  let ended: Ended | undefined;
  let isSending = false;

  async function open(detail?: string): Promise<void> {
    tasks = host.targets();
    if (tasks.length === 0) return;
    const found = await source.ask(() => actsFor(app, tasks, people()));
    if (found === undefined) return;
    ({ acts, kinds } = found);
    const isHold = detail === 'hold';
    if (isHold) acts = acts.filter(({ action }) => /\.hold$/.test(action.type));
    if (acts.length === 0)
      return source.say({ tone: 'info', words: t(isHold ? 'bulk.noHold' : 'bulk.none') });
    chosen = acts[0];
    host.redraw();
    showDialog(host, '#bulk');
  }

  /** Those among whom the rows at hand lie. */
  function people() {
    const { list } = source;
    const found = new Map<string, string>();
    for (const { task } of list?.loaded() ?? [])
      if (task.practitioner) found.set(task.practitioner.id, task.practitioner.name);
    return [...found]
      .map(([id, name]) => ({ id, name }))
      .sort((a, b) => a.name.localeCompare(b.name));
  }

  async function submitted(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (chosen === undefined || isSending) return;
    const { type } = chosen.action;
    const instanceIds = tasks.map(({ instanceId }) => instanceId);
    if (!host.fire('him-tasks-act', { type, instanceIds, queue: host.shown().queue })) return;
    const form = event.target as HTMLFormElement;
    const sent = { ...payloadOf(chosen.fields, new FormData(form)), type };
    isSending = true;
    host.redraw();
    end(chosen, sent, await runBulk(app, sent, tasks));
    form.closest('dialog')?.close();
  }

  function end(act: BulkAct, event: BulkEvent, run: BulkRun): void {
    isSending = false;
    ended = { ...run, act, event };
    const done = run.results.filter(({ isDone }) => isDone);
    for (const { task } of done) app.completed(task.id);
    selection.set(run.results.filter(({ isDone }) => !isDone).map(({ task }) => task.id));
    source.refresh();
    void source.loadQueues();
    app.announce(summary(ended));
    host.redraw();
  }

  async function retry(): Promise<void> {
    if (ended === undefined || isSending) return;
    const { act, event } = ended;
    isSending = true;
    host.redraw();
    end(act, event, await retryBulk(app, event, ended));
  }

  function dismiss(): void {
    ended = undefined;
    host.redraw();
    host.focus();
  }

  function bar(): TemplateResult {
    const n = selection.size;
    return html`<div class="marked" part="marked" role="group" aria-label=${t('bulk.label')}>
      <b role="status">${t('bulk.marked', { n })}</b>
      <button class="button primary" @click=${() => void open()}>${t('bulk.act')}</button>
      <span class="spacer"></span>
      <button class="button quiet" @click=${() => selection.clear()}>${t('bulk.clear')}</button>
    </div>`;
  }

  function dialog(): TemplateResult {
    return html`<dialog id="bulk" aria-labelledby="bulk-title">
      <form class="action-form" @submit=${submitted} @keydown=${(event: Event) => event.stopPropagation()}>
        <h2 id="bulk-title">${chosen ? t('bulk.title', { act: actionTitle(chosen.action), n: tasks.length }) : nothing}</h2>
        ${acts.length > 1 ? chooser() : nothing}
        ${kinds > 1 ? html`<p class="words">${t('bulk.kinds')}</p>` : nothing}
        ${chosen?.fields.filter(({ kind }) => kind !== 'fixed' && kind !== 'unsupported').map((field) => fieldRow(field, []))}
        ${dialogButtons(isSending || !chosen ? t('bulk.sending') : actionTitle(chosen.action), t('bulk.cancel'))}
      </form>
    </dialog>`;
  }

  function chooser(): TemplateResult {
    const choose = (event: Event): void => {
      const { value } = event.target as HTMLSelectElement;
      chosen = acts.find(({ action }) => action.type === value);
      host.redraw();
    };
    return html`<div>
      <label for="bulk-act">${t('bulk.choose')}</label>
      <span class="select">
        <select id="bulk-act" @change=${choose}>
          ${acts.map((one) => html`<option value=${one.action.type} .selected=${one === chosen}>${actionTitle(one.action)}</option>`)}
        </select>
        ${icon('down')}
      </span>
    </div>`;
  }

  function outcome(now: Ended): TemplateResult {
    const isAll = now.results.every(({ isDone }) => isDone);
    return html`<section class="results" aria-label=${summary(now)}>
      <div class="summary">
        <b>${summary(now)}</b>
        <span class="spacer"></span>
        ${isAll ? nothing : html`<button class="button" ?disabled=${isSending} @click=${() => void retry()}>${t('bulk.retry')}</button>`}
        <button class="button quiet" @click=${dismiss}>${t('bulk.dismiss')}</button>
      </div>
      <ul>${[...now.results].sort((a, b) => Number(a.isDone) - Number(b.isDone)).map(resultLine)}</ul>
    </section>`;
  }

  return {
    open: (detail) => void open(detail).catch((error) => say(error)),
    render: () => html`
      ${selection.size > 0 ? bar() : nothing} ${ended ? outcome(ended) : nothing} ${dialog()}
    `,
  };

  function say(error: unknown): void {
    source.say({ tone: 'warn', words: refusedWords(asRefused(error)) });
  }
}

function summary({ act, results }: Ended): string {
  const done = results.filter(({ isDone }) => isDone).length;
  return t('bulk.result', { act: actionTitle(act.action), done, refused: results.length - done });
}

function resultLine({ task, isDone, words }: BulkRun['results'][number]): TemplateResult {
  const title = serverText(task.title);
  return html`<li>
    ${statusTag(
      isDone
        ? { glyph: 'done', word: t('bulk.done'), tone: 'ok' }
        : { glyph: 'cross', word: t('bulk.refused'), tone: 'danger' },
    )}
    <span class="who">${task.patient?.name ?? title}</span>
    <span>${isDone ? title : words}</span>
  </li>`;
}
