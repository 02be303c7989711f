import { parseClusters } from './clusters';
import { renderSarif } from './sarif';
import { quoteUnusable, renderText } from './text';
import { checkWorlds, INTERNAL, NEWEST_ISTIO, older } from '../../check/engine/run';
import { Reader } from '../../check/files/input';
import { parseSettings, type Settings } from '../../check/files/settings';
import { Severity, type Finding } from '../../check/finding';
import { docs, pageOf } from '../../check/format';
import { CHECKS, LAYERS } from '../../check/registry';
import { hasSchema } from '../../check/schema';
import { GATEWAY_API_VERSIONS } from '../../crd/sets';
import type { Manifest } from '../../world/manifest';
import { World, type WorldOptions } from '../../world/world';
import { command, WrongUsage } from '../arguments';
import { batches } from '../batches';
import { printable, printableJson } from '../printable';

/** The exit code for an internal failure, as in sysexits.h (EX_SOFTWARE). */
const INTERNAL_ERROR = 70;
const LEVELS = [Severity.INFO, Severity.WARNING, Severity.ERROR] as const;

export const check = command({
  name: 'check',
  operands: 'FILE|DIR|-...',
  about: 'Checks Kubernetes, Istio and Gateway API manifests (YAML or JSON) as the API server and the control plane would, and finds what fails at run time.',
  options: {
    'format': { choices: ['text', 'json', 'sarif'], default: 'text', help: 'output format' },
    'complete': { help: 'the input is complete: report references to undefined objects as errors' },
    'each': { help: 'check each file on its own' },
    'cluster': {
      value: 'NAME=FILE|DIR',
      repeat: true,
      help: 'manifests of one cluster of a fleet; repeat it for each cluster. NAME:management=… is the cluster that runs Config Connector, and NAME:member=… is a cluster of the mesh; '
        + 'an object in the wrong cluster is an error',
    },
    'domain': { value: 'DOMAIN', help: 'DNS domain of the cluster (default: cluster.local)' },
    'namespace': { value: 'NAMESPACE', help: 'namespace for objects without one, as with kubectl --namespace' },
    'mesh-config': { value: 'FILE', help: 'mesh configuration (MeshConfig) or the ConfigMap that contains it, YAML' },
    'mesh-networks': { value: 'FILE', help: 'mesh networks (MeshNetworks) or the ConfigMap that contains them, YAML' },
    'istio-version': { value: 'X.Y', help: `version of Istio to check for (default: ${NEWEST_ISTIO}, the newest known)` },
    'gateway-api-version': { choices: Object.keys(GATEWAY_API_VERSIONS), help: 'Gateway API release of the CRDs in the cluster (default: 1.6)' },
    'severity': { choices: LEVELS, default: Severity.INFO, help: 'print only findings of this severity and above' },
  },
  notes: ['Exit code: 0 no errors, 1 errors found, 2 unusable input or nothing to check, 70 a check failed to run (MESH000).', `${docs('checks.md')} explains all codes. To suppress a finding on an object, annotate the object with cdk8s-mesh.dev/acknowledge: "CODE=reason".`],
}, (values, operands, io) => {
  const { 'format': format, 'istio-version': istioVersion } = values;
  if (istioVersion !== undefined && !/^\d+\.\d+$/.test(istioVersion)) throw new WrongUsage(`--istio-version must be MAJOR.MINOR, got "${istioVersion}"`);
  const level = LEVELS.indexOf(values.severity);
  const clusters = parseClusters(values.cluster);
  if (typeof clusters === 'string') throw new WrongUsage(clusters);
  if (!operands.length && !clusters.length) throw new WrongUsage('nothing to check: give a file, a folder, or - for standard input');

  const reader = new Reader(true);
  if (istioVersion !== undefined && older(NEWEST_ISTIO, istioVersion) < 0) reader.notes.push(`Istio ${istioVersion} is newer than the newest known version: checked as ${NEWEST_ISTIO}`);
  const config = side(reader, values['mesh-config'], 'mesh');
  const networks = side(reader, values['mesh-networks'], 'meshNetworks');
  const options: WorldOptions = {
    complete: values.complete,
    domain: values.domain,
    namespace: values.namespace,
    istioVersion,
    gatewayApiVersion: values['gateway-api-version'],
    now: Date.now(),
    meshConfig: config?.value,
    meshNetworks: networks?.value,
    meshConfigOrigin: config?.origin,
    meshNetworksOrigin: networks?.origin,
  };
  const findings: Finding[] = [];
  let objects = 0;
  let pieces = 0;
  const unknown: string[] = [];
  let failed = false;
  let below = 0;
  const checkAll = (worlds: readonly World[]) => {
    for (const w of worlds) {
      const left = w.oddities.filter(({ manifest }) => manifest.piece).length;
      pieces += left;
      for (const { apiVersion, kind } of w.items) if (!hasSchema(apiVersion, kind)) unknown.push(kind);
      objects += w.items.length + w.oddities.length - left;
    }
    for (const f of checkWorlds(worlds, { checks: CHECKS, layers: LAYERS })) {
      failed ||= f.code === INTERNAL;
      if (LEVELS.indexOf(f.severity) >= level) findings.push(f); else below++;
    }
  };
  const files = operands.flatMap((path) => reader.files(path));
  if (clusters.length) {
    const named = new Map<string, { manifests: Manifest[]; role?: WorldOptions['role'] }>();
    for (const { name, role, path } of clusters) named.set(name, { role, manifests: [...named.get(name)?.manifests ?? [], ...reader.files(path, name).flat()] });
    // files given in addition to the clusters belong to all of them
    checkAll([...named].map(([cluster, { manifests, role }]) => new World([...files.flat(), ...manifests], { ...options, cluster, role })));
  } else if (values.each) {
    for (const manifests of files) checkAll([new World(manifests, options)]);
  } else {
    checkAll([new World(files.flat(), options)]);
  }

  const report = format === 'json' ? renderJson(findings) : format === 'sarif' ? renderSarif(findings)
    : renderText(findings, { sources: reader.sources, objects, below, unknown, unread: reader.unusable.length }, io.color);
  for (const part of batches(report)) io.out(part);
  for (const note of reader.notes) io.printError(note);
  if (pieces > 0 && level > LEVELS.indexOf(Severity.INFO)) {
    io.printError(`${pieces} ${pieces === 1 ? 'piece of a template or a kustomization is' : 'pieces of templates and kustomizations are'} skipped; check the output of the tool (--severity info lists each, with the command)`);
  }
  for (const u of reader.unusable) {
    io.printError(u.message);
    if (format === 'text') io.err(quoteUnusable(u, reader.sources, io.color));
  }
  if (failed) return INTERNAL_ERROR;
  if (reader.unusable.length) return 2;
  if (objects === 0 && pieces === 0 && reader.notes.length === 0) {
    io.printError(`no object to check in ${[...operands, ...clusters.map((c) => c.path)].map((o) => (o === '-' ? 'standard input' : printable(o))).join(', ')}; give manifests that contain at least one object, and check whether the command that writes them failed`);
    return 2;
  }
  return findings.some((f) => f.severity === Severity.ERROR) ? 1 : 0;
});

/** The findings as JSON, in parts. */
function* renderJson(findings: readonly Finding[]): Iterable<string> {
  yield '{"findings":[';
  for (const [i, f] of findings.entries()) yield `${i ? ',' : ''}${printableJson({ ...f, helpUri: pageOf(f.code) })}`;
  yield ']}\n';
}

/** A file of mesh-wide settings. */
function side(reader: Reader, path: string | undefined, key: 'mesh' | 'meshNetworks'): Settings | undefined {
  const text = path === undefined ? undefined : reader.text(path);
  return text === undefined ? undefined : parseSettings(path!, text, key, (e) => reader.unusable.push(e));
}
