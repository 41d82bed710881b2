import type { HospitalEvent } from '../../server/demo/hospital-feed.ts';
import { transaction } from './fhir-document.ts';
import { chanceOf } from './random.ts';
import { practitionerSystem } from './staff.ts';
import type { Stay } from './stay.ts';

const hourMs = 3_600_000;

/** One stay in eight has an order given by telephone; most are authenticated the next day. */
export function spokenOrder(stay: Stay, seed: string): HospitalEvent[] {
  const chance = chanceOf(`${seed}/order/${stay.visit}`);
  if (!chance.isTrue(0.12)) return [];
  const at = Math.min(stay.admittedAt + chance.int(5, 30) * hourMs, stay.dischargedAt - 4 * hourMs);
  const order = chance.pick([
    'Acetaminophen 650 mg by mouth once for fever',
    'Potassium chloride 40 mEq by mouth once',
    'Ondansetron 4 mg intravenously once',
    'Foley catheter removal in the morning',
    'Portable chest radiograph, now',
  ]);
  const value = `VO${stay.visit.slice(1)}`;
  const who = { reference: `Practitioner?identifier=${practitionerSystem}|${stay.attending.id}` };
  const body = (signedAt: number | null): string =>
    transaction([
      {
        resource: {
          resourceType: 'ServiceRequest',
          identifier: [{ system: 'urn:id:EHR', value }],
          status: 'completed',
          intent: 'order',
          code: { text: order },
          subject: { reference: `Patient?identifier=urn:id:HOSPITAL|${stay.patient.mrn}` },
          encounter: { reference: `Encounter?identifier=urn:id:HOSPITAL|${stay.visit}` },
          authoredOn: new Date(at).toISOString(),
          requester: who,
          extension: [
            { url: 'urn:chartkeeper:authorization-mode', valueCode: 'PH' },
            ...(signedAt === null
              ? []
              : [
                  { url: 'urn:chartkeeper:authenticated-by', valueReference: who },
                  {
                    url: 'urn:chartkeeper:authenticated-at',
                    valueDateTime: new Date(signedAt).toISOString(),
                  },
                ]),
          ],
        } as { resourceType: string },
        ifNoneExist: `identifier=urn:id:EHR|${value}`,
      },
    ]);
  const signedAt = chance.isTrue(0.85) ? at + chance.int(3, 60) * hourMs : null;
  const id = `${stay.visit}/order`;
  return [
    { at, id, kind: 'fhir', body: () => body(null) },
    ...(signedAt === null
      ? []
      : [
          {
            at: signedAt,
            id: `${id}/signed`,
            kind: 'fhir' as const,
            body: () => updated(body(signedAt)),
          },
        ]),
  ];
}

/** The same resource again, changed: found by its number. */
function updated(bundle: string): string {
  const { entry, ...rest } = JSON.parse(bundle) as {
    entry: {
      fullUrl: string;
      resource: { resourceType: string };
      request: { ifNoneExist: string };
    }[];
  };
  return JSON.stringify({
    ...rest,
    entry: entry.map(({ fullUrl, resource, request }) => ({
      fullUrl,
      resource,
      request: { method: 'PUT', url: `${resource.resourceType}?${request.ifNoneExist}` },
    })),
  });
}
