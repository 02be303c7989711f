import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pageOf } from '../../src/check/format';
import { CHECKS } from '../../src/check/registry';
import { checksPages } from '../../tools/checks/page';

const DOCS = join(__dirname, '../../docs');
const pages = checksPages();

test('the check pages are up to date with the rules and their cases (npx projen docs:checks writes them)', () => {
  expect(readdirSync(join(DOCS, 'checks')).sort()).toEqual([...pages.keys()].flatMap((page) => (page.startsWith('checks/') ? [page.slice('checks/'.length)] : [])).sort());
  for (const [page, text] of pages) expect({ page, text: readFileSync(join(DOCS, page), 'utf8') }).toEqual({ page, text });
});

test('every rule links to its page, and no page is longer than 400 lines', () => {
  for (const { code } of CHECKS) {
    const page = /\/docs\/(.*)$/.exec(pageOf(code))![1];
    expect(pages.get(page)).toMatch(new RegExp(`^# ${code}: `));
  }
  expect([...pages].filter(([, text]) => text.split('\n').length > 400).map(([page]) => page)).toEqual([]);
});

test('links between the pages lead to existing targets', () => {
  for (const [page, text] of pages) {
    for (const [, link] of text.matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g)) expect({ page, link, exists: pages.has(join(page, '..', link)) }).toEqual({ page, link, exists: true });
  }
});

/** Rules whose page shows no example, and why. */
const WITHOUT_EXAMPLE: { readonly [code: string]: string } = {
  MESH423: 'the finding is on an object that surrounds the case',
  MESH449: 'it is about listeners of constructs',
  MESH571: 'it is about the phases of an app',
  MESH572: 'it is about pods and policies of several clusters, in tests of certificates',
  MESH574: 'its cases are in tests of callers without certificates',
  MESH575: 'its cases are in tests of callers without certificates',
  MESH714: 'it needs two whole clusters',
  MESH715: 'it needs two whole clusters on two networks',
  MESH791: 'it needs more than a thousand objects',
  MESH901: 'it needs remote secrets of several clusters',
  MESH902: 'it needs the networks of a mesh as an option',
};

test('every other rule shows an example with its fix', () => {
  const without = CHECKS.map(({ code }) => code).filter((code) => !pages.get(`checks/${code.toLowerCase()}.md`)!.includes('With the fix:'));
  expect(without.sort()).toEqual(Object.keys(WITHOUT_EXAMPLE));
});
