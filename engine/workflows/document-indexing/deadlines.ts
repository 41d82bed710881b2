import type { Deadline, InstanceView } from '../../workflow.ts';
import type { DocumentIndexingContext } from './machine.ts';

/** A document in doubt waits for a person or for its next version; time decides nothing. */
export function documentIndexingDeadlines(
  _view: InstanceView<DocumentIndexingContext>,
): readonly Deadline[] {
  return [];
}
