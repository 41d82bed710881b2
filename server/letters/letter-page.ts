import type { Instance } from '../../engine/workflow.ts';
import { documentName } from '../../engine/workflows/chart-completion/names.ts';
import type { LetterItem } from '../../engine/workflows/letter/events.ts';
import type { LetterContext } from '../../engine/workflows/letter/machine.ts';
import { filled } from '../../engine/workflows/letter/words.ts';
import { escapeMarkup as escaped } from '../interop/ccda/escape-markup.ts';
import type { Names } from '../names.ts';
import type { Policies } from '../policies.ts';

export interface LetterPageParts {
  readonly names: Names;
  readonly policies: Policies;
}

/** A complete page of HTML to print: what was frozen when the letter was composed, with names as they are now. */
export async function letterPage(
  letters: readonly Instance[],
  parts: LetterPageParts,
): Promise<string> {
  const articles: string[] = [];
  for (const letter of letters) articles.push(await articleOf(letter, parts));
  return [
    '<!doctype html>',
    '<html lang="en"><head><meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${letters.length === 1 ? 'Letter' : `${letters.length} letters`}</title>`,
    `<style>${style}</style></head><body>`,
    ...articles,
    '</body></html>',
  ].join('\n');
}

/** Patients whose numbers a letter shows. */
export function patientsOn({ context }: Instance): readonly string[] {
  const { items } = context as unknown as LetterContext;
  return [...new Set(items.map(({ patientId }) => patientId))];
}

async function articleOf(letter: Instance, { names, policies }: LetterPageParts): Promise<string> {
  const context = letter.context as unknown as LetterContext;
  const { facility, zone, practitionerId, items } = context;
  const rows = items.map(({ patientId, encounterId }) => ({
    patientId,
    encounterId,
    practitionerId,
  }));
  const nobody = { patientId: null, encounterId: null, practitionerId };
  const [joined, policy] = await Promise.all([
    names.join([nobody, ...rows], zone),
    policies.policyOf(facility),
  ]);
  const facilityName = policy.name || facility;
  const practitioner = joined.practitioner(practitionerId)?.name ?? practitionerId;
  const values = {
    practitioner,
    facility: facilityName,
    date: longDate(context.on),
    count: String(items.length),
    'oldest due': context.oldestDueOn === null ? '–' : longDate(context.oldestDueOn),
    'suspension date':
      context.suspensionOn === null ? 'a later date' : longDate(context.suspensionOn),
  };
  const paragraphs = context.paragraphs.map((one) => `<p>${escaped(filled(one, values))}</p>`);
  const lines = items.map((item) => {
    const mrn = joined.patient(item.patientId)?.mrn ?? '–';
    const visit = joined.encounter(item.encounterId)?.number ?? '–';
    return `<tr>${cellsOf(item, mrn, visit).join('')}</tr>`;
  });
  const page = (copyFor: string | null): string =>
    [
      '<article>',
      ...(copyFor === null ? [] : [`<p class="copy">Copy for ${escaped(copyFor)}</p>`]),
      `<header><strong>${escaped(facilityName)}</strong><br>Health Information Management</header>`,
      `<p class="date">${longDate(context.on)}</p>`,
      `<p class="to">${escaped(practitioner)}</p>`,
      `<h1>${escaped(filled(context.subject, values))}</h1>`,
      ...paragraphs,
      '<table><thead><tr>',
      ...headings.map((heading) => `<th scope="col">${heading}</th>`),
      '</tr></thead><tbody>',
      ...lines,
      '</tbody></table>',
      '<p class="note">Your date is the due date with approved leave taken into account. Leave does not move the due date itself.</p>',
      `<footer>${escaped(copiesTo(context.recipients))}</footer>`,
      '</article>',
    ].join('\n');
  // Whoever else is to have it gets the same page, marked as a copy.
  return [page(null), ...others(context.recipients).map(page)].join('\n');
}

const headings = [
  'Record number',
  'Visit',
  'Discharged',
  'Document',
  'Needed',
  'Due',
  'Your date',
  'Days',
] as const;

function cellsOf(item: LetterItem, mrn: string, visit: string): readonly string[] {
  return [
    mrn,
    visit,
    item.dischargedOn ?? '–',
    documentName(item.documentType),
    neededFor(item.kind),
    item.dueOn,
    item.accountableDueOn,
    String(item.days),
  ].map((text) => `<td>${escaped(text)}</td>`);
}

function neededFor(kind: string): string {
  switch (kind) {
    case 'missing-document':
      return 'Document is missing';
    case 'unsigned':
      return 'Signature';
    case 'cosign':
      return 'Cosignature';
    default:
      return documentName(kind);
  }
}

function copiesTo(recipients: readonly string[]): string {
  const named = others(recipients);
  return named.length === 0 ? '' : `Copy: ${named.join(', ')}`;
}

function others(recipients: readonly string[]): readonly string[] {
  return recipients.filter((one) => one !== 'practitioner').map(documentName);
}

function longDate(on: string): string {
  return new Date(`${on}T00:00:00Z`).toLocaleDateString('en-US', {
    timeZone: 'UTC',
    dateStyle: 'long',
  });
}

/** No size of paper is named: A4 and Letter print alike. */
const style = `
@page { margin: 20mm }
body { font: 11pt/1.45 Georgia, 'Times New Roman', serif; color: #000; background: #fff; margin: 2rem auto; max-width: 46rem; padding: 0 1rem }
article { break-after: page }
article:last-child { break-after: auto }
header { margin-bottom: 2.5rem }
.to { margin: 0 0 2rem }
h1 { font-size: 1.1em; margin: 0 0 1rem }
table { border-collapse: collapse; width: 100%; font: 9pt/1.35 Arial, sans-serif; margin: 1.5rem 0 1rem }
thead { display: table-header-group }
tr { break-inside: avoid }
th, td { border-bottom: 1px solid #999; padding: .3em .5em .3em 0; text-align: left; vertical-align: top }
td:last-child, th:last-child { text-align: right }
.note, footer { font-size: 9pt }
@media print { body { margin: 0; max-width: none; padding: 0 } }
`.trim();
