import { Chart } from 'cdk8s';
import { type Sample, written } from './compare';
import { CLOSED_OBJECTS, FLEET_OBJECTS, ISTIO, SERVICE_OBJECTS, VERSION, WORKLOAD } from './reasons';
import {
  AdoptionStage, ControlPlane, EgressGateway, ExternalService, Fleet, GatewayWorkload, GkeBackendPolicy, GkeEdge, GoogleProject, HttpMethod, IngressGateway, install, Listener, ManagedImplementation, Mesh, MeshService, MutualTls,
  ServicePort,
} from '../../../src';

const REPOSITORY = 'GoogleCloudPlatform/anthos-service-mesh-samples';

/** A mesh of Traffic Director in one cluster, and a namespace in it. */
function mesh(namespace: string, make: (chart: Chart, mesh: Mesh) => void, closed = false): readonly any[] {
  return written((app) => {
    const fleet = new Fleet(app, 'fleet', { project: GoogleProject.fromIds('my-project', '123456789012') });
    const cluster = fleet.addGkeCluster('c1', { location: 'us-central1' });
    const one = new Mesh(cluster, 'mesh', {
      controlPlane: ControlPlane.managed({ expect: ManagedImplementation.TRAFFIC_DIRECTOR }), stage: closed ? AdoptionStage.CLOSED : AdoptionStage.PERMISSIVE, mtls: MutualTls.STRICT,
    });
    const chart = new Chart(cluster, namespace, { namespace });
    one.enroll(chart);
    make(chart, one);
  });
}

/** The shop in Google's samples, limited to one of its services. */
function boutique(chart: Chart): { readonly [name: string]: MeshService } {
  const grpc = (name: string, port: number) => new MeshService(chart, name, { ports: [ServicePort.grpc(port)], image: `${name}:1` });
  const frontend = new MeshService(chart, 'frontend', { ports: [ServicePort.http(80, { targetPort: 8080 })], image: 'frontend:1' });
  const all = { checkoutservice: grpc('checkoutservice', 5050), cartservice: grpc('cartservice', 7070), currencyservice: grpc('currencyservice', 7000), emailservice: grpc('emailservice', 5000), paymentservice: grpc('paymentservice', 50051), productcatalogservice: grpc('productcatalogservice', 3550), shippingservice: grpc('shippingservice', 50051) };
  return { frontend, ...all };
}

const PATHS = ['/hipstershop.CurrencyService/Convert', '/hipstershop.CurrencyService/GetSupportedCurrencies'];
const CHART = 'the proxies are those of Istio\'s gateway chart, which has them hardened and scaled its own way';
const PROXIES = { HorizontalPodAutoscaler: CHART, Role: CHART, RoleBinding: CHART, ServiceAccount: CHART, Deployment: CHART, Service: CHART };

export const trafficDirector: readonly Sample[] = [
  {
    source: `${REPOSITORY}/docs/online-boutique-asm-manifests: authorization-policies/all/authorization-policy-currencyservice.yaml, sidecars/all/sidecar-checkoutservice.yaml`,
    ours: () => mesh('onlineboutique', (chart) => {
      const s = boutique(chart);
      [s.frontend, s.checkoutservice].forEach((caller) => caller.calls(s.currencyservice, { methods: [HttpMethod.POST], paths: PATHS }));
      ['cartservice', 'emailservice', 'paymentservice', 'productcatalogservice', 'shippingservice'].forEach((name) => s.checkoutservice.calls(s[name]));
    }, true),
    says: {
      'AuthorizationPolicy currencyservice = currencyservice-allow': {
        'apiVersion': 'security.istio.io/v1beta1',
        'spec.selector.matchLabels.app': 'currencyservice',
        'spec.rules[0].from[0].source.principals': ['cluster.local/ns/onlineboutique/sa/frontend', 'cluster.local/ns/onlineboutique/sa/checkoutservice'],
        'spec.rules[0].to[0].operation': { paths: PATHS, methods: ['POST'], ports: ['7000'] },
      },
      'Sidecar checkoutservice': {
        'apiVersion': 'networking.istio.io/v1beta1',
        'spec.workloadSelector.labels.app': 'checkoutservice',
        'spec.egress[0].hosts': ['istio-system/*', ...['cart', 'currency', 'email', 'payment', 'productcatalog', 'shipping'].map((n) => `./${n}service.onlineboutique.svc.cluster.local`)],
      },
    },
    usually: ISTIO,
    differs: {
      'AuthorizationPolicy spec.action': 'ALLOW is said, and is the default',
      'AuthorizationPolicy spec.rules[0].from[0].source.principals': 'identities are of the fleet\'s trust domain, for which `cluster.local` stands in the sample',
      'Sidecar spec.outboundTrafficPolicy.mode': 'hosts that are not declared are refused, by default',
    },
    besides: { ...FLEET_OBJECTS, ...SERVICE_OBJECTS, ...CLOSED_OBJECTS },
  },
  {
    source: `${REPOSITORY}/docs/authorization/authorization-frontend-header.yaml`,
    ours: () => mesh('onlineboutique', (chart) => boutique(chart).frontend.allow({ when: [{ key: 'request.headers[authz]', values: ['valid'] }] })),
    says: {
      'AuthorizationPolicy frontend = frontend-allow': {
        'apiVersion': 'security.istio.io/v1beta1', 'spec.selector.matchLabels.app': 'frontend', 'spec.rules[0].when[0].key': 'request.headers[authz]', 'spec.rules[0].when[0].values': ['valid'],
      },
    },
    usually: ISTIO,
    differs: { 'AuthorizationPolicy spec.action': 'ALLOW is said, and is the default' },
    besides: { ...FLEET_OBJECTS, ...SERVICE_OBJECTS },
  },
  {
    source: `${REPOSITORY}/docs/egress-gateway-asm-manifests: serviceentry-http.yaml, asm-egress/deployment.yaml, asm-egress/service.yaml`,
    ours: () => mesh('team-x', (chart, one) => {
      const proxies = new Chart(chart.node.scope!, 'istio-egress', { namespace: 'istio-egress' });
      one.enroll(proxies, { denyByDefault: false });
      const gateway = new install.IstioGateway(proxies, 'istio-egressgateway', { namespace: 'istio-egress', revision: one.controlPlane.revision });
      const via = new EgressGateway(proxies, 'egress', { workload: GatewayWorkload.deployed(gateway) });
      const news = new ExternalService(chart, 'cnn', { hosts: ['edition.cnn.com'], ports: [ServicePort.http(80, { name: 'http-port' }), ServicePort.https(443)], via });
      new MeshService(chart, 'reader', { image: 'reader:1' }).calls(news);
    }),
    says: {
      'ServiceEntry cnn': {
        'apiVersion': 'networking.istio.io/v1alpha3',
        'spec.hosts': ['edition.cnn.com'],
        'spec.resolution': 'DNS',
        'spec.ports': [{ name: 'http-port', number: 80, protocol: 'HTTP' }, { name: 'https', number: 443, protocol: 'HTTPS' }],
      },
      'Deployment istio-egressgateway, part': {
        'spec.selector.matchLabels.istio': 'egressgateway',
        'spec.selector.matchLabels.app': 'istio-egressgateway',
        'spec.template.metadata.annotations.inject.istio.io/templates': 'gateway',
        'spec.template.metadata.labels.app': 'istio-egressgateway',
        'spec.template.metadata.labels.istio': 'egressgateway',
        'spec.template.spec.containers[istio-proxy].name': 'istio-proxy',
        'spec.template.spec.containers[istio-proxy].image': 'auto',
        'spec.template.spec.serviceAccountName': 'istio-egressgateway',
        'spec.template.spec.containers[istio-proxy].resources.limits.cpu': '2000m',
        'spec.template.spec.containers[istio-proxy].resources.limits.memory': '1024Mi',
        'spec.template.spec.containers[istio-proxy].resources.requests.cpu': '100m',
        'spec.template.spec.containers[istio-proxy].resources.requests.memory': '128Mi',
      },
      'Service istio-egressgateway, part': {
        'spec.selector.app': 'istio-egressgateway', 'spec.selector.istio': 'egressgateway', 'spec.ports[http2].port': 80, 'spec.ports[https].port': 443,
      },
    },
    usually: ISTIO,
    differs: {
      'ServiceEntry spec.exportTo': 'the host is known where it is called, and at the gateway',
      'ServiceEntry spec.location': 'MESH_EXTERNAL is said, and is the default',
    },
    besides: {
      ...FLEET_OBJECTS, ...PROXIES, Gateway: 'how requests get to the gateway, which the sample says in its README', DestinationRule: 'as the Gateway', VirtualService: 'as the Gateway', AuthorizationPolicy: 'who may use the gateway',
    },
  },
  {
    source: `${REPOSITORY}/docs/ingress-gateway-asm-manifests/base: deployment-service.yaml, gateway.yaml`,
    ours: () => mesh('asm-ingress', (chart) => {
      const gateway = new IngressGateway(chart, 'asm-ingressgateway', {
        workload: GatewayWorkload.own({ labels: { asm: 'ingressgateway' }, autoscaling: { minReplicas: 3, maxReplicas: 5 } }),
      });
      gateway.addListener(Listener.http({ hosts: ['*'] })).route(boutique(chart).frontend);
    }),
    says: {
      'Gateway asm-ingressgateway': {
        'apiVersion': 'networking.istio.io/v1alpha3',
        'spec.selector.asm': 'ingressgateway',
        'spec.servers[http-80].port': { number: 80, name: 'http', protocol: 'HTTP' },
        'spec.servers[http-80].hosts': ['*'],
      },
      'Deployment asm-ingressgateway, part': {
        'spec.selector.matchLabels.asm': 'ingressgateway',
        'spec.template.metadata.annotations.inject.istio.io/templates': 'gateway',
        'spec.template.metadata.labels.asm': 'ingressgateway',
        'spec.template.spec.containers[istio-proxy].name': 'istio-proxy',
        'spec.template.spec.containers[istio-proxy].image': 'auto',
        'spec.template.spec.serviceAccountName': 'asm-ingressgateway',
        'spec.template.spec.containers[istio-proxy].securityContext.allowPrivilegeEscalation': false,
        'spec.template.spec.containers[istio-proxy].securityContext.readOnlyRootFilesystem': true,
        'spec.template.spec.containers[istio-proxy].securityContext.privileged': false,
        'spec.template.spec.containers[istio-proxy].securityContext.capabilities.drop': ['all'],
        'spec.template.spec.containers[istio-proxy].ports[0].containerPort': 8080,
        'spec.template.spec.containers[istio-proxy].env[ISTIO_META_UNPRIVILEGED_POD].value': 'true',
        'spec.template.spec.securityContext.runAsUser': 1337,
      },
      'Service asm-ingressgateway, part': { 'spec.selector.asm': 'ingressgateway', 'spec.type': 'LoadBalancer', 'spec.ports[http].port': 80, 'spec.ports[http].targetPort': 8080 },
      'HorizontalPodAutoscaler asm-ingressgateway, part': { 'spec.minReplicas': 3, 'spec.maxReplicas': 5, 'spec.metrics[0].type': 'Resource', 'spec.metrics[0].resource.name': 'cpu', 'spec.metrics[0].resource.target.averageUtilization': 50, 'spec.scaleTargetRef.name': 'asm-ingressgateway' },
      'Role asm-ingressgateway, part': { 'rules[0].resources': ['secrets'], 'rules[0].verbs': ['get', 'watch', 'list'] },
    },
    usually: ISTIO,
    differs: {
      'Gateway spec.selector.**': CHART,
      'Gateway spec.servers[http-80].port.name': 'as the server',
      'Gateway spec.servers[http-80].name': 'servers are named by protocol and port, as a port may have several',
      'Deployment spec.selector.matchLabels.asm': CHART,
      'Deployment spec.template.spec.containers[istio-proxy].securityContext.capabilities.drop': 'capabilities are written in upper case, as Kubernetes has them',
      'Deployment spec.template.spec.containers[istio-proxy].ports[0].containerPort': 'the chart names the port of metrics alone; a container may listen on others',
      'Deployment spec.template.spec.containers[istio-proxy].env[ISTIO_META_UNPRIVILEGED_POD].value': 'the proxy may bind low ports by the sysctl of the pod, and needs no word of it',
      'Deployment spec.template.spec.securityContext.runAsUser': 'said by the injected template',
      'Service spec.selector.asm': CHART,
      'Service spec.ports[*].*': CHART,
      'HorizontalPodAutoscaler spec.metrics[0].resource.target.averageUtilization': 'the chart\'s default; targetCpu sets it',
    },
    besides: { ...FLEET_OBJECTS, ...SERVICE_OBJECTS, RoleBinding: CHART, VirtualService: WORKLOAD },
  },
  {
    source: 'theemadnes/e2m-gateway-api-01/README.md (from edge to mesh)',
    ours: () => mesh('asm-ingress', (chart) => {
      const gateway = new IngressGateway(chart, 'asm-ingressgateway', { workload: GatewayWorkload.own({ labels: { asm: 'ingressgateway' } }) });
      gateway.addListener(Listener.http({ hosts: ['frontend.example.com'] })).route(boutique(chart).frontend);
      const edge = new GkeEdge(chart, 'external-http', { gateway, port: 80, certificateMap: 'edge2mesh-cert-map', addressName: 'ingress-ip' });
      new GkeBackendPolicy(chart, 'cloud-armor-backendpolicy', { target: edge.backend, securityPolicy: 'edge-fw-policy' });
    }),
    says: {
      'Gateway external-http': {
        'apiVersion': 'gateway.networking.k8s.io/v1beta1',
        'metadata.namespace': 'asm-ingress',
        'metadata.annotations.networking.gke.io/certmap': 'edge2mesh-cert-map',
        'spec.gatewayClassName': 'gke-l7-global-external-managed',
        'spec.listeners': [{ name: 'https', protocol: 'HTTPS', port: 443 }],
        'spec.addresses[0].type': 'NamedAddress',
        'spec.addresses[0].value': 'ingress-ip',
      },
      'HTTPRoute default-httproute = external-http': {
        'apiVersion': 'gateway.networking.k8s.io/v1beta1',
        'metadata.namespace': 'asm-ingress',
        'spec.parentRefs': [{ name: 'external-http' }],
        'spec.rules[0].matches[0].path.value': '/',
        'spec.rules[0].backendRefs': [{ name: 'asm-ingressgateway', port: 443 }],
      },
      'HealthCheckPolicy ingress-gateway-healthcheck = external-http': {
        'apiVersion': 'networking.gke.io/v1',
        'metadata.namespace': 'asm-ingress',
        'spec.default.checkIntervalSec': 20,
        'spec.default.timeoutSec': 5,
        'spec.default.logConfig.enabled': true,
        'spec.default.config.type': 'HTTP',
        'spec.default.config.httpHealthCheck.port': 15021,
        'spec.default.config.httpHealthCheck.portName': 'status-port',
        'spec.default.config.httpHealthCheck.requestPath': '/healthz/ready',
        'spec.targetRef.group': '',
        'spec.targetRef.kind': 'Service',
        'spec.targetRef.name': 'asm-ingressgateway',
      },
      'GCPBackendPolicy cloud-armor-backendpolicy': {
        'apiVersion': 'networking.gke.io/v1', 'metadata.namespace': 'asm-ingress', 'spec.default.securityPolicy': 'edge-fw-policy', 'spec.targetRef.group': '', 'spec.targetRef.kind': 'Service', 'spec.targetRef.name': 'asm-ingressgateway',
      },
    },
    differs: {
      '* apiVersion': VERSION,
      'HTTPRoute spec.rules[0].matches[0].path.value': 'a rule without matches takes every path',
      'HTTPRoute spec.rules[0].backendRefs[asm-ingressgateway].port': 'plaintext between the load balancer and the proxies, in the same network; the sample has a self-signed certificate there',
      'HealthCheckPolicy spec.default.checkIntervalSec': 'Google\'s default; a GkeHealthCheckPolicy says another',
      'HealthCheckPolicy spec.default.timeoutSec': 'Google\'s default',
      'HealthCheckPolicy spec.default.logConfig.enabled': 'no logs by default',
      'HealthCheckPolicy spec.default.config.httpHealthCheck.port*': 'the port is said by its number, USE_FIXED_PORT',
    },
    besides: { ...FLEET_OBJECTS, ...SERVICE_OBJECTS, ...PROXIES, Gateway: WORKLOAD, VirtualService: WORKLOAD },
  },
];
