import { stamp } from './calendar.ts';
import type { Writing } from './documents/pages.ts';
import { laboratoryResults } from './documents/reports.ts';
import { write } from './documents/write.ts';
import { escaped, message, pid, pv1Short, segment, textRows } from './hl7.ts';
import { echoSilentMs } from './office-plan.ts';
import type { PlannedDocument } from './plan-documents.ts';
import { chanceOf } from './random.ts';
import type { Stay } from './stay.ts';
import { say } from './wording.ts';

/** A pathology or imaging report, the admission's laboratory panel with the latter. */
export function reportMessage(
  stay: Stay,
  document: PlannedDocument,
  writing: Writing,
  anchor: number,
): string {
  const isPathology = document.type === 'pathology-report';
  const { author, n, at } = document;
  const study = isPathology
    ? { code: '11526-1', name: 'Pathology study' }
    : { code: stay.story.imaging?.code ?? '', name: stay.story.imaging?.name ?? '' };
  const { code } = study;
  // The heart's own system, until it fell silent; then radiology sends for it.
  const isEcho = stay.service.code === 'CAR' && document.at < anchor - echoSilentMs;
  const name = say(study.name, stay.facts);
  const results = isPathology
    ? []
    : laboratoryResults({ ...writing, chance: chanceOf(`${stay.visit}/laboratory`) });
  const obr = segment('OBR', {
    1: '1',
    3: `R${stay.visit.slice(1)}-${n}^${isPathology ? 'LAB' : 'RAD'}`,
    4: `${code}^${escaped(name)}^LN`,
    7: stamp(at - 3_600_000),
    22: stamp(at),
    24: isPathology ? 'SP' : 'RAD',
    25: 'F',
    32: `${author.id}&${escaped(author.family)}&${escaped(author.given)}&&&Dr&&&demo-practitioner`,
  });
  const panel =
    results.length === 0
      ? []
      : [
          segment('OBR', {
            1: '2',
            3: `L${stay.visit.slice(1)}^LAB`,
            4: '24323-8^Comprehensive metabolic panel^LN',
            7: stamp(stay.admittedAt),
            22: stamp(at),
            24: 'CH',
            25: 'F',
          }),
          ...results.map(
            ({ code: loinc, name: test, value, unit, range }, index) =>
              `OBX|${index + 1}|NM|${loinc}^${test}^LN||${value}|${unit}|${range}||||F`,
          ),
        ];
  return message(
    {
      sender: isPathology ? 'LAB' : isEcho ? 'ECHO' : 'RAD',
      type: 'ORU^R01^ORU_R01',
      control: `${stay.visit}.${n}`,
      at,
    },
    [
      pid(stay.patient),
      pv1Short(stay),
      obr,
      ...textRows(write(document.type, writing), `${code}^${escaped(name)}^LN`),
      ...panel,
    ],
  );
}
