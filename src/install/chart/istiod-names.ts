import { Release, partOfIstio, text } from './manifest';
import { Values } from '../values/kinds';

/** Every name that depends on the revision or the namespace, and which parts of istiod are installed. */
export interface IstiodNames {
  readonly revision: string;
  /** The revision as a label value. */
  readonly rev: string;
  /** `-` and the revision, or nothing. */
  readonly suffix: string;
  readonly namespace: string;
  /** The namespace for accounts and webhooks; the same as `namespace` unless the values contradict the release. */
  readonly istioNamespace: string;
  /** Whether istiod runs in this cluster. */
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

/** Selects the pods of one istiod. A selector is immutable, so an istiod without a revision keeps its original selector. */
export function istiodSelector(names: IstiodNames): Record<string, string> {
  return names.revision ? { 'app': 'istiod', 'istio.io/rev': names.revision } : { app: 'istiod', istio: 'pilot' };
}
