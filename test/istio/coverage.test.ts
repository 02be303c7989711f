import { ApiObject, App, Chart, JsonPatch, Testing } from 'cdk8s';
import { EXCEPTIONS } from './exceptions';
import { Checks, istio } from '../../src';
import { destinationRules, gateways, proxies, sidecars, virtualServices, workloads } from './maximal/networking';
import { authentication, authorization, extensions, telemetry } from './maximal/policies';
import { validateSchema } from '../../src/check/schema';
import { findKind, kindsOf } from '../../src/crd/crds';
import { CrdSet } from '../../src/crd/sets';

const EXAMPLES = [
  virtualServices, destinationRules, gateways, sidecars, workloads, proxies,
  authentication, authorization, telemetry, extensions,
];
// what says everything says some things that the checks warn of
jest.spyOn(process.stderr, 'write').mockReturnValue(true);
const chart = new Chart(new App(), 'all', { namespace: 'shop' });
EXAMPLES.forEach((example) => example(chart));
const manifests: any[] = Testing.synth(chart);

/** The paths of a schema's leaves; `[]` is any element, `{}` any key; free-form objects are leaves. */
function schemaLeaves(schema: any, path: string): string[] {
  if (schema.properties) {
    return Object.entries(schema.properties).flatMap(([key, inner]) => schemaLeaves(inner, `${path}/${key}`));
  }
  if (schema.items) {
    return schemaLeaves(schema.items, `${path}/[]`);
  }
  if (typeof schema.additionalProperties === 'object') {
    return schemaLeaves(schema.additionalProperties, `${path}/{}`);
  }
  return [path];
}

/** The paths that a value sets, in the schema's terms. */
function setPaths(value: any, schema: any, path: string, into: Set<string>): void {
  if (schema.properties) {
    expect({ path, unknown: Object.keys(value).filter((key) => !(key in schema.properties)) }).toEqual({ path, unknown: [] });
    Object.keys(value).forEach((key) => setPaths(value[key], schema.properties[key], `${path}/${key}`, into));
  } else if (schema.items) {
    value.forEach((element: any) => setPaths(element, schema.items, `${path}/[]`, into));
  } else if (typeof schema.additionalProperties === 'object') {
    Object.values(value).forEach((element) => setPaths(element, schema.additionalProperties, `${path}/{}`, into));
  } else {
    into.add(path);
  }
}

const kinds = [...new Set(kindsOf(CrdSet.ISTIO).map((k) => k.kind))].sort();

test('there is a construct for each of the 15 kinds', () => {
  expect(kinds).toHaveLength(15);
  expect(kinds.filter((kind) => typeof (istio as any)[kind] !== 'function')).toEqual([]);
});

describe.each(kinds)('%s', (kind) => {
  const mine = manifests.filter((m) => m.kind === kind);
  const [group, version] = mine[0].apiVersion.split('/');
  const schema = findKind(group, version, kind)!;

  test('every leaf of the schema has a typed property', () => {
    expect(schema.served).toBe(true);
    const reached = new Set<string>();
    for (const manifest of mine) {
      setPaths(manifest.spec, schema.schema.properties.spec, '', reached);
    }
    const exceptions = EXCEPTIONS.filter((e) => e.kinds.includes(kind)).map((e) => e.leaf);
    const excepted = (leaf: string) => exceptions.some((e) => leaf.endsWith(e));
    const leaves = schemaLeaves(schema.schema.properties.spec, '');
    expect(leaves.filter((leaf) => !reached.has(leaf) && !excepted(leaf))).toEqual([]);
    // an exception that is none any more is taken out
    expect(exceptions.filter((e) => !leaves.some((leaf) => leaf.endsWith(e) && !reached.has(leaf)))).toEqual([]);
  });

  test('the output is valid for the schema and the CEL rules', () => {
    expect(mine.map((manifest) => validateSchema(manifest)).flat()).toEqual([]);
  });

  test('an unknown field survives a patch', () => {
    const own = new Chart(new App(), 'own');
    EXAMPLES.forEach((example) => example(own));
    const object = own.node.findAll().filter(ApiObject.isApiObject).find((o) => o.kind === kind)!;
    object.addJsonPatch(JsonPatch.add('/spec/brandNew', { field: ['x'] }));
    Checks.of(own).acknowledge({ code: 'MESH012', reason: 'the clusters have newer CRDs' });
    const patched = Testing.synth(own).find((m) => m.metadata.name === object.name && m.kind === kind);
    expect(patched.spec.brandNew).toEqual({ field: ['x'] });
    expect(Object.keys(patched.spec).length).toBeGreaterThan(1);
  });
});
