import type { StringMatch } from '../form';
import { lowerCase } from './host';
import { fullMatch, type TextTest } from './regex';

/** Throws if a regular expression doesn't compile. */
export function stringTest({ kind, value, ignoreCase }: StringMatch): TextTest {
  if (kind === 'regex') return fullMatch(value); // an expression sets its own case sensitivity
  const wanted = ignoreCase ? lowerCase(value) : value;
  const holds = COMPARE[kind];
  return ignoreCase ? (text) => holds(lowerCase(text), wanted) : (text) => holds(text, wanted);
}

const COMPARE: Readonly<Record<Exclude<StringMatch['kind'], 'regex'>, (text: string, value: string) => boolean>> = {
  exact: (text, value) => text === value,
  prefix: (text, value) => text.startsWith(value),
  suffix: (text, value) => text.endsWith(value),
  contains: (text, value) => text.includes(value),
};

const WORDS: Readonly<Record<StringMatch['kind'], string>> = { exact: 'is', prefix: 'begins with', suffix: 'ends with', contains: 'contains', regex: 'matches' };

/** In words: `begins with "/a"`. */
export function stringMatchText({ kind, value, ignoreCase }: StringMatch): string {
  return `${WORDS[kind]} ${JSON.stringify(value)}${ignoreCase && kind !== 'regex' ? ', ignoring case' : ''}`;
}
