import { esApp } from './app.ts';
import { esCodes } from './codes.ts';
import { esEvents } from './events.ts';
import { esKeys } from './keys.ts';
import { esLists } from './lists.ts';
import { esNames } from './names.ts';
import { esNotes } from './notes.ts';
import { esQueue } from './queue.ts';
import { esRecord } from './record.ts';
import { esRules } from './rules.ts';
import { esServer } from './server.ts';
import { esStates } from './states.ts';
import { esStory } from './story.ts';
import { esTask } from './task.ts';

/**
 * All words of the widgets in the Spanish of health information management in the United States; readers are
 * addressed as usted. One English word, one Spanish word:
 *
 * chart: historia clínica · record: expediente · encounter: episodio · stay: estancia · discharge: alta ·
 * deficiency: deficiencia · missing: falta · unsigned: sin firmar · cosign: contrafirma · misfiled: mal archivado ·
 * overdue: vencida · due soon: por vencer · delinquent: en mora · completion: compleción · void: anular ·
 * retire: archivar incompleta · decline: rechazar · send back: devolver · clear: resolver · cure: subsanar ·
 * task: tarea · queue: cola · claim: tomar · give back: devolver · take over: asumir · hold: pausa ·
 * rule: regla · draft: borrador · clock: plazo · leave, absence: ausencia · letter: carta · batch: lote ·
 * feed: fuente · message: mensaje · annotation: anotación · highlight: resaltar · redaction: supresión ·
 * release of information: divulgación de información · attending: médico tratante · practitioner: profesional ·
 * MRN, HIM, CDI: as they are.
 */
export const es: Readonly<Record<string, string>> = {
  ...esApp,
  ...esEvents,
  ...esKeys,
  ...esLists,
  ...esNames,
  ...esNotes,
  ...esQueue,
  ...esRecord,
  ...esStates,
  ...esStory,
  ...esTask,
  ...esServer,
  ...esRules,
  ...esCodes,
};
