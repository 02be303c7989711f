import { NAME } from './gateway-pieces';
import { print } from './print';
import { Code, code, each, entries, Node, text, Verbatim, verbatim, when } from './tree';

/** The objects that istiod deploys for a Gateway of one class. */
export interface GatewayKind {
  /** The label by which istiod's controllers recognize their own objects, as a pipeline. */
  readonly managedBy: string;
  /** Pod labels that the user may override. */
  readonly podLabels: readonly string[];
  readonly serviceAnnotations?: string;
  readonly protocol: Node;
  /** Whether the service account needs Kubernetes 1.28 to have an owner. */
  readonly ownsAccountSince128: boolean;
  readonly podSpec: Record<string, Node>;
}

const NAMESPACE = verbatim`${code('.Namespace | quote')}`;
const KEPT = '(omit .InfrastructureAnnotations "kubectl.kubernetes.io/last-applied-configuration" "gateway.istio.io/name-override" '
  + '"gateway.istio.io/service-account" "gateway.istio.io/controller-version")';
const GATEWAY_LABELS = '"gateway.networking.k8s.io/gateway-name" .Name "gateway.networking.k8s.io/gateway-class-name" .GatewayClass';
const SELECTOR = new Verbatim(['{ "', code('.GatewayNameLabel'), '": ', code('.Name | quote'), ' }']);
const OWNER = [{ apiVersion: 'gateway.networking.k8s.io/v1', kind: 'Gateway', name: text`${code('.Name')}`, uid: text`${code('.UID')}` }];

/** The objects of a Gateway. The last two are only created if an overlay of the class requests them. */
export function documents(kind: GatewayKind): string {
  const json = (...maps: string[]): Node => new Verbatim([new Code(`toJsonMap ${maps.join(' ')}`)]);
  const metadata = (managed = '', annotations = KEPT): Record<string, Node> => ({
    name: NAME,
    namespace: NAMESPACE,
    annotations: json(annotations),
    labels: json('.InfrastructureLabels', `(strdict ${GATEWAY_LABELS}${managed})`),
    ownerReferences: OWNER,
  });
  const managed = ` "gateway.istio.io/managed" ${kind.managedBy}`;
  const { ownerReferences, ...account }: Record<string, Node> = { ...metadata(), name: verbatim`${code('.ServiceAccount | quote')}` };
  const canonical = '"service.istio.io/canonical-name" .DeploymentName "service.istio.io/canonical-revision" "latest"';
  const scrape = '"prometheus.io/path" "/stats/prometheus" "prometheus.io/port" "15020" "prometheus.io/scrape" "true"';
  return [
    {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: kind.ownsAccountSince128 ? entries(account, when('ge .KubeVersion 128', { ownerReferences })) : { ...account, ownerReferences },
    },
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: metadata(managed),
      spec: {
        selector: { matchLabels: SELECTOR },
        template: {
          metadata: {
            annotations: json(KEPT, '(strdict "istio.io/rev" (.Revision | default "default"))', `(strdict ${scrape})`),
            labels: json(
              `(strdict "sidecar.istio.io/inject" "false" ${[...kind.podLabels, canonical].join(' ')})`,
              '.InfrastructureLabels', `(strdict ${GATEWAY_LABELS}${managed})`,
            ),
          },
          spec: kind.podSpec,
        },
      },
    },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: metadata('', kind.serviceAnnotations ? `${kind.serviceAnnotations} ${KEPT}` : KEPT),
      spec: service(kind),
    },
    {
      apiVersion: 'autoscaling/v2',
      kind: 'HorizontalPodAutoscaler',
      metadata: metadata(),
      spec: { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: NAME }, maxReplicas: 1 },
    },
    {
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata: metadata(),
      spec: { selector: { matchLabels: { 'gateway.networking.k8s.io/gateway-name': verbatim`${code('.Name | quote')}` } } },
    },
  ].map((document) => print(document as Node)).join('\n---\n');
}

function service(kind: GatewayKind): Node {
  return entries(
    {
      ipFamilyPolicy: 'PreferDualStack',
      ports: each('$key, $val := .Ports', [{
        name: verbatim`${code('$val.Name | quote')}`,
        port: verbatim`${code('$val.Port')}`,
        protocol: kind.protocol,
        appProtocol: verbatim`${code('$val.AppProtocol')}`,
      }]),
      selector: SELECTOR,
    },
    when('and .Spec.Addresses (eq .ServiceType "LoadBalancer")', { loadBalancerIP: verbatim`${code('(index .Spec.Addresses 0).Value | quote')}` }),
    { type: verbatim`${code('.ServiceType | quote')}` },
  );
}
