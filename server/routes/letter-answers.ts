import { maySee } from '../../engine/access.ts';
import type { Instance } from '../../engine/workflow.ts';
import { type AppContext, auditOf, type Services } from '../context.ts';
import { patientsOn } from '../letters/letter-page.ts';

const mostRows = 1000;

/** The letters of these ids that the user may see, with their opening on record for every patient on them. */
export function openedLetters(services: Services) {
  const { engine, store } = services;
  return async (
    c: AppContext,
    ids: readonly string[],
    action: 'view' | 'export',
  ): Promise<readonly Instance[]> => {
    const { access } = engine.registry.workflow('letter');
    const found = (await Promise.all(ids.map((id) => store.load(id)))).filter(
      (one) => one?.workflow === 'letter' && maySee(access, c.get('user'), one),
    ) as Instance[];
    const rows = found.flatMap((letter) => {
      const row = { action, what: `letter:${letter.id}`, instanceId: letter.id };
      const patients = patientsOn(letter);
      return (patients.length === 0 ? [null] : patients).map((patientId) =>
        auditOf(c, services, { ...row, patientId }),
      );
    });
    for (let at = 0; at < rows.length; at += mostRows)
      await store.commit({ audit: rows.slice(at, at + mostRows) });
    return found;
  };
}

/** A page that loads nothing and runs nothing. */
export function htmlAnswer(html: string): Response {
  return new Response(html, {
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-disposition': 'inline',
      'content-security-policy':
        "default-src 'none'; style-src 'unsafe-inline'; sandbox allow-modals",
    },
  });
}
