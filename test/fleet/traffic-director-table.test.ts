import * as fs from 'fs';
import { tableApp } from './table-app';
import { Checks, ManagedImplementation, Severity } from '../../src';
import { MeshFeature } from '../../src/capability/feature';
import { capability } from '../../src/capability/index';
import { unitUses } from '../../src/capability/uses/unit';
import { ManagedPlane } from '../../src/plane/managed';

/** Features of the model without a construct. */
const NOT_SAID: { readonly [feature: string]: string } = {
  [MeshFeature.SOURCE_LABELS_MATCH]: 'matches of constructs name no labels of the caller; a VirtualService does',
  [MeshFeature.ENDPOINT_IDENTITY]: 'endpoints of an ExternalService have no service account; a WorkloadEntry does',
};
/** Warnings that are expected here. */
const MEANT: { readonly [code: string]: string } = {
  MESH216: 'that no server is verified is a feature of its own',
  MESH223: 'that faults stand beside timeouts and retries is a feature of its own',
  MESH470: 'that paths are excepted is a feature of its own',
};

describe.each([[ManagedImplementation.TRAFFIC_DIRECTOR, 'traffic-director'], [ManagedImplementation.ISTIOD, 'managed-istiod'], [undefined, 'traffic-director']] as const)('with expect: %s', (expected, plane) => {
  const used = new Set<MeshFeature>();
  const losses = jest.spyOn(ManagedPlane.prototype, 'losses');
  const { app: root, fleet } = tableApp(expected);
  const findings = Checks.of(fleet).findings();
  root.synthYaml();
  losses.mock.calls.forEach(([unit]) => unitUses(unit).forEach(({ feature }) => used.add(feature)));
  losses.mockRestore();
  fs.rmSync(root.outdir, { recursive: true });

  test('supported features of the table have no findings', () => {
    // a locality is said in another object to each of the two, and here nobody knows which it is
    expect([...used].filter((f) => capability(f, plane).level === 'none')).toEqual([]);
    expect(findings.filter((f) => f.severity !== Severity.INFO && !(expected === undefined && f.code === 'MESH771') && !(expected !== undefined && f.code in MEANT)).map((f) => `${f.severity} ${f.code} ${f.object.kind} ${f.object.namespace}/${f.object.name}: ${f.message}`)).toEqual([]);
  });

  test('every row of the table that a construct covers is tested', () => {
    expect(used.size).toBeGreaterThan(70);
    if (expected === undefined) return;
    const supported = (f: string) => capability(f as MeshFeature, plane).level === 'full';
    expect(Object.values(MeshFeature).filter((f) => supported(f) && !used.has(f))).toEqual(Object.keys(NOT_SAID).filter(supported));
    expect([...new Set(findings.map((f) => f.code).filter((code) => code in MEANT))].sort()).toEqual(Object.keys(MEANT));
    expect(used).toContain(MeshFeature.EGRESS_GATEWAY);
  });

  test('the subsets of an egress gateway are in its namespace, once for each service', () => {
    const rules = (root.node.findAll().filter((c: any) => c.kind === 'DestinationRule' && c.metadata.name.includes('egress') && c.metadata.namespace === 'way-out') as any[]).map((c) => c.toJson());
    expect(rules.map((r) => [r.metadata.namespace, r.metadata.name, r.spec.exportTo])).toEqual([...['shop-bank-egress', 'way--out-ledger-egress'], ...['shop-bank-egress', 'way--out-ledger-egress']].map((n) => ['way-out', n, undefined]));
    expect(rules[0].spec.subsets).toHaveLength(2);
  });
});
