import type { DemoStay } from './demo-data.ts';

/** A few plain paragraphs for each kind of document, enough to read, mark and sign. */
export function documentText(stay: DemoStay, type: string): string {
  const { complaint, diagnosis, operation } = stay;
  switch (type) {
    case 'history-and-physical':
      return paragraphs(
        `Chief complaint: ${complaint}.`,
        `History of present illness: The patient presented with ${complaint}, beginning about two days before admission. No similar episode in the past year. Home medicines were reviewed with the patient.`,
        'Examination: Alert and oriented. Heart sounds regular, lungs as described below, abdomen soft. Vital signs are recorded in the flowsheet.',
        `Assessment and plan: ${sentence(diagnosis)} is suspected. Admit, treat, and follow the results ordered today.`,
      );
    case 'discharge-summary':
      return paragraphs(
        `Principal diagnosis: ${sentence(diagnosis)}.`,
        `Hospital course: Admitted with ${complaint}. The patient was treated according to plan and improved steadily; there were no complications.`,
        'Condition at discharge: Stable. Discharged home.',
        'Follow-up: With the primary care physician within one week; return at once if symptoms come back.',
      );
    case 'final-note':
      return paragraphs(
        `Outcome: ${sentence(diagnosis)}, resolved.`,
        'Disposition: Home with family.',
        'Follow-up: Primary care in one week.',
      );
    case 'operative-report':
      return paragraphs(
        `Operation: ${operation?.title ?? 'As scheduled'}.`,
        'Technique: After time-out the patient was prepared and draped. The operation went as planned; hemostasis was complete before closure.',
        'Findings: As expected from imaging. Estimated blood loss 50 ml. Specimen sent to pathology.',
        `Postoperative diagnosis: ${sentence(diagnosis)}.`,
      );
    case 'informed-consent':
      return paragraphs(
        `Procedure: ${operation?.title ?? 'As scheduled'}.`,
        'Risks, benefits and alternatives were explained; questions were answered. Signed by the patient and the surgeon.',
      );
    case 'anesthesia-evaluation':
      return paragraphs(
        'Airway, heart and lungs examined. Fasting since midnight. ASA class 2.',
        'Plan: general anesthesia; risks explained and accepted.',
      );
    case 'anesthesia-record':
      return paragraphs(
        'Induction and intubation without difficulty. Vital signs every five minutes are on the chart.',
        'Emergence uneventful; to recovery in stable condition.',
      );
    case 'post-anesthesia-evaluation':
      return paragraphs(
        'Airway patent, breathing and oxygen saturation normal, blood pressure and pulse stable.',
        'Awake and comfortable; no nausea. No complication of anesthesia.',
      );
    case 'consultation':
      return paragraphs(
        `Asked to see the patient because of ${complaint}.`,
        `Impression: ${sentence(diagnosis)}. Agree with the present treatment; will follow.`,
      );
    default:
      return paragraphs(
        `Seen today for ${complaint}.`,
        'No new complaint overnight. Continue as planned.',
      );
  }
}

function paragraphs(...parts: readonly string[]): string {
  return parts.join('\n\n');
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
