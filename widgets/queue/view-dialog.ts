import { html, nothing, type TemplateResult } from 'lit';
import { adopt } from '../shared/adopt.ts';
import { icon } from '../shared/icons.ts';
import { asRefused, refusedWords } from '../shared/refused.ts';
import { dialogButtons, showDialog } from './dialog.ts';
import { extraStyles } from './extra.styles.ts';
import { criteriaOf } from './filter-bar.ts';
import { contentOf, learnView } from './keep-columns.ts';
import type { Drawn, QueueHost } from './queue-host.ts';
import { maybeText, t } from './queue-text.ts';
import { viewWrites } from './view-writes.ts';

const roles = [
  'analyst',
  'coder',
  'physician',
  'cdi-specialist',
  'release-specialist',
  'medical-staff-office',
  'quality',
  'supervisor',
  'manager',
  'privacy-officer',
  'auditor',
  'administrator',
] as const;

/** Keeps the list as a new view, or renames, shares and deletes the chosen one. */
export function viewDialog(host: QueueHost): Drawn {
  adopt(host.root, extraStyles);
  const { app, look, source } = host;
  let isNew = true;
  let isLead = false;
  let problem = '';

  const fail = (words: string): void => {
    problem = words;
    host.redraw();
  };

  function open(detail?: string): void {
    isNew = detail !== 'edit';
    problem = '';
    void app.connection
      .isLead()
      .then((answer) => {
        isLead = answer;
        host.redraw();
      })
      .catch(asRefused);
    host.redraw();
    showDialog(host, '#view');
  }

  async function submitted(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const data = new FormData(event.target as HTMLFormElement);
    const view = isNew ? undefined : look.view;
    const role = String(data.get('role') ?? '');
    const content = {
      ...(view ? contentOf(view) : { queue: host.shown().queue, filters: criteriaOf(host) }),
      ...look.arrangement,
      name: String(data.get('name') ?? '').trim(),
      isDefault: data.get('default') !== null,
      sharedWith: role === '' ? null : role,
    };
    const isMoved = view !== undefined && content.sharedWith !== view.sharedWith;
    // A view lives with whom it is shared: shared otherwise it is another one, and the old one goes.
    const id = view === undefined || isMoved ? crypto.randomUUID() : view.id;
    try {
      const kept = await viewWrites(app.connection).putView(
        id,
        content,
        isMoved ? null : (view?.version ?? null),
      );
      if (isMoved) {
        await viewWrites(app.connection).removeView(view.id);
        forget(view.id);
      }
      learnView(look, kept);
      close();
      app.announce(t('filter.saved'));
      host.choose({ view: kept.id });
      void source.loadQueues();
    } catch (error) {
      fail(refusedWords(asRefused(error)));
    }
  }

  const forget = (id: string): void => look.learn(look.views.filter((one) => one.id !== id));

  async function remove(): Promise<void> {
    const { view } = look;
    if (view === undefined) return;
    try {
      await viewWrites(app.connection).removeView(view.id);
    } catch (error) {
      return fail(refusedWords(asRefused(error)));
    }
    forget(view.id);
    close();
    app.announce(t('view.deleted'));
    host.choose({ view: '', show: 'open' });
  }

  const close = (): void => host.root.querySelector<HTMLDialogElement>('#view')?.close();

  function render(): TemplateResult {
    const view = isNew ? undefined : look.view;
    return html`<dialog id="view" aria-labelledby="view-title">
      <form class="sheet" @submit=${submitted} @keydown=${(event: Event) => event.stopPropagation()}>
        <h2 id="view-title">${t(isNew ? 'view.new' : 'view.edit')}</h2>
        ${problem ? html`<p class="problem" role="alert">${problem}</p>` : nothing}
        <label>${t('view.name')}
          <input class="field" name="name" required maxlength="60" autofocus .value=${view?.name ?? ''} aria-describedby="view-hint" />
        </label>
        <p class="hint" id="view-hint">${t('view.nameHint')}</p>
        <label class="check"><input type="checkbox" name="default" .checked=${view?.isDefault ?? false} /> ${t('view.default')}</label>
        ${isLead ? sharing(view?.sharedWith ?? '') : nothing}
        ${dialogButtons(
          t('view.save'),
          t('view.cancel'),
          view
            ? html`<button type="button" class="button quiet danger" @click=${remove}>${t('view.delete')}</button>`
            : nothing,
        )}
      </form>
    </dialog>`;
  }

  return { render, open };
}

function sharing(chosen: string): TemplateResult {
  return html`<label>${t('view.share')}
    <span class="select">
      <select name="role">
        <option value="" .selected=${chosen === ''}>${t('view.share.nobody')}</option>
        ${roles.map((role) => html`<option value=${role} .selected=${role === chosen}>${maybeText(`roles.${role}`)}</option>`)}
      </select>
      ${icon('down')}
    </span>
  </label>`;
}
