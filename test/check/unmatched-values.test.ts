import { checkManifests } from '../../src/check/engine/run';
import { Severity } from '../../src/check/finding';
import { CHECKS } from '../../src/check/registry';

const found = (action: string, operation: object, options: object = {}) => checkManifests(
  [{ object: { apiVersion: 'security.istio.io/v1', kind: 'AuthorizationPolicy', metadata: { name: 'x', namespace: 'shop' }, spec: { action, rules: [{ to: [{ operation }] }] } }, origin: {} }],
  options, { checks: CHECKS },
).filter((f) => f.severity !== Severity.INFO && f.pointer?.includes('operation')).map((f) => [f.code, f.severity, f.pointer?.replace(/.*operation/, ''), f.message, f.fix]);

test('a host that no request has is reported once, with the host that was meant', () => {
  expect(found('DENY', { hosts: ['https://Admin.example.com:8443/login', '*.bücher.example', 'bü*', 'a b.example'] })).toEqual([
    ['MESH443', 'warning', '/hosts/0', "'https://Admin.example.com:8443/login' contains a scheme: no request matches it, nothing is denied by it", 'use "Admin.example.com:8443"'],
    ['MESH443', 'warning', '/hosts/1', "'*.bücher.example' is not in ASCII, the form in which clients send it: no request matches it, nothing is denied by it", 'use "*.xn--bcher-kva.example"'],
    ['MESH443', 'warning', '/hosts/2', "'bü*' is not in ASCII, the form in which clients send it: no request matches it, nothing is denied by it", 'use a host in ASCII, such as "shop.example.com", or in punycode for an international name'],
    ['MESH443', 'warning', '/hosts/3', "'a b.example' contains white space: no request matches it, nothing is denied by it", expect.stringMatching(/^use a host in ASCII/)],
  ]);
});

test('a path with a dot segment does not get advice on slashes', () => {
  const base = { pathNormalization: 'BASE' };
  expect(found('DENY', { paths: ['/x/../admin'] }, base)).toEqual([
    ['MESH443', 'warning', '/paths/0', "'/x/../admin' contains a dot segment, which proxies resolve: no request matches it, nothing is denied by it", 'use "/admin"'],
  ]);
  expect(found('DENY', { paths: ['/x/../admin', '/other'] }, base).map(([code, , at]) => [code, at])).toEqual([['MESH470', '/paths'], ['MESH443', '/paths/0']]);
  expect(found('ALLOW', { notPaths: ['/ad%6Din?x'] }, base).map(([code]) => code)).toEqual(['MESH427']);
});

test('without normalization, a path with a dot segment may be sent', () => {
  expect(found('DENY', { paths: ['/x/../admin'] }, { pathNormalization: 'NONE' }).map(([code]) => code)).not.toContain('MESH443');
});
