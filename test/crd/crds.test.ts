import { createHash } from 'crypto';
import * as fs from 'fs';
import * as path from 'path';
import { assetPath } from '../../src/crd/assets';
import { crdManifests, findKind, kindsOf } from '../../src/crd/crds';
import { CrdSet, GatewayApiChannel } from '../../src/crd/sets';

const ALL = Object.values(CrdSet);

test('the CRD files match the lock file exactly', () => {
  const { outputs } = JSON.parse(fs.readFileSync(assetPath('crds', 'lock.json'), 'utf8'));
  const root = path.join(assetPath(), '..');
  for (const [file, sum] of Object.entries(outputs)) {
    expect(`${file} sha256:${createHash('sha256').update(fs.readFileSync(path.join(root, file))).digest('hex')}`).toBe(`${file} ${sum}`);
  }
  const there = ['assets/crds', 'imports'].flatMap((folder) => fs.readdirSync(path.join(root, folder)).map((file) => `${folder}/${file}`));
  expect(there.filter((file) => file !== 'assets/crds/lock.json').sort()).toEqual(Object.keys(outputs).sort());
});

test.each(ALL)('the CRDs of %s are complete and have no descriptions', (set) => {
  const manifests = crdManifests(set);
  expect(manifests.length).toBeGreaterThan(0);
  for (const crd of manifests) {
    expect(crd.metadata.name).toBe(`${crd.spec.names.plural}.${crd.spec.group}`);
    expect(crd.spec.versions.filter((v: any) => v.storage)).toHaveLength(1);
    for (const version of crd.spec.versions) {
      const schema = version.schema.openAPIV3Schema;
      expect(schema.type).toBe('object');
      expect(schema.properties.spec ?? schema.properties.status).toBeDefined();
      expect(proseIn(schema)).toEqual([]);
    }
  }
});

/** Paths of descriptions, except properties with that name. */
function proseIn(schema: any, at = ''): string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const here = typeof schema.description === 'string' ? [at] : [];
  const nested = [...Object.entries<any>(schema.properties ?? {}), ['items', schema.items], ['additionalProperties', schema.additionalProperties]];
  return [...here, ...nested.flatMap(([name, value]) => proseIn(value, `${at}/${name}`))];
}

test('changing a returned manifest does not affect the next one', () => {
  const [first] = crdManifests(CrdSet.MCS);
  first.spec.versions.length = 0;
  expect(crdManifests(CrdSet.MCS)[0].spec.versions.length).toBeGreaterThan(0);
});

test('CRDs of k8s.io groups have the approval annotation', () => {
  for (const set of [CrdSet.GATEWAY_API, CrdSet.GATEWAY_API_EXPERIMENTAL, CrdSet.MCS]) {
    for (const crd of crdManifests(set).filter((c) => /\.k8s\.io$/.test(c.spec.group) && !c.spec.group.includes('x-k8s'))) {
      expect(crd.metadata.annotations['api-approved.kubernetes.io']).toBeTruthy();
    }
  }
});

test('Istio has fifteen kinds, each with one schema for all versions', () => {
  const kinds = kindsOf(CrdSet.ISTIO);
  expect(new Set(kinds.map((k) => k.kind)).size).toBe(15);
  for (const { group, kind, schema } of kinds) {
    for (const other of kinds.filter((k) => k.group === group && k.kind === kind)) expect(other.schema).toBe(schema);
  }
});

test('finds a kind by group, version and name', () => {
  expect(findKind('networking.istio.io', 'v1', 'VirtualService')).toMatchObject({ scope: 'Namespaced', served: true, hasStatus: true });
  expect(findKind('networkservices.cnrm.cloud.google.com', 'v1beta1', 'NetworkServicesMesh')!.schema.properties.spec).toBeDefined();
  expect(findKind('net.gke.io', 'v1', 'ServiceImport')!.schema.properties.spec.required).toEqual(['ports', 'type']);
  expect(findKind('apps', 'v1', 'Deployment')!.schema.properties.spec.$ref).toBe('io.k8s.api.apps.v1.DeploymentSpec');
  expect(findKind('', 'v1', 'Service')!.definitions!['io.k8s.api.core.v1.ServiceSpec'].properties.ports).toBeDefined();
  expect(findKind('rbac.authorization.k8s.io', 'v1', 'Role')).toBeDefined();
  expect(findKind('networking.istio.io', 'v9', 'VirtualService')).toBeUndefined();
  expect(findKind('networking.istio.io', 'v1', 'Unheard')).toBeUndefined();
  expect(findKind('example.com', 'v1', 'Service')).toBeUndefined();
});

test('distinguishes experimental fields from standard ones', () => {
  const rule = (channel: GatewayApiChannel) => findKind('gateway.networking.k8s.io', 'v1', 'HTTPRoute', channel)!
    .schema.properties.spec.properties.rules.items.properties;
  expect(rule(GatewayApiChannel.STANDARD).sessionPersistence).toBeUndefined();
  expect(rule(GatewayApiChannel.EXPERIMENTAL).sessionPersistence).toBeDefined();
  expect(findKind('gateway.networking.k8s.io', 'v1alpha2', 'TCPRoute', GatewayApiChannel.STANDARD)!.served).toBe(false);
});
