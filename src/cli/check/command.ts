import { parseArgs } from 'node:util';
import { parseClusters } from './clusters';
import { Reader } from './input';
import { renderSarif } from './sarif';
import { renderText } from './text';
import { parseSettings } from './yaml';
import type { Manifest } from '../../check/engine/manifest';
import { checkWorlds } from '../../check/engine/run';
import { World, type WorldOptions } from '../../check/engine/world';
import { Severity, type Finding } from '../../check/finding';
import { CHECKS, LAYERS } from '../../check/registry';
import type { Command, Io } from '../command';

const USAGE = `usage: cdk8s-mesh check [options] FILE|DIR|-...

Checks Kubernetes, Istio and Gateway API manifests, YAML or JSON, as an API server and a control plane would, and as run time will.

  --format text|json|sarif   how to print what is found (default: text)
  --complete                 the files are the whole world: what they refer to and don't define is missing
  --each                     every file is a world of its own
  --cluster NAME=FILE|DIR    manifests of one cluster of a fleet; repeat it for each. NAME:management=… is the cluster that runs
                             Config Connector, NAME:member=… one of the mesh: an object at the wrong one is an error
  --domain DOMAIN            DNS domain of the cluster (default: cluster.local)
  --mesh-config FILE         mesh configuration (MeshConfig), YAML
  --mesh-networks FILE       mesh networks (MeshNetworks), YAML
  --istio-version X.Y        version to check for (default: the newest known)
  --severity LEVEL           print findings of this level and above: info, warning or error (default: info)
  -h, --help                 this text

Exit code: 0 no error, 1 errors found, 2 unusable input.
`;

const LEVELS: readonly Severity[] = [Severity.INFO, Severity.WARNING, Severity.ERROR];

export const check: Command = {
  name: 'check',
  summary: 'check manifests',
  run(args: readonly string[], io: Io): number {
    let parsed;
    try {
      parsed = parseArgs({
        args: [...args],
        allowPositionals: true,
        options: {
          'format': { type: 'string', default: 'text' },
          'complete': { type: 'boolean', default: false },
          'each': { type: 'boolean', default: false },
          'cluster': { type: 'string', multiple: true, default: [] },
          'domain': { type: 'string' },
          'mesh-config': { type: 'string' },
          'mesh-networks': { type: 'string' },
          'istio-version': { type: 'string' },
          'severity': { type: 'string', default: 'info' },
          'help': { type: 'boolean', short: 'h', default: false },
        },
      });
    } catch (e) {
      return fail(io, (e as Error).message);
    }
    const { values, positionals } = parsed;
    if (values.help) {
      io.out(USAGE);
      return 0;
    }
    const format = values.format;
    if (!['text', 'json', 'sarif'].includes(format)) return fail(io, `--format must be text, json or sarif, got "${format}"`);
    if (values['istio-version'] !== undefined && !/^\d+\.\d+$/.test(values['istio-version'])) {
      return fail(io, `--istio-version must be MAJOR.MINOR, got "${values['istio-version']}"`);
    }
    const level = LEVELS.indexOf(values.severity as Severity);
    if (level < 0) return fail(io, `--severity must be info, warning or error, got "${values.severity}"`);
    const clusters = parseClusters(values.cluster);
    if (typeof clusters === 'string') return fail(io, clusters);
    if (!positionals.length && !clusters.length) return fail(io, 'nothing to check: name a file, a folder, or - for standard input');

    const reader = new Reader();
    const options: WorldOptions = {
      complete: values.complete,
      domain: values.domain,
      istioVersion: values['istio-version'],
      now: Date.now(),
      meshConfig: side(reader, values['mesh-config']),
      meshNetworks: side(reader, values['mesh-networks']),
    };
    const findings: Finding[] = [];
    let objects = 0;
    const checkAll = (worlds: readonly World[]) => {
      for (const w of worlds) objects += w.items.length + w.oddities.length;
      for (const f of checkWorlds(worlds, { checks: CHECKS, layers: LAYERS })) if (LEVELS.indexOf(f.severity) >= level) findings.push(f);
    };
    const files = positionals.flatMap((path) => reader.files(path));
    if (clusters.length) {
      const named = new Map<string, { manifests: Manifest[]; role?: WorldOptions['role'] }>();
      for (const { name, role, path } of clusters) named.set(name, { role, manifests: [...named.get(name)?.manifests ?? [], ...reader.files(path, name).flat()] });
      // files that are given beside the clusters are for all of them
      checkAll([...named].map(([cluster, { manifests, role }]) => new World([...files.flat(), ...manifests], { ...options, cluster, role })));
    } else if (values.each) {
      for (const manifests of files) checkAll([new World(manifests, options)]);
    } else {
      checkAll([new World(files.flat(), options)]);
    }

    if (format === 'json') io.out(`${JSON.stringify({ findings })}\n`);
    else if (format === 'sarif') io.out(renderSarif(findings));
    else io.out(renderText(findings, reader.sources, objects, io.color));
    for (const note of reader.notes) io.err(`cdk8s-mesh check: ${note}\n`);
    for (const u of reader.unusable) io.err(`cdk8s-mesh check: ${u.message}\n`);
    if (reader.unusable.length) return 2;
    return findings.some((f) => f.severity === Severity.ERROR) ? 1 : 0;
  },
};

function fail(io: Io, why: string): number {
  io.err(`cdk8s-mesh check: ${why}\nsee cdk8s-mesh check --help\n`);
  return 2;
}

/** A file of mesh-wide settings. */
function side(reader: Reader, path: string | undefined): unknown {
  if (path === undefined) return undefined;
  const text = reader.text(path);
  if (text === undefined) return undefined;
  return parseSettings(path, text, (e) => reader.unusable.push(e));
}
