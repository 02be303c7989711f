import { Chart, NEWEST, Release, releaseOf } from './charts';
import { initialValues, isMap, Values } from './kinds';
import { mergeValues } from './merge';
import { remarks } from './remarks';
import { withTraits } from './traits';
import { oddities } from './unknown';
import * as names from '../../grammar/names';

export interface ResolveOptions {
  /** The minor of Istio. */
  readonly minor?: string;
  /** Receives notes: values that only another chart reads, and values that a cluster would refuse or interpret differently. */
  readonly note?: (message: string) => void;
}

/**
 * The values that a chart is rendered with: its defaults, overridden by the profile (itself overridden by the compatibility version and the platform), overridden by
 * the user's values. Throws for an unknown key or type, with the most similar key.
 */
export function resolve(chart: Chart, user: Values = {}, options: ResolveOptions = {}): Values {
  const release = releaseOf(options.minor ?? NEWEST);
  refuse(release, chart, user, options);

  const overlay = overlayOf(release, user);
  let values = mergeValues(initialValues(release.charts[chart]), overlay);
  if (chart === 'gateway' || chart === 'ztunnel') {
    values = mergeValues(values, overlay.global); // what the other charts have under global is at the top level in these two
    values = mergeValues(values, isMap(user.global) ? user.global : {});
  }
  values = mergeValues(values, user);
  // istiod and cni also read their values under a key of their own, which takes precedence
  if (chart === 'istiod') values = mergeValues(values, values.pilot);
  if (chart === 'cni') values = mergeValues(values, values.cni);
  for (const remark of remarks(chart, user, values)) options.note?.(remark);
  return withTraits(values, release.traits);
}

function overlayOf(release: Release, user: Values): Values {
  const pick = (what: string, from: Record<string, Values>, name: unknown): Values => {
    if (name === undefined || name === null || name === '') return {};
    const found = Object.hasOwn(from, String(name)) ? from[String(name)] : undefined;
    const quotes = typeof name === 'number' ? `, in quotes: YAML parses ${name} as a number without trailing zeros` : '';
    if (!found) throw new Error(`there is no ${what} '${name}'; use one of ${Object.keys(from).join(', ')}${quotes}`);
    return found;
  };
  const profile = pick('profile', release.profiles, user.profile || user.global?.profile);
  const compatibility = pick('compatibility version', release.compatibilityVersions, user.compatibilityVersion);
  const platform = pick('platform', release.platforms, user.platform || user.global?.platform);
  return mergeValues(mergeValues(profile, compatibility), platform);
}

function refuse(release: Release, chart: Chart, user: Values, options: ResolveOptions): void {
  for (const root of ['defaults', '_internal_defaults_do_not_set']) {
    if (user[root] !== undefined) throw new Error(`values under '${root}' belong at the top level; remove that prefix`);
  }
  const found = oddities(release, chart, user);
  const refused = found.filter((oddity) => oddity.refused);
  if (refused.length > 0) throw new Error(refused.map((oddity) => oddity.message).join('\n'));
  for (const oddity of found) options.note?.(oddity.message);
  for (const [path, revision] of [['revision', user.revision], ['pilot.revision', user.pilot?.revision], ['defaultRevision', user.defaultRevision], ['base.defaultRevision', user.base?.defaultRevision]]) {
    if (revision) names.dnsLabel(`${path} of chart ${chart}`, String(revision));
  }
  for (const [path, namespace] of [['global.istioNamespace', user.global?.istioNamespace], ['istioNamespace', user.istioNamespace]]) {
    if (namespace !== undefined && namespace !== null) names.dnsLabel(`${path} of chart ${chart}`, namespace);
  }
  if (user.global?.pilotCertProvider === 'kubernetes') throw new Error(`global.pilotCertProvider '${user.global.pilotCertProvider}' is no longer supported by Istio; use 'istiod'`);
}
