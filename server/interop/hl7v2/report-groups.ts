import type { Message, Segment } from './message.ts';

/** An OBR with what belongs to it (ORU_R01, v2.5.1 chapter 7.3.1). */
export interface ReportGroup {
  readonly obr: Segment;
  readonly orc: Segment | undefined;
  /** The results; those of the specimen (after SPM) only where there are no others. */
  readonly rows: readonly Segment[];
  /** `OBR`, or `OBR[2]`. */
  readonly path: string;
}

/** The OBR of a message in their order. An OBX before the first of them is about the patient, and no result. */
export function reportGroups(message: Message): readonly ReportGroup[] {
  const { segments } = message;
  const starts = segments.flatMap((segment, index) => (segment.name === 'OBR' ? [index] : []));
  return starts.map((start, index) => {
    const before = segments.slice(index === 0 ? 0 : starts[index - 1], start);
    const rest = segments.slice(start + 1, starts[index + 1]);
    const specimen = rest.findIndex(({ name }) => name === 'SPM');
    const isRow = ({ name }: Segment): boolean => name === 'OBX';
    const results = (specimen < 0 ? rest : rest.slice(0, specimen)).filter(isRow);
    return {
      obr: segments[start] as Segment,
      orc: before.findLast(({ name }) => name === 'ORC'),
      rows: results.length > 0 ? results : rest.filter(isRow),
      path: index === 0 ? 'OBR' : `OBR[${index + 1}]`,
    };
  });
}

/**
 * A message about several patients (ORU_R01 repeats its PID group) as one message for each, so that nothing of one is
 * read as another's. What stands before the first PID belongs to all.
 */
export function patientGroups(message: Message): readonly Message[] {
  const { segments } = message;
  const starts = segments.flatMap((segment, index) => (segment.name === 'PID' ? [index] : []));
  if (starts.length < 2) return [message];
  const common = segments.slice(0, starts[0]);
  return starts.map((start, index) => {
    const own = [...common, ...segments.slice(start, starts[index + 1])];
    return {
      ...message,
      segments: own,
      segment: (name) => own.find((segment) => segment.name === name),
      all: (name) => own.filter((segment) => segment.name === name),
    };
  });
}
