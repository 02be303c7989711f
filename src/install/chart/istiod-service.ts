import { IstiodNames, istiodSelector, pilotLabels } from './istiod-names';
import { ifSet, isSet, Manifest, partOfIstio, scalar, text } from './manifest';
import { Values } from '../values/kinds';

const PORTS: Values[] = [
  { port: 15010, name: 'grpc-xds', protocol: 'TCP' },
  { port: 15012, name: 'https-dns', protocol: 'TCP' },
  { port: 443, name: 'https-webhook', targetPort: 15017, protocol: 'TCP' },
  { port: 15014, name: 'http-monitoring', protocol: 'TCP' },
];

export function istiodService(values: Values, names: IstiodNames): Manifest {
  return service(values, names, `istiod${names.suffix}`, {}, ifSet(values.trafficDistribution));
}

/** A stable name for a changing revision, to which gateways and proxies outside the cluster connect. */
export function tagService(values: Values, names: IstiodNames, tag: string): Manifest {
  return service(values, names, `istiod-revision-tag-${tag}`, { 'istio.io/tag': tag });
}

function service(values: Values, names: IstiodNames, name: string, labels: Record<string, string>, trafficDistribution?: string): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {
      name,
      namespace: names.namespace,
      labels: { ...pilotLabels(values, names), ...labels, app: 'istiod', istio: 'pilot' },
      annotations: ifSet(values.serviceAnnotations),
    },
    spec: {
      ports: structuredClone(PORTS),
      selector: istiodSelector(names),
      ipFamilyPolicy: ifSet(values.ipFamilyPolicy),
      ipFamilies: ifSet(values.ipFamilies),
      trafficDistribution,
    },
  };
}

export function istiodAutoscaler(values: Values, names: IstiodNames): Manifest | undefined {
  if (!values.autoscaleEnabled || !isSet(scalar(values.autoscaleMin)) || !isSet(scalar(values.autoscaleMax))) return undefined;
  const metric = (name: string, percent: unknown): Values => (
    { type: 'Resource', resource: { name, target: { type: 'Utilization', averageUtilization: scalar(percent) } } }
  );
  return {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: { name: `istiod${names.suffix}`, namespace: names.namespace, labels: { app: 'istiod', ...pilotLabels(values, names) } },
    spec: {
      minReplicas: scalar(values.autoscaleMin),
      maxReplicas: scalar(values.autoscaleMax),
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: `istiod${names.suffix}` },
      metrics: [
        metric('cpu', values.cpu?.targetAverageUtilization),
        ...isSet(values.memory?.targetAverageUtilization) ? [metric('memory', values.memory.targetAverageUtilization)] : [],
      ],
      behavior: ifSet(values.autoscaleBehavior),
    },
  };
}

/** Only with more than one guaranteed replica: for a single replica it would block every node drain. */
export function istiodDisruptionBudget(values: Values, names: IstiodNames): Manifest | undefined {
  const promised = Number(values.autoscaleEnabled ? values.autoscaleMin : values.replicaCount);
  if (!values.global.defaultPodDisruptionBudget?.enabled || !(promised > 1)) return undefined;
  const pdb: Values = values.pdb ?? {};
  const byMinimum = isSet(pdb.minAvailable) && !('maxUnavailable' in pdb);
  return {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name: `istiod${names.suffix}`, namespace: names.namespace, labels: { app: 'istiod', istio: 'pilot', ...pilotLabels(values, names) } },
    spec: {
      minAvailable: byMinimum ? scalar(pdb.minAvailable) : undefined,
      maxUnavailable: byMinimum ? undefined : ifSet(scalar(pdb.maxUnavailable)),
      unhealthyPodEvictionPolicy: ifSet(pdb.unhealthyPodEvictionPolicy),
      selector: { matchLabels: istiodSelector(names) },
    },
  };
}

export function istiodNetworkPolicy(values: Values, names: IstiodNames): Manifest {
  const tcp = (port: number): Values => ({ protocol: 'TCP', port });
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: `istiod${names.suffix}`, namespace: names.namespace, labels: { app: 'istiod', istio: 'pilot', ...pilotLabels(values, names) } },
    spec: {
      podSelector: { matchLabels: { 'app': 'istiod', 'istio.io/rev': names.rev } },
      policyTypes: ['Ingress', 'Egress'],
      // the webhooks, for the API server; then xDS, debugging and metrics
      ingress: [{ ports: [tcp(15017)] }, { ports: [15010, 15011, 15012, 8080, 15014].map(tcp) }],
      egress: [{}], // JWKS and external providers may be anywhere
    },
  };
}

const IPV4 = /^([0-9]*\.){3}[0-9]*$/;
const IPV6 = /^([0-9a-fA-F]*:)+[0-9a-fA-F]*$/;

/** The Service (and for an IP address the EndpointSlice) for an istiod in another cluster. */
export function remoteIstiod(values: Values, names: IstiodNames): Manifest[] {
  const address = text(values.global.remotePilotAddress);
  if (!address || !values.istiodRemote.enabled) return [];
  const name = `istiod${names.suffix}${values.istiodRemote.enabledLocalInjectorIstiod ? '-remote' : ''}`;
  const isAddress = IPV4.test(address) || IPV6.test(address);
  const dialled: Manifest = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace: names.namespace, labels: { 'istio.io/rev': names.rev, ...partOfIstio('istiod') } },
    spec: {
      ports: [{ port: 15012, name: 'tcp-istiod', protocol: 'TCP' }, { port: 443, targetPort: 15017, name: 'tcp-webhook', protocol: 'TCP' }],
      ...isAddress ? {} : { type: 'ExternalName', externalName: address },
      ipFamilyPolicy: ifSet(values.global.ipFamilyPolicy),
      ipFamilies: ifSet(values.global.ipFamilies),
    },
  };
  if (!isAddress) return [dialled];
  return [dialled, {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {
      name,
      namespace: names.namespace,
      labels: { 'kubernetes.io/service-name': name, ...partOfIstio('istiod') },
    },
    addressType: IPV4.test(address) ? 'IPv4' : 'IPv6',
    endpoints: [{ addresses: [address] }],
    ports: [{ port: 15012, name: 'tcp-istiod', protocol: 'TCP' }, { port: 15017, name: 'tcp-webhook', protocol: 'TCP' }],
  }];
}
