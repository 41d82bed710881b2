import { local, written, writtenTime } from '../calendar.ts';
import { doctor, type Operation } from '../stay.ts';
import { capital } from '../wording.ts';
import { title } from './history-and-physical.ts';
import { foot, head, sayer, section, type Writing } from './pages.ts';

function done({ stay }: Writing): Operation {
  if (stay.operation === null) throw new Error(`${stay.visit} has no operation.`);
  return stay.operation;
}

/** Techniques, findings, tissues removed or altered (42 CFR 482.51(b)(6)). */
export function operativeReport(writing: Writing): string {
  const tell = sayer(writing);
  const { story, surgeon, assistant, anesthesiologist, startedAt, endedAt } = done(writing);
  const { patient } = writing.stay;
  return [
    ...head('Operative report', writing),
    '',
    `Date of operation: ${written(startedAt)}    Start: ${local(startedAt).time}    End: ${local(endedAt).time}`,
    `Preoperative diagnosis: ${tell(story.preop)}`,
    `Postoperative diagnosis: ${tell(story.postop)}`,
    `Procedure performed: ${tell(story.title)}`,
    `Surgeon: ${doctor(surgeon)}`,
    `Assistant: ${assistant}`,
    `Anesthesia: ${capital(tell(story.anesthesia))}${anesthesiologist === null ? '' : `; anesthesiologist ${doctor(anesthesiologist)}`}`,
    `Estimated blood loss: ${tell(story.blood)}`,
    `Specimens: ${tell(story.specimens)}`,
    `Implants: ${tell(story.implants)}`,
    'Complications: none',
    ...section(
      'Indication',
      tell(
        `${title(patient)} ${patient.family} is a {person} with ${story.indication}. The risks, benefits and alternatives were discussed and consent was obtained.`,
      ),
    ),
    ...section('Findings', tell(story.findings)),
    ...section('Description of procedure', tell(story.technique)),
    ...section(
      'Disposition',
      writing.chance.pick([
        'To the recovery unit in stable condition.',
        'Transferred to recovery awake and stable.',
        'Tolerated well; to recovery, then to the floor.',
      ]),
    ),
    ...foot(writing),
  ].join('\n');
}

/** The brief note before the next level of care, with the seven fields a surveyor looks for. */
export function operativeNote(writing: Writing): string {
  const tell = sayer(writing);
  const { story, surgeon, assistant, endedAt } = done(writing);
  return [
    ...head('Immediate postoperative note', writing),
    '',
    `Surgeon: ${doctor(surgeon)}`,
    `Assistants: ${assistant}`,
    `Procedure: ${tell(story.title)}`,
    `Findings: ${tell(story.findings)}`,
    `Estimated blood loss: ${tell(story.blood)}`,
    `Specimens: ${tell(story.specimens)}`,
    `Postoperative diagnosis: ${tell(story.postop)}`,
    `Condition: stable, to recovery at ${local(endedAt).time}.`,
    ...foot(writing),
  ].join('\n');
}

/** Within 48 hours before the operation (42 CFR 482.52(b)(1)). */
export function anesthesiaEvaluation(writing: Writing): string {
  const { stay, chance } = writing;
  const tell = sayer(writing);
  const { story } = done(writing);
  const { patient } = stay;
  const asa =
    patient.ageYears > 70 || patient.illnesses.length > 2
      ? 'III'
      : patient.illnesses.length > 0
        ? 'II'
        : 'I';
  const weight =
    patient.ageYears < 1
      ? 4
      : patient.ageYears < 13
        ? 9 + patient.ageYears * 3
        : chance.int(58, 104);
  return [
    ...head('Preanesthesia evaluation', writing),
    ...section('Planned procedure', tell(story.title)),
    ...section(
      'History',
      tell(
        `{person}. ${capital(tell(stay.story.history))}. ${patient.illnesses.map((one) => `${capital(one.words)}.`).join(' ')} ${chance.pick(['No personal or family problem with anesthesia.', 'Postoperative nausea after an earlier anesthetic; no difficult airway known.', 'No previous anesthetic.'])}`,
      ),
    ),
    ...section('Allergies', patient.allergy),
    ...section(
      'Airway',
      `Mallampati ${chance.pick(['I', 'II', 'II', 'III'])}, mouth opening ${chance.pick(['three', 'four'])} fingerbreadths, neck extension full, dentition ${chance.pick(['intact', 'intact', 'upper denture removed'])}.`,
    ),
    ...section(
      'Examination',
      `Weight ${weight} kg. Heart and lungs ${chance.pick(['examined, no finding that changes the plan', 'as in the admission examination'])}. Fasting: solids since ${chance.pick(['midnight', '22:00', 'before admission'])}.`,
    ),
    ...section('Physical status', `ASA ${asa}${stay.story.admission === 'emergency' ? 'E' : ''}`),
    ...section(
      'Plan',
      `${capital(tell(story.anesthesia))}. Risks including sore throat, dental injury, nausea, awareness and allergic reaction were discussed; questions were answered and the patient agrees.`,
    ),
    ...foot(writing),
  ].join('\n');
}

/** The intraoperative record (42 CFR 482.52(b)(2)): drugs and five-minute vital signs, here every quarter of an hour. */
export function anesthesiaRecord(writing: Writing): string {
  const { chance, stay } = writing;
  const { story, startedAt, endedAt, surgeon } = done(writing);
  const lines: string[] = [];
  const pulse = chance.int(64, 84);
  const pressure = chance.int(104, 132);
  for (let at = startedAt - 15 * 60_000; at <= endedAt + 10 * 60_000; at += 15 * 60_000) {
    const systolic = pressure + chance.int(-12, 12);
    lines.push(
      `${local(at).time}   ${systolic}/${Math.round(systolic * 0.58)}   ${pulse + chance.int(-8, 10)}   ${chance.int(97, 100)}   ${chance.int(33, 38)}`,
    );
  }
  const isGeneral = /general/.test(story.anesthesia);
  return [
    ...head('Anesthesia record', writing),
    '',
    `Surgeon: ${doctor(surgeon)}    Anesthesia start ${local(startedAt - 20 * 60_000).time}, end ${local(endedAt + 12 * 60_000).time}`,
    `Technique: ${capital(sayer(writing)(story.anesthesia))}`,
    ...section(
      'Induction and maintenance',
      isGeneral
        ? `Preoxygenated. Propofol ${chance.int(12, 20)}0 mg, fentanyl 100 mcg${/endotracheal/.test(story.anesthesia) ? `, rocuronium 50 mg. Intubated at first attempt, grade ${chance.pick(['1', '2'])} view, tube confirmed by end-tidal carbon dioxide` : '. Airway device seated at first attempt'}. Sevoflurane in oxygen and air.`
        : 'Standard monitors, oxygen by nasal cannula. Block or sedation established without difficulty and adequate throughout.',
    ),
    ...section('Vital signs', 'Time    Pressure   Pulse   SpO2   ETCO2', ...lines),
    ...section(
      'Fluids',
      `Lactated Ringer ${chance.int(6, 18)}00 ml. Blood products none. ${stay.story.admission === 'elective' ? 'Antibiotic given within 60 minutes before incision.' : 'Antibiotic already running.'}`,
    ),
    ...section(
      'Events',
      chance.pick([
        'None.',
        'Brief hypotension after induction treated with phenylephrine 100 mcg; no further event.',
        'Uneventful. Neuromuscular block reversed and train-of-four checked.',
      ]),
    ),
    ...foot(writing),
  ].join('\n');
}

/** Within 48 hours after (42 CFR 482.52(b)(3)). */
export function postAnesthesiaEvaluation(writing: Writing): string {
  const { chance } = writing;
  const { story } = done(writing);
  return [
    ...head('Postanesthesia evaluation', writing),
    ...section('Procedure', sayer(writing)(story.title)),
    ...section(
      'Evaluation',
      `Seen at ${writtenTime(writing.at - 8 * 60_000)}. Respiratory function: rate ${chance.int(12, 18)}, airway patent, saturation ${chance.int(95, 99)}% on ${chance.pick(['room air', '2 liters'])}. Cardiovascular function: pulse ${chance.int(66, 92)}, pressure ${chance.int(108, 142)}/${chance.int(58, 84)}. Mental status: ${chance.pick(['awake and oriented', 'drowsy, easily aroused, then oriented', 'at baseline'])}. Temperature ${chance.int(974, 989) / 10} F. Pain ${chance.int(1, 4)} of 10. Nausea ${chance.pick(['none', 'mild, treated with ondansetron', 'none'])}. Hydration adequate.`,
    ),
    ...section(
      'Complications of anesthesia',
      chance.pick([
        'None apparent.',
        'None.',
        'Mild sore throat, explained and expected to resolve.',
      ]),
    ),
    ...foot(writing),
  ].join('\n');
}

/** The form a patient signs; it comes as a scan. */
export function consentForm(writing: Writing): string {
  const tell = sayer(writing);
  const { story, surgeon, startedAt } = done(writing);
  const { patient } = writing.stay;
  const signer =
    patient.ageYears < 18
      ? `${patient.family}, parent of the patient`
      : `${patient.given} ${patient.family}`;
  return [
    ...head('Consent to operation or procedure', writing),
    '',
    `I authorize ${doctor(surgeon)} and assistants to perform: ${tell(story.title)}.`,
    '',
    `The nature and purpose of the procedure, for ${tell(story.preop).toLowerCase()}, its risks and benefits, and the alternatives, including no treatment, have been explained to me in words I understand. The risks explained include bleeding, infection, injury to nearby structures, blood clots, reaction to anesthesia and the possible need for further procedures.`,
    'I understand that no guarantee has been made about the result. I consent to the administration of anesthesia, to transfusion if it is needed, and to the examination and disposal of tissue that is removed.',
    'My questions have been answered.',
    '',
    `Signature of patient or representative: ${signer}`,
    `Date and time: ${writtenTime(startedAt - 100 * 60_000)}`,
    `Witness: ${writing.chance.pick(['R. Calloway, RN', 'T. Underhill, RN', 'M. Okoye, RN', 'P. Lindqvist, RN'])}`,
    `Physician obtaining consent: ${doctor(surgeon)}`,
  ].join('\n');
}
