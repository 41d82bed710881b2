import { evaluate } from '../../rules/evaluate.ts';
import {
  type RuleSet,
  RuleSet as RuleSetShape,
  ruleSetFor,
  tableOf,
} from '../../rules/rule-set.ts';
import rules from './rules.json' with { type: 'json' };

export const letterRuleSets: readonly RuleSet[] = rules.map((one) => RuleSetShape.parse(one));

export const letterRuleSetId = 'letters';
export const letterTableId = 'letter-words';

/** What may stand in braces in a letter. */
export const placeholders = [
  'practitioner',
  'facility',
  'date',
  'count',
  'oldest due',
  'suspension date',
] as const;
export type Placeholder = (typeof placeholders)[number];
export type LetterValues = Readonly<Record<Placeholder, string>>;

/** What decides the words of a letter. */
export interface LetterFacts {
  /** As a level names it. */
  readonly letter: string;
  readonly facility: string;
  /** How many records it names. */
  readonly count: number;
  /** The letter's own date, by which the version is chosen. */
  readonly on: string;
}

/** The words with their places still empty, and the version and row they are from. */
export interface LetterWords {
  readonly version: number;
  readonly row: string;
  readonly subject: string;
  readonly paragraphs: readonly string[];
}

/** @throws Error where no version, or no row of it, has words for the letter: no such version is published */
export function letterWords(ruleSets: readonly RuleSet[], facts: LetterFacts): LetterWords {
  const { on, letter, facility, count } = facts;
  const ruleSet = ruleSetFor(
    ruleSets.filter(({ id }) => id === letterRuleSetId),
    { on },
  );
  if (ruleSet === undefined) throw new Error(`No version of the letters is in force on ${on}.`);
  const evaluation = evaluate(tableOf(ruleSet, letterTableId), { letter, facility, count });
  const hit = evaluation.outcome === 'decided' ? evaluation.hits[0] : undefined;
  if (hit === undefined)
    throw new Error(`Version ${ruleSet.version} of the letters has no words for ${letter}.`);
  const { subject, body } = hit.then;
  return {
    version: ruleSet.version,
    row: hit.row,
    subject: String(subject ?? ''),
    paragraphs: paragraphsOf(String(body ?? '')),
  };
}

/** Each line is a paragraph: in a cell of a spreadsheet a line break is what a person can make. */
export function paragraphsOf(body: string): readonly string[] {
  return body
    .split(/[\r\n]+/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

/** The words with their places filled. */
export function filled(text: string, values: LetterValues): string {
  return text.replace(placePattern, (_, name: Placeholder) => values[name] ?? '');
}

/** `{name}`, in which no other brace stands. */
export const placePattern = /\{([^{}]*)\}/g;
