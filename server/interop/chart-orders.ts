import type { ChartDocument } from '../../engine/model/chart-facts.ts';
import type { ResourceRow } from '../../engine/store.ts';
import { authenticatedAtUrl, authenticatedByUrl, authorizationModeUrl } from './extensions.ts';
import { instantOf } from './fhir/date-time.ts';
import { conceptText, extensionOf, textAt } from './fhir/element.ts';
import { practitionerIdOf } from './practitioner-reference.ts';

/** Spoken: by phone, by video, in person by word of mouth (HL7 table 0483). */
const spoken = new Set(['PH', 'VO', 'VC', 'IP']);

/** The spoken orders of an encounter, each an entry that its practitioner must authenticate (42 CFR 482.24(c)(2)). */
export function chartOrders(resources: readonly ResourceRow[], zone: string): ChartDocument[] {
  return resources
    .filter(
      ({ type, body }) =>
        type === 'ServiceRequest' &&
        spoken.has(String(extensionOf(body, authorizationModeUrl)?.valueCode)),
    )
    .map((row) => {
      const { body } = row;
      const isRevoked = body.status === 'entered-in-error' || body.status === 'revoked';
      const signerId = practitionerIdOf(
        extensionOf(body, authenticatedByUrl)?.valueReference,
        resources,
      );
      const at = instantOf(extensionOf(body, authenticatedAtUrl)?.valueDateTime, zone);
      // Another practitioner responsible for the patient may authenticate it too.
      const isSigned = signerId !== null && at !== null;
      return {
        id: row.id,
        version: row.version,
        type: 'verbal-order',
        title: conceptText(body.code) ?? textAt(body.intent) ?? 'Order',
        docStatus: isRevoked ? 'entered-in-error' : isSigned ? 'final' : 'preliminary',
        completionStatus: isSigned ? 'LA' : 'PA',
        contentKey: null,
        authorId: practitionerIdOf(body.requester, resources),
        signerId: isSigned ? signerId : null,
        filedAt: instantOf(body.authoredOn, zone),
        signedAt: isSigned ? at : null,
      };
    });
}
