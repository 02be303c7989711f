import type { UpgradeFrom } from './stage';
import { valuesOf } from '../chart-objects';
import type { IstiodProps } from '../props/istiod';
import { ISTIOD } from '../props/tables';
import { NEWEST } from '../values/charts';
import { Values } from '../values/kinds';
import { mergeValues } from '../values/merge';
import { valueAt } from '../values/value-at';

/** The minor version of a release tag; undefined for other names. */
export function minorOf(tag: unknown): string | undefined {
  return /^(\d+\.\d+)\.\d+(?:-(?:alpha|beta|rc)[.\d]*)?(?:-(?:distroless|debug))?$/.exec(String(tag))?.[1];
}

/** The minor version in the name of a revision such as `1-31-0`. */
function minorOfName(revision: string): number | undefined {
  const [, minor] = /^v?1-(\d+)(?:-|$)/.exec(revision) ?? [];
  return minor === undefined ? undefined : Number(minor);
}

/** Settings that must be the same in both revisions, as their proxies call each other. */
const ALIKE: readonly [what: string, path: string][] = [
  ['the trust domain', 'meshConfig.trustDomain'],
  ['the root namespace', 'meshConfig.rootNamespace'],
  ['the name of the mesh', 'global.meshID'],
  ['the name of the cluster', 'global.multiCluster.clusterName'],
  ['the network', 'global.network'],
  ['the cluster\'s domain', 'global.proxy.clusterDomain'],
  ['the audience of tokens', 'global.sds.token.aud'],
];

/** A setting's value in an error text; an omitted setting has the default. */
const shown = (value: unknown): string => (value === undefined ? 'the default' : `'${String(value)}'`);

/** Refuses an upgrade that would fail at run time. */
export function refuseUpgrade(where: string, from: UpgradeFrom, to: IstiodProps, tag: string | undefined, helmValues: Values = {}): void {
  const fail = (why: string): never => { throw new Error(`upgrade of '${where}': ${why}`); };
  const old = from.revision ?? from.istiod?.revision;
  if (!to.revision) fail(`the new revision has no name and would run beside ${old ? `'${old}'` : 'the default revision'}; set revision`);
  if (old === to.revision) fail(`the new revision '${old}' has the same name as the old one; use a different name for the new one`);
  if (from.istiod?.revision && from.revision && from.istiod.revision !== from.revision) {
    fail(`the old revision has two names, '${from.revision}' and '${from.istiod.revision}'; set it in one place`);
  }
  if (tag === 'default' && !old) fail('the tag \'default\' overlaps with the webhooks of the default revision, so pods would be injected twice; use a different tag');
  const [before, after] = [old && minorOfName(old), minorOfName(to.revision!)];
  if (typeof before === 'number' && after !== undefined && after - before > 2) {
    fail(`from 1.${before} to 1.${after} is a step of ${after - before} minor versions, and Istio supports at most two; upgrade to a version in between first`);
  }
  if (!from.istiod) return;
  const own = (props: IstiodProps): Values => valuesOf({ chart: 'istiod', mapping: ISTIOD }, { ...props, values: mergeValues(helmValues, props.values) });
  const [values, next] = [own({ ...from.istiod, namespace: from.istiod.namespace ?? to.namespace }), own(to)];
  const minor = minorOf(values.global?.tag);
  if (minor && minor !== NEWEST) {
    fail(`the old revision uses images of ${values.global.tag}, but this library writes the templates of ${NEWEST}, which an istiod of another minor version can't use; omit upgradeFrom.istiod, and keep the old revision as it was installed`);
  }
  if ((from.istiod.namespace ?? to.namespace) !== to.namespace) fail(`the revisions are in different namespaces ('${from.istiod.namespace}', '${to.namespace}'), so a tag can't move from one to the other; install both in the same namespace`);
  for (const [what, path] of ALIKE) {
    const [a, b] = [valueAt(path, values), valueAt(path, next)];
    if (a !== b) fail(`${what} is ${shown(a)} in the old revision and ${shown(b)} in the new one; set ${path} to the same value in both, as proxies of both revisions call each other`);
  }
  const byUrl = (tree: Values, path: string): boolean => Boolean(valueAt(path, tree));
  for (const path of ['istiodRemote.injectionURL', 'base.validationURL']) {
    if (byUrl(values, path) !== byUrl(next, path)) {
      fail(`one revision is reached by ${path} and the other by its Service; use the same for both, or delete the tag's webhooks first; otherwise the new webhooks, applied over the old ones, have both a url and a service, which the API server refuses`);
    }
  }
}
