/** What a fix begins with: it says what to do. */
export const VERBS = new Set(('acknowledge add allow annotate apply ask attach bind call change choose close correct create declare define delete deny deploy drop enroll export give group have inject install keep label lead leave let list '
  + 'make match mend merge migrate move name put quote raise read refer register remove rename repeat replace require restart retry route run say select send set shorten spread take target tell turn use write').split(' '));

/** Every text of a finding is a sentence of its own: no full stop, no slip of a template, a fix that begins with what to do. */
export function expectWellWorded(finding: { readonly message: string; readonly fix: string }): void {
  const { message, fix } = finding;
  expect(message).toMatch(/^[^.].*[^.]$/s);
  expect(fix).toMatch(/[^.]$/);
  for (const text of [message, fix]) expect(text).not.toMatch(/undefined|NaN|\[object |  |\bcan not\b/);
  expect([...VERBS]).toContain(fix.split(/[ ,:]/)[0]);
}
