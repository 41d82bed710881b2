import { html, nothing, type TemplateResult } from 'lit';
import { chartRoles } from '../shared/chart-roles.ts';
import { icon } from '../shared/icons.ts';
import { type Refused, refusedWords } from '../shared/refused.ts';
import type { Audience, Written } from './notes-calls.ts';
import { roleName, t } from './notes-text.ts';

export const audienceKinds = ['chart-readers', 'roles', 'me'] as const;
export type AudienceKind = (typeof audienceKinds)[number];

export interface NoteForm {
  readonly text: string;
  readonly audience: Audience;
  /** What is chosen in the form now. */
  readonly kind: AudienceKind;
  readonly error: Refused | undefined;
  readonly isSending: boolean;
  choose(kind: AudienceKind): void;
  save(written: Written): void;
  cancel(): void;
}

export function kindOf(audience: Audience): AudienceKind {
  return typeof audience === 'string' ? audience : 'roles';
}

/** Writes or changes a note. */
export function noteForm(form: NoteForm): TemplateResult {
  const chosen = typeof form.audience === 'string' ? [] : form.audience;
  return html`<form class="form" @submit=${(event: SubmitEvent) => submit(event, form)} @keydown=${pressed}>
    <label for="note-words">${t('notes.words')}</label>
    <textarea class="field" id="note-words" name="text" rows="3" required maxlength="4000" dir="auto" .value=${form.text}></textarea>
    <label for="note-audience">${t('notes.audience')}</label>
    <span class="select">
      <select id="note-audience" @change=${(event: Event) => form.choose((event.target as HTMLSelectElement).value as AudienceKind)}>
        ${audienceKinds.map((kind) => html`<option value=${kind} ?selected=${kind === form.kind}>${t(`notes.audience.${kind}`)}</option>`)}
      </select>${icon('down')}
    </span>
    ${
      form.kind === 'roles'
        ? html`<fieldset><legend>${t('notes.roles')}</legend>
          ${chartRoles.map((role) => html`<label class="role"><input type="checkbox" name="role" value=${role} ?checked=${chosen.includes(role)} />${roleName(role)}</label>`)}
        </fieldset>`
        : nothing
    }
    ${form.error ? html`<p class="refused" role="alert">${refusedWords(form.error)}</p>` : nothing}
    <div class="buttons">
      <button class="button" type="button" @click=${form.cancel}>${t('notes.cancel')}</button>
      <button class="button primary" ?disabled=${form.isSending}>${t('notes.save')} <kbd>Ctrl ↵</kbd></button>
    </div>
  </form>`;
}

function submit(event: SubmitEvent, { kind, save }: NoteForm): void {
  event.preventDefault();
  const form = event.target as HTMLFormElement;
  const given = new FormData(form);
  const text = String(given.get('text') ?? '').trim();
  const chosen = chartRoles.filter((role) => given.getAll('role').includes(role));
  const [first] = form.querySelectorAll<HTMLInputElement>('[name="role"]');
  first?.setCustomValidity(chosen.length === 0 ? t('notes.rolesMissing') : '');
  if (!form.reportValidity()) {
    // Said once; choosing a role then counts.
    first?.setCustomValidity('');
    return;
  }
  save({ text, audience: kind === 'roles' ? [...chosen] : kind });
}

/** Removes a note with a reason, which the history keeps. */
export function removeForm(form: {
  readonly error: Refused | undefined;
  readonly isSending: boolean;
  remove(reason: string): void;
  cancel(): void;
}): TemplateResult {
  const send = (event: SubmitEvent): void => {
    event.preventDefault();
    const given = new FormData(event.target as HTMLFormElement);
    form.remove(String(given.get('reason') ?? '').trim());
  };
  return html`<form class="form" @submit=${send} @keydown=${pressed}>
    <label for="remove-reason">${t('notes.reason')}</label>
    <input class="field" id="remove-reason" name="reason" required minlength="3" maxlength="500" aria-describedby="remove-hint" />
    <p class="hint" id="remove-hint">${t('notes.reasonHint')}</p>
    ${form.error ? html`<p class="refused" role="alert">${refusedWords(form.error)}</p>` : nothing}
    <div class="buttons">
      <button class="button" type="button" @click=${form.cancel}>${t('notes.cancel')}</button>
      <button class="button primary" ?disabled=${form.isSending}>${t('notes.remove')}</button>
    </div>
  </form>`;
}

/** Keys of the host and of other widgets are not meant while one writes. */
function pressed(event: KeyboardEvent): void {
  event.stopPropagation();
  if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  (event.currentTarget as HTMLFormElement).requestSubmit();
}
