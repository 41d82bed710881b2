import { Refusal } from '../../../engine/errors.ts';

/**
 * The identifier of a conditional request or reference (`identifier=system|value`).
 * @throws Refusal when anything else is asked.
 */
export function identifierInQuery(query: string, path: string): string {
  const parameters = [...new URLSearchParams(query.replace(/^\?/, '').replaceAll('+', '%2B'))];
  const [only] = parameters;
  if (parameters.length !== 1 || only?.[0] !== 'identifier') {
    throw unsupported(path, 'Only identifier=system|value is taken as a condition.');
  }
  const token = only[1];
  if (!/^[^|]*\|.+$/.test(token) || token.includes(',')) {
    throw unsupported(
      path,
      'Give the condition as identifier=system|value, with one system and one value.',
    );
  }
  return token;
}

function unsupported(path: string, message: string): Refusal {
  return new Refusal('invalid-input', message, { issues: [{ path, message }] });
}

/** `Practitioner?identifier=system|value` taken apart; undefined for any other reference. */
export function conditionalReference(
  reference: string,
  path: string,
): { readonly type: string; readonly identifier: string } | undefined {
  const parts = /^([A-Z][A-Za-z]+)\?(.*)$/.exec(reference);
  if (!parts) return undefined;
  return { type: parts[1] ?? '', identifier: identifierInQuery(parts[2] ?? '', path) };
}
