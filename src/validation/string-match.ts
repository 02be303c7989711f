import { Place } from './place';
import { show } from './problem';
import { object } from './values';
import { regExpError } from '../grammar/regexp';

/** A text match: exact, by prefix or by regular expression. */
export function checkStringMatch(match: unknown, place: Place, options: { emptyPrefix?: boolean } = {}): void {
  const given = object(match);
  if (!given) return;
  if (given.prefix === '' && !options.emptyPrefix) place.at('prefix').error('MESH111', 'the prefix is empty, which Envoy does not accept', 'remove the match, or set a prefix');
  if (typeof given.regex === 'string') checkRegExp(given.regex, place.at('regex'));
}

/** A regular expression for Envoy. */
export function checkRegExp(source: string, place: Place): void {
  if (source === '') return place.error('MESH111', 'the regular expression is empty', "use '.*' to match anything, or remove the match");
  if (Buffer.byteLength(source) > 1024) return place.error('MESH111', `the regular expression has ${source.length} characters, at most 1024 allowed`, 'shorten it to 1024 characters');
  const error = regExpError(source);
  if (error) place.error('MESH111', `${show(source)} is not an RE2 regular expression (${error})`, 'use the syntax of RE2, which has no lookaround and no backreferences');
}
