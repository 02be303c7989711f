import { Release, partOfIstio, text } from './manifest';
import { Values } from '../values/kinds';

/** Every name that a revision or a namespace changes, and what of istiod is installed, in one place. */
export interface IstiodNames {
  readonly revision: string;
  /** The revision as a label holds it. */
  readonly rev: string;
  /** `-` and the revision, or nothing. */
  readonly suffix: string;
  readonly namespace: string;
  /** The namespace that accounts and webhooks refer to; the same as `namespace` unless the values disagree with the release. */
  readonly istioNamespace: string;
  /** Whether an istiod runs in this cluster. */
  readonly runs: boolean;
  /** Whether an istiod reads its configuration from this cluster. */
  readonly configures: boolean;
}

export function istiodNames(values: Values, release: Release): IstiodNames {
  const revision = text(values.revision);
  const { enabled: remote, enabledLocalInjectorIstiod: localInjector } = values.istiodRemote;
  return {
    revision,
    rev: revision || 'default',
    suffix: revision ? `-${revision}` : '',
    namespace: release.namespace,
    istioNamespace: text(values.global.istioNamespace),
    runs: !remote || Boolean(localInjector),
    configures: !remote || Boolean(values.global.configCluster) || Boolean(localInjector),
  };
}

/** Labels of an object that belongs to one revision of the control plane. */
export function pilotLabels(values: Values, names: IstiodNames): Record<string, string> {
  return {
    'istio.io/rev': names.rev,
    'install.operator.istio.io/owning-resource': text(values.ownerName) || 'unknown',
    'operator.istio.io/component': 'Pilot',
    ...partOfIstio('istiod'),
  };
}

/** What selects the pods of one istiod: a selector can't change, so one without a revision stays as it always was. */
export function istiodSelector(names: IstiodNames): Record<string, string> {
  return names.revision ? { 'app': 'istiod', 'istio.io/rev': names.revision } : { app: 'istiod', istio: 'pilot' };
}
