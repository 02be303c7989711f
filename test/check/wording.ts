/** Verbs with which a fix may begin. */
export const VERBS = new Set(('accept acknowledge add admit allow annotate apply attach bind call change choose close configure confirm correct create declare define delegate delete deny deploy drop enable enroll exempt export fix forward give grant group inject install keep label leave let list '
  + 'make match merge migrate mount move name omit parse pass pin put quote raise read refer register remove rename repeat replace require restart retry return rewrite route run scale select send set shorten specify split spread state target terminate test turn upgrade use write').split(' '));

/** All texts of a finding are single sentences: without a full stop or template slips, and with an imperative fix. */
export function expectWellWorded(finding: { readonly message: string; readonly fix: string }): void {
  const { message, fix } = finding;
  expect(message).toMatch(/^[^.].*[^.]$/s);
  expect(fix).toMatch(/[^.]$/);
  for (const text of [message, fix]) expect(text).not.toMatch(/(?<!\bis )undefined|NaN|\[object |  |\bcan not\b/);
  expect([...VERBS]).toContain(fix.split(/[ ,:]/)[0]);
}
