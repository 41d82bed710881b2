import { written, writtenTime } from '../calendar.ts';
import { doctor } from '../stay.ts';
import { sayer, section, type Writing } from './pages.ts';

/** What the pathologist writes; sent as an ORU, so it has no header of its own. */
export function pathologyReport(writing: Writing): string {
  const { stay, chance, author, at } = writing;
  const tell = sayer(writing);
  const { pathology, condition } = stay.story;
  if (pathology === undefined) throw new Error(`${stay.story.id} has no pathology.`);
  return [
    `Accession S${stay.facts.year}-${chance.int(10_000, 29_999)}    Collected ${written(stay.operation?.endedAt ?? at)}    Reported ${written(at)}`,
    ...section('Specimen', tell(pathology.source)),
    ...section('Clinical history', tell(`{person} with ${condition}.`)),
    ...section('Gross description', tell(pathology.gross)),
    ...section('Microscopic description', tell(pathology.micro)),
    ...section('Diagnosis', tell(pathology.diagnosis)),
    '',
    `${doctor(author)}, reporting physician`,
  ].join('\n');
}

export function imagingReport(writing: Writing): string {
  const { stay, chance, author } = writing;
  const tell = sayer(writing);
  const { imaging, condition } = stay.story;
  if (imaging === undefined) throw new Error(`${stay.story.id} has no imaging.`);
  return [
    `Examination: ${tell(imaging.name)}    Performed ${writtenTime(writing.at - chance.int(35, 150) * 60_000)}`,
    ...section('Indication', tell(`{person}, ${condition}.`)),
    ...section(
      'Comparison',
      chance.pick([
        'None.',
        'None available.',
        'Earlier examinations were reviewed where available.',
      ]),
    ),
    ...section('Technique', chance.pick(['Standard technique.', 'By department protocol.'])),
    ...section('Findings', tell(imaging.findings)),
    ...section('Impression', tell(imaging.impression)),
    '',
    `Read by ${doctor(author)}`,
  ].join('\n');
}

export interface Result {
  readonly code: string;
  readonly name: string;
  readonly value: string;
  readonly unit: string;
  readonly range: string;
}

/** A basic metabolic panel and blood count, LOINC-coded. */
export function laboratoryResults({ stay, chance }: Writing): readonly Result[] {
  const isChild = stay.patient.ageYears < 12;
  const of = (
    code: string,
    name: string,
    unit: string,
    range: string,
    low: number,
    high: number,
    digits = 0,
  ): Result => ({
    code,
    name,
    unit,
    range,
    value: (low + chance.next() * (high - low)).toFixed(digits),
  });
  return [
    of('2951-2', 'Sodium', 'mmol/L', '135-145', 134, 143),
    of('2823-3', 'Potassium', 'mmol/L', '3.5-5.1', 3.4, 4.9, 1),
    of('2075-0', 'Chloride', 'mmol/L', '98-107', 97, 107),
    of('3094-0', 'Urea nitrogen', 'mg/dL', '7-20', 8, 26),
    ...(isChild ? [] : [of('2160-0', 'Creatinine', 'mg/dL', '0.6-1.3', 0.7, 1.4, 1)]),
    of('777-3', 'Platelets', '10*3/uL', '150-400', 165, 380),
  ];
}
