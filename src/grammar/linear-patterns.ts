/**
 * Patterns in the stored definitions that mean the same in JavaScript and RE2, and that JavaScript's engine matches in linear time.
 *
 * test/grammar/linear.test.ts proves each of them with an analyser. RE2 matches all other patterns, more slowly.
 */
export const LINEAR_PATTERNS: ReadonlySet<string> = new Set([
  '^[A-Za-z_][A-Za-z_0-9]*$',
  '^(?i)\\.?[a-z_][a-z_0-9]*(\\.[a-z_][a-z_0-9]*)*$',
  "^(?:[-A-Za-z0-9/._~!$&'()*+,;=:@]|[%][0-9a-fA-F]{2})+$",
  '^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*)$',
  '^[a-zA-Z0-9](?:[-a-zA-Z0-9]*[a-zA-Z0-9])?$',
  '^(\\*\\.)?[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$',
  '^$|^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$',
  '^[a-zA-Z]([-a-zA-Z0-9]*[a-zA-Z0-9])?$',
  '^[-_A-Za-z0-9]+$',
  '^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$',
  '^[a-z0-9]([-a-z0-9]*[a-z0-9])?$',
  '^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$',
  "^[A-Za-z0-9!#$%&'*+\\-.^_\\x60|~]+$",
]);
