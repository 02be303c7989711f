import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkManifests } from '../../../src/check/engine/run';
import { parseManifests } from '../../../src/check/files/yaml';
import { CHECKS, LAYERS } from '../../../src/check/registry';
import { expectWellWorded } from '../wording';

const found = (file: string, complete: boolean) => {
  const findings = checkManifests(parseManifests(file, readFileSync(file, 'utf8'), undefined, (e) => { throw e; }), { complete }, { checks: CHECKS, layers: LAYERS });
  findings.forEach(expectWellWorded);
  return findings;
};

test('each planted mistake is found at its place, and nothing else is', () => {
  const file = join(__dirname, 'planted.yaml');
  const planted = readFileSync(file, 'utf8').split('\n').flatMap((text, i) => [...text.matchAll(/# (MESH\d+)$/g)].map(([, code]) => `${i + 1} ${code}`));
  expect(planted.length).toBeGreaterThan(40);
  expect([...new Set(found(file, false).filter((f) => f.severity !== 'info' || f.code === 'MESH971').map((f) => `${f.line} ${f.code}`))].sort()).toEqual([...planted].sort());
});

// mistakes of a file that is not the project's, read where it is at hand: KIND/NAME, where, and what finds it
const shared = join(__dirname, '../../../../shared/cases/google/files/td/a.yaml');
const PLANTED: { readonly [object: string]: { readonly [at: string]: string } } = {
  'NetworkServicesMesh/m': { location: 'MESH533', interceptionPort: 'MESH532' },
  'NetworkServicesHTTPRoute/r1': {
    'hostnames/0': 'MESH524',
    'hostnames/1': 'MESH524',
    'hostnames/2': 'MESH524',
    'hostnames/3': 'MESH524',
    'rules/0/matches/0/prefixMatch': 'MESH525',
    'rules/0/action/destinations': 'MESH963',
    'rules/0/action/retryPolicy/numRetries': 'MESH526',
    'rules/0/action/retryPolicy/retryConditions/0': 'MESH526',
    'rules/0/action/timeout': 'MESH527',
    'rules/1/matches/0/headers/0/prefixMatch': 'MESH525',
    'rules/1/action/redirect': 'MESH528',
    'rules/1/action/redirect/pathRedirect': 'MESH528',
    'rules/2/action': 'MESH528',
    'rules/2/action/faultInjectionPolicy/abort/httpStatus': 'MESH529',
    'rules/2/action/faultInjectionPolicy/abort/percentage': 'MESH529',
    'rules/3/action': 'MESH528',
    'rules/3/action/requestMirrorPolicy/destination/weight': 'MESH538',
  },
  'NetworkServicesGRPCRoute/g1': { '': 'MESH962', 'rules/0/action/destinations/0/serviceRef': 'MESH548', 'rules/0/action/retryPolicy/retryConditions/0': 'MESH526' },
  'NetworkServicesTCPRoute/t1': { 'rules/0/matches/0/address': 'MESH531', 'rules/0/matches/0/port': 'MESH532', 'rules/0/action/originalDestination': 'MESH528' },
  'NetworkServicesTLSRoute/tl1': { 'rules/0/matches/0/sniHost/0': 'MESH524', 'rules/0/action/destinations': 'MESH920' }, // alpn h9 is left out: any protocol may be negotiated
  'NetworkServicesGateway/gw': { addresses: 'MESH972' },
  'NetworkServicesGateway/gw2': { 'ports/0': 'MESH534' },
  'NetworkSecurityAuthorizationPolicy/ap': {
    'rules/0/sources/0/principals/0': 'MESH535',
    'rules/0/sources/0/ipBlocks/0': 'MESH535',
    'rules/0/destinations/0/hosts/0': 'MESH535',
    'rules/0/destinations/0/ports/0': 'MESH532',
    'rules/0/destinations/0/methods/0': 'MESH535',
  },
  'NetworkServicesEndpointPolicy/ep': { 'authorizationPolicyRef': 'MESH537', 'endpointMatcher/metadataLabelMatcher/metadataLabels': 'MESH971', 'trafficPortSelector/ports/0': 'MESH532' },
  'NetworkSecurityServerTLSPolicy/st': { 'allowOpen': 'MESH974', 'serverCertificate/certificateProviderInstance/pluginInstance': 'MESH536' },
  'NetworkSecurityClientTLSPolicy/ct': { '': 'MESH536', 'clientCertificate/certificateProviderInstance/pluginInstance': 'MESH536' },
  'ComputeBackendService/b': {
    '': 'MESH547', 'location': 'MESH533', 'backend/0/balancingMode': 'MESH969', 'backend/1/group': 'MESH545', 'sessionAffinity': 'MESH546', 'consistentHash': 'MESH967', 'subsetting': 'MESH965',
  },
  'ComputeBackendService/b2': { '': 'MESH547', 'backend/0/balancingMode': 'MESH544' },
};

test('the mistakes in the shared file are found, except those listed as missing', () => {
  if (!existsSync(shared)) return;
  const expected = Object.entries(PLANTED).flatMap(([object, places]) => Object.entries(places).map(([at, code]) => `${object} /spec${at && `/${at}`} ${code}`));
  const got = found(shared, true).filter(({ severity }) => severity !== 'info').map((f) => `${f.object.kind}/${f.object.name} ${f.pointer} ${f.code}`);
  expect([...got].sort()).toEqual([...expected].sort());
});
