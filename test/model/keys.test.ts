import { fetchedByProxies } from '../../src/model/keys';

test.each<[unknown, boolean]>([
  ['true', true], [true, true], ['hybrid', true], ['envoy', true], ['Envoy', true],
  [undefined, false], ['', false], ['false', false], [false, false], ['istiod', false], ['proxies', false], // words that istiod doesn't know leave it to istiod
])('PILOT_JWT_ENABLE_REMOTE_JWKS %j: proxies fetch keys: %s', (mode, expected) => {
  expect(fetchedByProxies(mode)).toBe(expected);
});
