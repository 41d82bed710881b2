import { html, nothing, type TemplateResult } from 'lit';
import { adopt } from '../shared/adopt.ts';
import { icon } from '../shared/icons.ts';
import type { Filters, GroupBy } from '../shared/saved-view.ts';
import { extraStyles } from './extra.styles.ts';
import { contentOf, learnView } from './keep-columns.ts';
import type { Drawn, QueueHost } from './queue-host.ts';
import { t } from './queue-text.ts';
import { isNarrowed, isOfView, noFilters } from './shown-list.ts';
import type { TaskList } from './task-list.ts';
import { viewWrites } from './view-writes.ts';

type Due = Filters['due'];

/** Due windows one asks for daily, in days from today. */
const windows: Readonly<Record<string, Due>> = {
  any: null,
  overdue: { from: null, to: -1 },
  today: { from: 0, to: 0 },
  '3': { from: 0, to: 3 },
  '7': { from: 0, to: 7 },
};

interface AtHand {
  readonly list: TaskList | undefined;
  readonly count: number;
  readonly people: Map<string, string>;
  readonly facilities: Set<string>;
}

/** Narrows and groups the list, and keeps what was chosen as a view. */
export function filterBar(host: QueueHost): Drawn {
  adopt(host.root, extraStyles);
  let isByDates = false;

  const change = (filters: Partial<Filters>): void =>
    host.choose({ filters: { ...host.shown().filters, ...filters } });

  function chooseDue(word: string): void {
    isByDates = word === 'dates';
    if (isByDates) host.redraw();
    else change({ due: windows[word] ?? null });
  }

  let atHand: AtHand = { list: undefined, count: -1, people: new Map(), facilities: new Set() };

  /** People and places of the rows at hand, looked through again only when more rows came. */
  function look(): AtHand {
    const { list } = host.source;
    const count = list?.loadedCount ?? 0;
    if (atHand.list === list && atHand.count === count) return atHand;
    atHand = { list, count, people: new Map(), facilities: new Set() };
    for (const { task } of list?.loaded() ?? []) {
      if (task.practitioner) atHand.people.set(task.practitioner.id, task.practitioner.name);
      atHand.facilities.add(task.facility);
    }
    return atHand;
  }

  function choices() {
    const { people, facilities } = look();
    const { practitioner, facility } = host.shown().filters;
    if (practitioner !== null && !people.has(practitioner)) people.set(practitioner, practitioner);
    if (facility !== null) facilities.add(facility);
    const byName = [...people].sort(([, a], [, b]) => a.localeCompare(b));
    return { people: byName, facilities: [...facilities].sort().map((one) => [one, one] as const) };
  }

  function render(): TemplateResult {
    const { filters } = host.shown();
    const { groupBy } = host.look.arrangement;
    const { people, facilities } = choices();
    const due = dueWord(filters.due, isByDates);
    return html`<div class="filters" part="filters" role="group" aria-label=${t('filter.label')}>
      ${chooser('filter.due', due, dueChoices(), chooseDue)}
      ${due === 'dates' ? dates(filters.due, change) : nothing}
      ${chooser('filter.practitioner', filters.practitioner ?? '', [['', t('filter.practitioner.any')], ...people], (value) => change({ practitioner: value || null }))}
      ${
        facilities.length > 1 || filters.facility !== null
          ? chooser(
              'filter.facility',
              filters.facility ?? '',
              [['', t('filter.facility.any')], ...facilities],
              (value) => change({ facility: value || null }),
            )
          : nothing
      }
      ${chooser('filter.group', groupBy, groupChoices(), (value) => host.arrange({ groupBy: value as GroupBy }))}
      ${
        isNarrowed(filters)
          ? html`<button class="button quiet" @click=${() => host.choose({ filters: noFilters })}>${t('filter.clear')}</button>`
          : nothing
      }
      <span class="spacer"></span>
      ${host.isTable() ? html`<button class="button" @click=${() => host.open('columns')}>${t('filter.columns')}</button>` : nothing}
      ${viewButtons(host)}
    </div>`;
  }

  return { render };
}

function dueChoices(): readonly (readonly [string, string])[] {
  const words = ['any', 'overdue', 'today', '3', '7', 'dates'] as const;
  return words.map((word) => [word, t(`filter.due.${word}`)]);
}

function groupChoices(): readonly (readonly [string, string])[] {
  const words = ['none', 'patient', 'practitioner'] as const;
  return words.map((word) => [word, t(`filter.group.${word}`)]);
}

function dueWord(due: Due, isByDates: boolean): string {
  if (isByDates) return 'dates';
  const known = Object.keys(windows).find(
    (word) => JSON.stringify(windows[word]) === JSON.stringify(due),
  );
  return known ?? 'dates';
}

function dates(due: Due, change: (filters: Partial<Filters>) => void): TemplateResult {
  const set = (part: 'from' | 'to') => (event: Event) => {
    const value = (event.target as HTMLInputElement).value || null;
    change({ due: { from: due?.from ?? null, to: due?.to ?? null, [part]: value } });
  };
  const shown = (day: string | number | null | undefined): string =>
    typeof day === 'string' ? day : '';
  return html`
    <input class="field date" type="date" aria-label=${t('filter.from')} .value=${shown(due?.from)} @change=${set('from')} />
    <input class="field date" type="date" aria-label=${t('filter.to')} .value=${shown(due?.to)} @change=${set('to')} />
  `;
}

function chooser(
  label: 'filter.due' | 'filter.practitioner' | 'filter.facility' | 'filter.group',
  chosen: string,
  choices: readonly (readonly [string, string])[],
  choose: (value: string) => void,
): TemplateResult {
  return html`<span class="select">
    <select aria-label=${t(label)} @change=${(event: Event) => choose((event.target as HTMLSelectElement).value)}>
      ${choices.map(([value, words]) => html`<option value=${value} .selected=${value === chosen}>${words}</option>`)}
    </select>
    ${icon('down')}
  </span>`;
}

function viewButtons(host: QueueHost): TemplateResult {
  const { view } = host.look;
  const { sort, groupBy } = host.look.arrangement;
  const isSame =
    view !== undefined &&
    isOfView(host.shown(), view) &&
    JSON.stringify({ sort, groupBy }) ===
      JSON.stringify({ sort: view.sort, groupBy: view.groupBy });
  return html`
    ${view?.isEditable && !isSame ? html`<button class="button" @click=${() => void save(host)}>${t('filter.save')}</button>` : nothing}
    <button class="button" @click=${() => host.open('view', 'new')}>${t('filter.saveAs')}</button>
    ${view?.isEditable ? html`<button class="button" @click=${() => host.open('view', 'edit')}>${t('filter.edit')}</button>` : nothing}
  `;
}

/** The chosen view as the list is now. */
async function save(host: QueueHost): Promise<void> {
  const { look, source, app } = host;
  const { view } = look;
  if (view === undefined) return;
  const content = { ...contentOf(view), ...look.arrangement, filters: criteriaOf(host) };
  const kept = await source.ask(() =>
    viewWrites(app.connection).putView(view.id, content, view.version),
  );
  if (kept === undefined) return void source.loadQueues();
  learnView(look, kept);
  app.announce(t('filter.saved'));
  host.choose({ view: kept.id });
  void source.loadQueues();
}

/** What the list shows now, as a view holds it. */
export function criteriaOf(host: QueueHost) {
  const { show, filters } = host.shown();
  const { practitioner, facility, due } = filters;
  const listState = show === 'mine' ? ('open' as const) : show;
  return { listState, mine: show === 'mine', practitioner, facility, due };
}
