import type { KeptMessage, ResourceRow, SeenInstance, Store } from '../../engine/store.ts';
import type { Instance } from '../../engine/workflow.ts';
import { documentPatientIdOf } from '../../engine/workflows/document-patient/ids.ts';
import { exceptionIdOf } from '../intake/exception-id.ts';
import { objectOf, objectsOf, referencedId, textAt } from '../interop/fhir/element.ts';

export interface Protection {
  /** Why the content stays; null when nothing speaks for it. */
  readonly by: 'legal-hold' | 'waiting' | null;
  /** What was looked at: whoever drops the content makes sure that it still is so. */
  readonly seen: readonly SeenInstance[];
}

/** What keeps the content of an old message: a legal hold, or that it was refused and someone is still to decide. */
export type Protect = (message: KeptMessage) => Promise<Protection>;

/** Remembers what it read of a patient; to be made anew for each batch. */
export function createProtect(store: Store): Protect {
  const charts = new Map<string, Promise<Instance | undefined>>();
  const patients = new Map<string, Promise<readonly string[]>>();
  const remembered = <Value>(
    known: Map<string, Promise<Value>>,
    key: string,
    read: () => Promise<Value>,
  ): Promise<Value> => {
    const value = known.get(key) ?? read();
    known.set(key, value);
    return value;
  };

  const instanceOf = (id: string) => remembered(charts, id, () => store.load(id));

  /** The encounters of a patient, also of one that was merged into another since. */
  const encountersOf = (patientId: string): Promise<readonly string[]> =>
    remembered(patients, patientId, async () => {
      const [patient, encounters] = await Promise.all([
        store.resource('Patient', patientId),
        store.resources({ type: 'Encounter', patientId }),
      ]);
      const into = replacedBy(patient);
      const further = into === null || into === patientId ? [] : await encountersOf(into);
      return [...encounters.map(({ id }) => id), ...further];
    });

  const waitsAt = async ({
    outcome,
    cause,
    contentHash,
  }: KeptMessage): Promise<Instance | 'nowhere' | null> => {
    if (outcome === 'taken') return null;
    const id = cause === null ? documentPatientIdOf(contentHash) : await exceptionIdOf(cause);
    return (await instanceOf(id)) ?? 'nowhere';
  };

  return async (message) => {
    const waiting = await waitsAt(message);
    // One that nobody has counted yet waits all the same.
    if (waiting === 'nowhere') return { by: 'waiting', seen: [] };
    if (waiting !== null && waiting.state !== 'setAside') return { by: 'waiting', seen: [] };
    const wrote = await store.resourcesOfMessage(message.id);
    const patientIds = [
      message.patientId,
      ...wrote.map((row) => row.patientId),
      // Of a document that names nobody: whose it might be.
      ...objectsOf(waiting?.context.proposals).map((one) => textAt(one.patientId)),
    ];
    const ofPatients = await Promise.all(present(patientIds).map(encountersOf));
    const encounterIds = [...wrote.map((row) => row.encounterId), ...ofPatients.flat()];
    const seen: SeenInstance[] = waiting === null ? [] : [seenIn(waiting.id, waiting)];
    for (const id of present(encounterIds).map((one) => `chart.${one}`)) {
      const chart = await instanceOf(id);
      if (objectOf(chart?.state)?.legalHold === 'placed') return { by: 'legal-hold', seen: [] };
      seen.push(seenIn(id, chart));
    }
    return { by: null, seen };
  };
}

function seenIn(instanceId: string, instance: Instance | undefined): SeenInstance {
  return { instanceId, version: instance?.version ?? 0 };
}

function replacedBy(patient: ResourceRow | undefined): string | null {
  const link = objectsOf(patient?.body.link).find(({ type }) => type === 'replaced-by');
  return referencedId(link?.other, 'Patient');
}

function present(ids: readonly (string | null)[]): string[] {
  return [...new Set(ids)].filter((id) => id !== null);
}
