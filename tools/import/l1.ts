import { execFileSync } from 'child_process';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { CrdSet } from '../../src/crd/sets';
import { StoredCrd, StoredCrds } from '../../src/crd/stored';

/** The sets that get L1 types. Config Connector's would be three times as large as all others together, for kinds that are written by our planes. */
export const L1_SETS = [CrdSet.ISTIO, CrdSet.GATEWAY_API_EXPERIMENTAL, CrdSet.MCS, CrdSet.GKE];

/** Writes the L1 types of a set with cdk8s-cli, one file an API group, and returns the names of the files. */
export function writeL1(set: CrdSet, stored: StoredCrds, untyped: readonly string[], folder: string): string[] {
  const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'cdk8s-mesh-import-'));
  try {
    const input = path.join(scratch, `${set}.json`);
    // the importer reads YAML documents, of which JSON is a subset
    fs.writeFileSync(input, stored.crds.filter(({ spec }) => !untyped.includes(spec.names.kind)).map((crd) => JSON.stringify(oneVersion(crd, stored.schemas))).join('\n---\n'));
    const out = path.join(scratch, 'out');
    execFileSync(path.join(__dirname, '..', '..', 'node_modules', '.bin', 'cdk8s'), ['import', '--no-check-upgrade', '--no-save', '-l', 'typescript', '-o', out, input], { stdio: ['ignore', 'ignore', 'ignore'] });
    return fs.readdirSync(out).sort().map((file) => {
      fs.copyFileSync(path.join(out, file), path.join(folder, file));
      return file;
    });
  } finally {
    fs.rmSync(scratch, { recursive: true });
  }
}

/** A CRD reduced to the version that manifests should use: v1, else the stored one. */
function oneVersion(crd: StoredCrd, schemas: any[]): any {
  const version = crd.spec.versions.find((v) => v.name === 'v1' && v.served) ?? crd.spec.versions.find((v) => v.storage)!;
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: crd.metadata.name },
    spec: { ...crd.spec, versions: [{ ...version, storage: true, schema: { openAPIV3Schema: schemas[version.schema] } }] },
  };
}
