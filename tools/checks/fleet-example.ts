import { differing, type Example, type ExampleFile, FILE, yaml } from './example-parts';
import { checkWorlds } from '../../src/check/engine/run';
import { parseManifests } from '../../src/check/files/yaml';
import { CHECKS } from '../../src/check/registry';
import { renderFinding } from '../../src/cli/check/text';
import { World, type WorldOptions } from '../../src/world/world';
import { BY_CODE } from '../../test/check/fleet/by-code';
import type { Fleet } from '../../test/check/fleet/fixture';
import { type FleetCase, GRID, ISTIOD, TD } from '../../test/check/fleet/grid';

const MANAGEMENT = 'management';

/** More objects than this are not a readable example. */
const MOST = 20;

/** The example of a rule about Google's meshes or about several clusters, from the cases of its tests. */
export function fleetExample(code: string): Example | undefined {
  const alias = CHECKS.find((c) => c.code === code)?.aliases.find((a) => a in GRID);
  const found = alias === undefined ? BY_CODE[code] : GRID[alias];
  if (found === undefined || Object.values(found.bad).flat().length > MOST) return undefined;
  return ofOneFile(code, found) ?? ofClusters(code, found);
}

/** Objects of one cluster, checked without naming the cluster. */
function ofOneFile(code: string, { bad, good, options }: FleetCase): Example | undefined {
  const [cluster, ...others] = Object.keys(bad).filter((c) => bad[c].length > 0);
  if (others.length > 0 || Object.keys(good).some((c) => c !== cluster && good[c].length > 0)) return undefined;
  const [file, fixed] = [bad[cluster], differing(good[cluster], bad[cluster])].map((objects) => ({ name: FILE, text: yaml(objects) }));
  const finding = printed(code, [{ file, options: { ...options } }]);
  return finding === undefined ? undefined : { bad: [file], finding, good: [fixed], how: expectation(options) };
}

function ofClusters(code: string, found: FleetCase): Example | undefined {
  const bad = filesOf(found.bad);
  const finding = printed(code, bad.map(({ cluster, file }) => ({ file, options: worldOf(cluster, found.options) })));
  const option = bad.map(({ cluster, file }) => `--cluster ${cluster}${cluster === MANAGEMENT ? ':management' : ''}=${file.name}`).join(' ');
  return finding === undefined ? undefined : {
    bad: bad.map(({ file }) => file), finding, good: filesOf(changed(found)).map(({ file }) => file), how: expectation(found.options) ?? `Checked with \`${option}\`.`,
  };
}

interface ClusterFile {
  readonly cluster: string;
  readonly file: ExampleFile;
}

/** A file for each cluster that has objects. */
function filesOf(fleet: Fleet): readonly ClusterFile[] {
  return Object.entries(fleet).filter(([, objects]) => objects.length > 0).map(([cluster, objects]) => ({ cluster, file: { name: `${cluster}.yaml`, text: yaml(objects) } }));
}

/** The clusters that the fix changes, in their fixed form. */
function changed({ bad, good }: FleetCase): Fleet {
  return Object.fromEntries(Object.entries(good).filter(([c, objects]) => JSON.stringify(objects) !== JSON.stringify(bad[c])));
}

function worldOf(cluster: string, options: FleetCase['options']): WorldOptions {
  const management = cluster === MANAGEMENT;
  return { ...options, cluster, role: management ? 'management' : 'member', managed: management ? undefined : options?.managed };
}

/** The control plane that the app declares, if the files don't show it. */
function expectation(options: FleetCase['options']): string | undefined {
  const expected = options === TD ? 'TRAFFIC_DIRECTOR' : options === ISTIOD ? 'ISTIOD' : undefined;
  return expected && `In a mesh of \`ControlPlane.managed({ expect: ManagedImplementation.${expected} })\`; in files, the severity can be lower, as nothing states what serves them.`;
}

/** The first finding of a code, as the command line prints it. */
function printed(code: string, files: ReadonlyArray<{ readonly file: ExampleFile; readonly options: WorldOptions }>): string | undefined {
  const refuse = (e: Error) => { throw e; };
  const worlds = files.map(({ file, options }) => new World(parseManifests(file.name, file.text, undefined, refuse), options));
  const found = checkWorlds(worlds, { checks: CHECKS.filter((c) => c.code === code) })[0];
  return found && renderFinding(found, new Map(files.map(({ file }) => [file.name, file.text])));
}
