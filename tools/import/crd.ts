import * as fs from 'fs';
import * as path from 'path';
import * as yaml from 'js-yaml';
import { goModule } from './module';
import { Source } from './sources';
import { stripSchema } from './strip';
import { CrdSet, GATEWAY_API_VERSIONS, GatewayApiChannel, setOfGroup, type GatewayApiSchemas } from '../../src/crd/sets';
import { StoredCrd, StoredCrds } from '../../src/crd/stored';

/** The CRDs of a source, stripped, ordered by name, each schema stored once. */
export function importCrds(source: Source): StoredCrds {
  const wanted = source.kinds && new Set(source.kinds);
  const crds = [...readCrds(source), ...source.declared ?? []]
    .filter((crd) => !wanted || wanted.delete(crd.spec.names.kind) || source.groups?.includes(crd.spec.group))
    .map((crd) => source.amend?.(crd) ?? crd)
    .sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
  if (wanted?.size) throw new Error(`${source.module}@${source.version} has no ${[...wanted].join(', ')}`);

  const schemas: any[] = [];
  const places = new Map<string, number>();
  const place = (schema: any): number => {
    const stripped = stripSchema(schema);
    const key = JSON.stringify(stripped);
    if (!places.has(key)) places.set(key, schemas.push(stripped) - 1);
    return places.get(key)!;
  };
  return { crds: crds.map((crd) => store(source, crd, place)), schemas };
}

function readCrds(source: Source): any[] {
  if (!source.module || !source.version || !source.path) return [];
  const from = path.join(goModule(source.module, source.version).dir, source.path);
  const all = fs.statSync(from).isDirectory() ? fs.readdirSync(from).filter((f) => f.endsWith('.yaml')).sort().map((f) => path.join(from, f)) : [from];
  // Config Connector has hundreds of files, named after the plural (which may replace the last letter): read only what may hold a wanted kind
  const stems = source.groups && source.kinds?.map((kind) => `_${kind.toLowerCase().slice(0, -1)}`);
  const files = stems
    ? all.filter((file) => stems.some((stem) => path.basename(file).includes(stem)) || source.groups!.some((group) => file.endsWith(`.${group}.yaml`)))
    : all;
  return files
    .flatMap((file) => yaml.loadAll(fs.readFileSync(file, 'utf8')) as any[])
    .filter((doc) => doc?.kind === 'CustomResourceDefinition');
}

function store(source: Source, crd: any, place: (schema: any) => number): StoredCrd {
  const { name, labels, annotations } = crd.metadata;
  const { group, names, scope, versions, ...rest } = crd.spec;
  if (setOfGroup(group, schemasOf(source.set)) !== source.set) throw new Error(`src/crd/sets.ts does not lead from group ${group} to the set ${source.set}`);
  return {
    metadata: { name, ...(labels && { labels }), ...(annotations && { annotations }) },
    spec: {
      group,
      names,
      scope,
      ...rest,
      versions: versions.map(({ schema, otherSchema, additionalPrinterColumns, ...version }: any) => ({
        ...version,
        ...(additionalPrinterColumns && { additionalPrinterColumns: additionalPrinterColumns.map(({ description, ...column }: any) => column) }),
        schema: place(schema.openAPIV3Schema),
        ...(otherSchema && { otherSchema: place(otherSchema) }),
      })),
    },
  };
}

/** What names a set of Gateway API; the default for all others. */
function schemasOf(set: CrdSet): GatewayApiSchemas {
  if (set === CrdSet.GATEWAY_API) return GatewayApiChannel.STANDARD;
  return Object.keys(GATEWAY_API_VERSIONS).find((version) => GATEWAY_API_VERSIONS[version] === set) ?? GatewayApiChannel.EXPERIMENTAL;
}
