import { failed, type Verdict } from './verdict';

/** The verdicts as JUnit XML, for CI systems. */
export function junit(verdicts: readonly Verdict[]): string {
  const cases = verdicts.map((v) => {
    const failures = v.asked.flatMap((a) => a.failures.map((f) => `${a.text}: ${f}`));
    const attributes = `name="${escape(v.name)}" classname="${escape(v.place.replace(/:\d+$/, ''))}"`;
    return failures.length ? `    <testcase ${attributes}>\n      <failure message="${escape(failures[0])}">${escape(failures.join('\n'))}</failure>\n    </testcase>` : `    <testcase ${attributes}/>`;
  });
  const counts = `tests="${verdicts.length}" failures="${verdicts.filter(failed).length}"`;
  return ['<?xml version="1.0" encoding="UTF-8"?>', `<testsuites ${counts}>`, `  <testsuite name="cdk8s-mesh test" ${counts}>`, ...cases, '  </testsuite>', '</testsuites>', ''].join('\n');
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
/** XML 1.0 can't represent control characters. */
// eslint-disable-next-line no-control-regex
const escape = (text: string): string => text.replace(/[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g, '\ufffd').replace(/[&<>"]/g, (c) => ENTITIES[c]).replace(/\n/g, '&#10;');
