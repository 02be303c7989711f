import { join } from 'path';
import { VERBS } from './check/wording';
import { refusals } from './errors';

/** Texts that no user reads as an error of this library, and why. */
const OTHERS: { readonly [at: string]: string } = {
  'synth/serializer.ts': 'caught there: the object writes itself',
  'synth/yaml.ts': 'caught there: another writer takes over',
  'synth/app.ts': 'as cdk8s says it',
  'synth/order.ts': 'as cdk8s says it',
};

/** What is put before a text of these, where it is thrown on: the construct. */
const NAMED_BY_CALLER = /^(istio\/(render\/|[a-z-]+\.ts)|install\/upgrade\/refuse|injection\/sidecar-annotations|check\/files\/input)/;

/** A class or a static factory, for values that are made before any construct. */
const FACTORY = /^(?:[A-Z]\w+)(?:\.(?:\w+|…))?: /;

const NAMES = /^(?:CUSTOM|DNS_ROUND_ROBIN|DYNAMIC_DNS|ISTIO_MUTUAL|TLS|CORS)\b/;

const TEXTS = refusals(join(__dirname, '../src')).filter(({ at, text }) => !/^(check\/(?!files\/)|validation\/|world\/|grammar\/(?!names|json|plain\.|nearest))/.test(at) && !(at.replace(/:\d+$/, '') in OTHERS) && !/^[^a-z]*(?:injection template |upgrade of )?[^a-z]*$/.test(text));

test('every error text is found', () => {
  expect(TEXTS.length).toBeGreaterThan(550);
});

test.each(TEXTS)('$at: $text', ({ at, text }) => {
  // a sentence of its own, in one manner
  expect(text).not.toMatch(/[.!]$| {2}|\bcan not\b|undefined|\binvalid\b|\bplease\b|\bshould\b/i);
  if (!FACTORY.test(text) && !NAMES.test(text)) expect(text).toMatch(/^[^A-Z]/);
  // what it is about: a construct by its path, or the class of a value
  if (!NAMED_BY_CALLER.test(at)) expect(text).toMatch(/…|^[A-Z]\w+(?:\.\w+)?: /);
  // the value, where it is the value that is wrong
  if (/\bmust be\b/.test(text)) expect(text).toMatch(/, got: /);
  if (/\bgot\b/.test(text)) expect(text).toMatch(/, got: [^;]*(?:;|$)/);
  // and what to do: what it must be, or a sentence that begins with a verb
  const [, verb] = /; ([a-z]+)\b/.exec(text.replace(/\(.*?\)/g, '')) ?? [];
  if (!/\bmust\b/.test(text)) expect([...VERBS]).toContain(verb);
});
