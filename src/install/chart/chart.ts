import { renderBase } from './base';
import { renderCni } from './cni';
import { renderDefaultRevision } from './default-revision';
import { renderGateway } from './gateway';
import { renderIstiod } from './istiod';
import { Manifest, Release, tidy } from './manifest';
import { renderZtunnel } from './ztunnel';
import { Chart } from '../values/charts';
import { Values } from '../values/kinds';
import { resolve, ResolveOptions } from '../values/resolve';

const RENDERERS: Record<Chart, (values: Values, release: Release) => Manifest[]> = {
  base: renderBase,
  istiod: renderIstiod,
  gateway: renderGateway,
  cni: renderCni,
  ztunnel: renderZtunnel,
  default: renderDefaultRevision,
};

/** The default release name and namespace of each chart, as in Istio's docs. */
export function usualRelease(chart: Chart): Release {
  return { name: chart === 'gateway' ? 'istio-ingressgateway' : `istio-${chart}`, namespace: 'istio-system', upgrade: false };
}

/** The objects of a chart, from the user's values. */
export function renderChart(chart: Chart, user: Values, release: Release, options: ResolveOptions = {}): Manifest[] {
  return RENDERERS[chart](resolve(chart, user, options), release).map(tidy);
}
