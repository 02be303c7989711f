import { join } from 'path';
import { VERBS } from './check/wording';
import { refusals } from './errors';

/** Texts that are never shown to users as errors of this library, with the reason. */
const OTHERS: { readonly [at: string]: string } = {
  'synth/serializer.ts': 'caught there: the object writes itself',
  'synth/yaml.ts': 'caught there: another writer takes over',
  'synth/app.ts': 'as cdk8s says it',
  'synth/order.ts': 'as cdk8s says it',
};

/** The prefix that callers add to these texts when they rethrow them: the construct. */
const NAMED_BY_CALLER = /^(istio\/|install\/upgrade\/refuse|injection\/sidecar-annotations|check\/files\/input)/;

/** A class or a static factory, for values created before any construct. */
const FACTORY = /^(?:[A-Z]\w+)(?:\.(?:\w+|…))?: /;

const NAMES = /^(?:CUSTOM|DNS_ROUND_ROBIN|DYNAMIC_DNS|ISTIO_MUTUAL|TLS|CORS)\b/;

const TEXTS = refusals(join(__dirname, '../src')).filter(({ at, text }) => !/^(check\/(?!files\/)|validation\/|world\/|grammar\/(?!names|json|plain\.|nearest))/.test(at) && !(at.replace(/:\d+$/, '') in OTHERS) && !/^[^a-z]*(?:injection template |upgrade of )?[^a-z]*$/.test(text));

test('every error text is found', () => {
  expect(TEXTS.length).toBeGreaterThan(550);
});

test.each(TEXTS)('$at: $text', ({ at, text }) => {
  // a single sentence, in a consistent form
  expect(text).not.toMatch(/[.!]$| {2}|\bcan not\b|undefined|\binvalid\b|\bplease\b|\bshould\b/i);
  if (!FACTORY.test(text) && !NAMES.test(text)) expect(text).toMatch(/^[^A-Z]/);
  // the subject: a construct by its path, or the class of a value
  if (!NAMED_BY_CALLER.test(at)) expect(text).toMatch(/…|^[A-Z]\w+(?:\.\w+)?: /);
  // the value, if the value is wrong
  if (/\bmust be\b/.test(text)) expect(text).toMatch(/, got: /);
  if (/\bgot\b/.test(text)) expect(text).toMatch(/, got: [^;]*(?:;|$)/);
  // and the remedy: the expected value, or a sentence that begins with a verb
  const [, verb] = /; ([a-z]+)\b/.exec(text.replace(/\(.*?\)/g, '')) ?? [];
  if (!/\bmust\b/.test(text)) expect([...VERBS]).toContain(verb);
});
