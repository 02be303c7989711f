import { valuesOf } from './chart-objects';
import { InstallProfile } from './props/enums';
import type { IstioInstallOptions } from './props/istio-install';
import { CNI, ISTIOD } from './props/tables';
import { mergeValues } from './values/merge';
import { resolve } from './values/resolve';

/** The components and settings that an installation lacks for ambient mode. */
export function ambientGaps({ ambient, istiod = {}, cni, ztunnel, helmValues, namespace }: IstioInstallOptions): string[] {
  const profile = istiod.profile ?? (ambient ? InstallProfile.AMBIENT : undefined);
  const common = { profile, namespace: namespace ?? istiod.namespace, platform: istiod.platform };
  const values = (chart: 'istiod' | 'cni', own: object & { readonly values?: { [key: string]: any } }) => resolve(chart, valuesOf(
    { chart, mapping: chart === 'istiod' ? ISTIOD : CNI }, { ...common, ...own, values: mergeValues(helmValues ?? {}, own.values) },
  )) as any;
  const control = values('istiod', istiod);
  const agent = ambient || cni ? values('cni', cni ?? {}) : undefined;
  return [
    ...String((control.pilot ?? control).env?.PILOT_ENABLE_AMBIENT) === 'true' ? [] : ['PILOT_ENABLE_AMBIENT of istiod'],
    ...!agent ? ['the CNI node agent (cni)'] : String((agent.cni ?? agent).ambient?.enabled) === 'true' ? [] : ['ambient mode of the CNI node agent (cni.ambient.enabled)'],
    ...ambient || ztunnel ? [] : ['ztunnel'],
  ];
}
