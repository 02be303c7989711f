import { Chart, Duration } from 'cdk8s';
import { type Sample, written } from './compare';
import { anyCall, ROUTE, ROUTED_OBJECTS, routed } from './service-routing';
import {
  CertificateAuthority, CloudRunClient, ControlPlane, EndpointGroup, Fault, Fleet, GoogleProject, GrpcMatch, HealthCheck, Mesh, MeshService, MutualTls, ServicePort, WorkloadKey,
} from '../../../src';

const EXAMPLES = 'GoogleCloudPlatform/traffic-director-grpc-examples/gke-scripts';
/** The additional objects of a secured service. */
const SECURED = {
  ...ROUTED_OBJECTS,
  ...Object.fromEntries(['NetworkSecurityClientTLSPolicy', 'NetworkSecurityServerTLSPolicy', 'NetworkSecurityAuthorizationPolicy', 'NetworkServicesEndpointPolicy', 'NetworkServicesGRPCRoute'].map((kind) => [kind, 'in another file of the sample'])),
};
const NAMES = 'groups, checks and policies are named by the mesh, the namespace and the service';
const BOOTSTRAP = 'the bootstrap of today: security is on by itself, the mesh takes the place of a VPC network, and a server shows its service and namespace';
const grpc = (chart: Chart, name: string, port: number, calls: MeshService[] = []) => {
  const service = new MeshService(chart, name, { ports: [ServicePort.grpc(8080, { targetPort: port })], image: `${name}:1`, proxyless: true, healthCheck: HealthCheck.grpc(port) });
  calls.forEach((callee) => service.calls(callee));
  return service;
};

export const proxyless: readonly Sample[] = [
  {
    source: `${EXAMPLES}: Service.yaml, Deployment.yaml, 50-td-components.sh (backend service and health check)`,
    ours: () => routed((chart) => void grpc(chart, 'account', 50053), MutualTls.STRICT),
    says: {
      'Service account': {
        'apiVersion': 'v1',
        'metadata.namespace': 'default',
        'metadata.labels.run': 'account',
        'metadata.annotations.cloud.google.com/neg': '{"exposed_ports":{"8080":{"name": "account-neg"}}}',
        'spec.ports[account]': { port: 8080, protocol: 'TCP', targetPort: 50053 },
        'spec.selector.run': 'account',
        'spec.type': 'ClusterIP',
      },
      'Deployment account, part': {
        'spec.template.metadata.annotations.security.cloud.google.com/use-workload-certificates': '',
        'spec.template.spec.serviceAccountName': 'account',
        'spec.template.spec.containers[account].env[GRPC_XDS_BOOTSTRAP].value': '/tmp/grpc-xds/td-grpc-bootstrap.json',
        'spec.template.spec.containers[account].env[GRPC_XDS_EXPERIMENTAL_SECURITY_SUPPORT].value': 'true',
        'spec.template.spec.containers[account].volumeMounts[grpc-td-conf].mountPath': '/tmp/grpc-xds/',
        'spec.template.spec.containers[account].ports[0].containerPort': 50053,
        'spec.template.spec.initContainers[grpc-td-init].image': 'gcr.io/trafficdirector-prod/td-grpc-bootstrap:0.12.0-rc1',
        'spec.template.spec.initContainers[grpc-td-init].volumeMounts[grpc-td-conf].mountPath': '/tmp/bootstrap/',
        'spec.template.spec.volumes[grpc-td-conf].emptyDir.medium': 'Memory',
      },
      'ComputeBackendService account-service = shop-account, part': {
        'spec.location': 'global',
        'spec.loadBalancingScheme': 'INTERNAL_SELF_MANAGED',
        'spec.protocol': 'GRPC',
        'spec.healthChecks[0].healthCheckRef.name': 'account-health-check',
        'spec.backend[0].balancingMode': 'RATE',
        'spec.backend[0].maxRatePerEndpoint': 5,
        'spec.backend[0].group.networkEndpointGroupRef.external': 'projects/my-project/zones/us-central1-a/networkEndpointGroups/account-neg',
      },
      'ComputeHealthCheck account-health-check = shop-account, part': { 'spec.location': 'global', 'spec.grpcHealthCheck.port': 50053, 'spec.logConfig.enable': true },
    },
    usually: ROUTE,
    differs: {
      'Service metadata.labels.*': 'pods are selected by `app`',
      'Service spec.selector.*': 'pods are selected by `app`',
      'Service spec.ports[*].*': 'ports are named by what is spoken on them',
      'Service spec.type': 'the default',
      'Service metadata.annotations.cloud.google.com/neg.exposed_ports.8080.name': NAMES,
      'Deployment spec.template.spec.containers[account].env[GRPC_XDS_EXPERIMENTAL_SECURITY_SUPPORT].value': BOOTSTRAP,
      'Deployment spec.template.spec.containers[account].volumeMounts[grpc-td-conf].mountPath': 'the same folder',
      'Deployment spec.template.spec.initContainers[grpc-td-init].image': BOOTSTRAP,
      'ComputeBackendService spec.healthChecks[0].healthCheckRef.name': NAMES,
      'ComputeBackendService spec.backend[0].group.networkEndpointGroupRef.external': NAMES,
      'ComputeHealthCheck spec.*HealthCheck.*': 'a port with mutual TLS is asked by a connection, as a health check shows no certificate; the sample leaves another port open',
      'ComputeHealthCheck spec.logConfig.enable': 'no logs of health checks',
    },
    besides: SECURED,
  },
  {
    source: `${EXAMPLES}: EndpointPolicy.yaml, ServerMtlsPolicy.yaml, ClientMtlsPolicy.yaml, ClientSecuritySettings.yaml`,
    ours: () => routed((chart) => void grpc(chart, 'client', 50060, [grpc(chart, 'account', 50053)]), MutualTls.STRICT),
    says: {
      'NetworkServicesEndpointPolicy endpoint-mtls-policy = shop-account, part': {
        'spec.type': 'GRPC_SERVER',
        'spec.serverTlsPolicyRef.name': 'server-mtls-policy',
        'spec.trafficPortSelector.ports': ['50053', '50052', '50051'],
        'spec.endpointMatcher.metadataLabelMatcher.metadataLabelMatchCriteria': 'MATCH_ANY',
        'spec.endpointMatcher.metadataLabelMatcher.metadataLabels': [],
      },
      'NetworkSecurityServerTLSPolicy server-mtls-policy = mesh-mtls-strict, part': {
        'spec.serverCertificate.certificateProviderInstance.pluginInstance': 'google_cloud_private_spiffe', 'spec.mtlsPolicy.clientValidationCa': [{ certificateProviderInstance: { pluginInstance: 'google_cloud_private_spiffe' } }],
      },
      'NetworkSecurityClientTLSPolicy client-mtls-policy = mesh-mtls, part': {
        'spec.clientCertificate.certificateProviderInstance.pluginInstance': 'google_cloud_private_spiffe', 'spec.serverValidationCa': [{ certificateProviderInstance: { pluginInstance: 'google_cloud_private_spiffe' } }],
      },
      'ComputeBackendService account-service = shop-account, part': {
        'spec.securitySettings.clientTLSPolicyRef.name': 'client-mtls-policy',
        'spec.securitySettings.subjectAltNames': ['account', 'stats', 'stats-premium', 'wallet-v1', 'wallet-v2'].map((sa) => `spiffe://my-project.svc.id.goog/ns/default/sa/${sa}`),
      },
    },
    usually: ROUTE,
    differs: {
      'NetworkServicesEndpointPolicy spec.serverTlsPolicyRef.name': NAMES,
      'NetworkServicesEndpointPolicy spec.trafficPortSelector.ports': 'one policy for all servers of the sample; each service has its own here',
      'NetworkServicesEndpointPolicy spec.endpointMatcher.metadataLabelMatcher.**': 'as the ports',
      'ComputeBackendService spec.securitySettings.clientTLSPolicyRef.name': NAMES,
      'ComputeBackendService spec.securitySettings.subjectAltNames': 'callers expect the account of the service that they call, and no other',
    },
    besides: SECURED,
  },
  {
    source: `${EXAMPLES}/UrlMapConfig.yaml`,
    ours: () => routed((chart) => {
      const account = grpc(chart, 'account', 50053);
      const stats = grpc(chart, 'stats', 50052, [account]);
      const premium = grpc(chart, 'stats-premium', 50052, [account]);
      stats.addRule({ matches: [anyCall('membership', 'premium')], to: [premium] });
      const wallet = new MeshService(chart, 'wallet', { ports: [ServicePort.grpc(8080, { targetPort: 50051 })], proxyless: true });
      const [v1, v2] = ['v1', 'v2'].map((v) => wallet.addVersion(v, { image: `wallet:${v}` }));
      wallet.addRule({ priority: 4, matches: [anyCall('route', 'timeout')], to: [v2], timeout: Duration.seconds(5) });
      wallet.addRule({ priority: 3, matches: [anyCall('route', 'fault')], to: [v2], fault: Fault.abort(503, 50) });
      wallet.addGrpcRule({ priority: 2, matches: [GrpcMatch.method('grpc.examples.wallet.Wallet', 'FetchBalance')], to: [v2.weight(40), v1.weight(60)] });
      wallet.addGrpcRule({ priority: 1, matches: [GrpcMatch.service('grpc.examples.wallet.Wallet')], to: [v2] });
      wallet.split(v1.weight(1), v2.weight(0));
      grpc(chart, 'client', 50060, [account, stats, wallet]);
    }),
    says: {
      'NetworkServicesGRPCRoute stats = shop-stats-8080, part': {
        'spec.rules[0].matches[0].headers': [{ key: 'membership', value: 'premium', type: 'EXACT' }], 'spec.rules[0].action.destinations[0].serviceRef.name': 'shop-stats-premium', 'spec.rules[1].action.destinations[0].serviceRef.name': 'shop-stats',
      },
      'NetworkServicesGRPCRoute wallet = shop-wallet-8080, part': {
        'spec.rules[0].matches[0].headers': [{ key: 'route', value: 'timeout', type: 'EXACT' }],
        'spec.rules[0].action.destinations[0].serviceRef.name': 'shop-wallet-v2',
        'spec.rules[0].action.timeout': '5s',
        'spec.rules[1].matches[0].headers': [{ key: 'route', value: 'fault', type: 'EXACT' }],
        'spec.rules[1].action.destinations[0].serviceRef.name': 'shop-wallet-v2',
        'spec.rules[1].action.faultInjectionPolicy.abort': { httpStatus: 503, percentage: 50 },
        'spec.rules[2].matches[0].method': { type: 'EXACT', grpcService: 'grpc.examples.wallet.Wallet', grpcMethod: 'FetchBalance' },
        'spec.rules[2].action.destinations': [{ serviceRef: { name: 'shop-wallet-v2' }, weight: 40 }, { serviceRef: { name: 'shop-wallet-v1' }, weight: 60 }],
        'spec.rules[3].matches[0].method.grpcService': 'grpc.examples.wallet.Wallet',
        'spec.rules[3].action.destinations[0].serviceRef.name': 'shop-wallet-v2',
        'spec.rules[4].action.destinations[0].serviceRef.name': 'shop-wallet-v1',
      },
    },
    usually: ROUTE,
    differs: { 'NetworkServicesGRPCRoute spec.rules[3].matches[0].method.grpcService': 'all methods of a service are a regular expression, as the API wants a method' },
    besides: SECURED,
  },
  {
    source: `${EXAMPLES}: WorkloadCertificateConfig.yaml, TrustConfig.yaml`,
    ours: () => written((app) => {
      const fleet = new Fleet(app, 'fleet', { project: GoogleProject.fromIds('my-project', '123456789012') });
      const cluster = fleet.addGkeCluster('c1', { location: 'us-central1-a' });
      const certificateAuthority = CertificateAuthority.workloadCertificates({ project: 'my-project', location: 'us-central1', pool: 'td-sub', rootPool: 'td-root', key: WorkloadKey.RSA_4096, validity: Duration.days(1), rotationWindow: 50 });
      const mesh = new Mesh(cluster, 'mesh', { controlPlane: ControlPlane.serviceRouting({ certificateAuthority }) });
      const chart = new Chart(cluster, 'shop', { namespace: 'shop' });
      mesh.enroll(chart);
      grpc(chart, 'account', 50053);
    }),
    says: {
      'WorkloadCertificateConfig default': {
        'apiVersion': 'security.cloud.google.com/v1alpha1',
        'spec.trustDomain': 'my-project.svc.id.goog',
        'spec.certificateAuthorityConfig.certificateAuthorityServiceConfig.endpointURI': '//privateca.googleapis.com/projects/my-project/locations/us-central1/caPools/td-sub',
        'spec.keyAlgorithm.rsa.modulusSize': 4096,
        'spec.validityDurationSeconds': 86400,
        'spec.rotationWindowPercentage': 50,
      },
      'TrustConfig default': {
        'apiVersion': 'security.cloud.google.com/v1alpha1',
        'spec.trustStores': [{ trustDomain: 'my-project.svc.id.goog', trustAnchors: [{ certificateAuthorityServiceURI: '//privateca.googleapis.com/projects/my-project/locations/us-central1/caPools/td-root' }] }],
      },
    },
    differs: { '* apiVersion': 'the version that GKE serves today', 'WorkloadCertificateConfig spec.trustDomain': 'v1 has no such field: it is the cluster\'s pool' },
    besides: { ...SECURED, GKEHubMembership: 'the cluster is a member of a fleet' },
  },
  {
    source: 'grpc/psm-interop/kubernetes-manifests: server-secure.deployment.yaml, server.service.yaml, client.deployment.yaml',
    ours: () => routed((chart) => void grpc(chart, 'client', 8079, [grpc(chart, 'server', 8080)]), MutualTls.STRICT),
    says: {
      'Service server, part': { 'metadata.annotations.cloud.google.com/neg': '{"exposed_ports": {"8080":{"name":"server-neg"}}}', 'spec.type': 'ClusterIP', 'spec.selector.app': 'server' },
      'Deployment server, part': {
        'spec.template.metadata.annotations.security.cloud.google.com/use-workload-certificates': '',
        'spec.template.spec.containers[server].env[GRPC_XDS_BOOTSTRAP].value': '/tmp/grpc-xds/td-grpc-bootstrap.json',
        'spec.template.spec.containers[server].volumeMounts[grpc-td-conf]': { mountPath: '/tmp/grpc-xds/', readOnly: true },
        'spec.template.spec.initContainers[grpc-td-init].volumeMounts[grpc-td-conf].mountPath': '/tmp/bootstrap/',
        'spec.template.spec.initContainers[grpc-td-init].args': ['--output=/tmp/bootstrap/td-grpc-bootstrap.json', '--vpc-network-name=default', '--node-metadata=app=psm-server'],
        'spec.template.spec.volumes[grpc-td-conf].emptyDir.medium': 'Memory',
      },
      'Deployment client, part': {
        'spec.template.spec.initContainers[grpc-td-init].args': ['--output=/tmp/bootstrap/td-grpc-bootstrap.json', '--vpc-network-name=default', '--config-mesh-experimental=mesh'],
        'spec.template.spec.containers[client].env[GRPC_XDS_BOOTSTRAP].value': '/tmp/grpc-xds/td-grpc-bootstrap.json',
      },
    },
    usually: ROUTE,
    differs: {
      'Service metadata.annotations.cloud.google.com/neg.exposed_ports.8080.name': NAMES,
      'Service spec.type': 'the default',
      'Deployment spec.template.spec.containers[server].volumeMounts[grpc-td-conf].mountPath': 'the same folder',
      'Deployment spec.template.spec.initContainers[grpc-td-init].args': BOOTSTRAP,
    },
    besides: SECURED,
  },
];

export const cloudRun: readonly Sample[] = [
  {
    source: 'GoogleCloudPlatform/k8s-config-connector/config/samples/resources/computeregionnetworkendpointgroup/cloud-run-region-network-endpoint-group/compute_v1beta1_computeregionnetworkendpointgroup.yaml',
    ours: () => routed((chart) => {
      const hello = new MeshService(chart, 'hello', { ports: [ServicePort.http(80)] });
      hello.addEndpointGroups(EndpointGroup.cloudRun({ service: 'computeregionnetworkendpointgroup-dep-cloudrun', region: 'us-west1' }));
    }),
    says: {
      'ComputeRegionNetworkEndpointGroup computeregionnetworkendpointgroup-sample-cloudrun = computeregionnetworkendpointgroup-dep-cloudrun-run': {
        'apiVersion': 'compute.cnrm.cloud.google.com/v1beta1', 'spec.region': 'us-west1', 'spec.description': 'A sample regional network endpoint group.', 'spec.cloudRun.serviceRef.external': 'computeregionnetworkendpointgroup-dep-cloudrun',
      },
    },
    usually: ROUTE,
    differs: { 'ComputeRegionNetworkEndpointGroup metadata.annotations.**': 'the project of the objects', 'ComputeRegionNetworkEndpointGroup spec.networkEndpointType': 'SERVERLESS is said, and is the default' },
    besides: ROUTED_OBJECTS,
  },
  {
    source: 'costinm/istiod/test/td/mesh1.sh (serverless group, backend service and route of Google\'s guide for Cloud Run)',
    ours: () => routed((chart) => {
      const hello = new MeshService(chart, 'hello', { ports: [ServicePort.http(80)] });
      hello.addEndpointGroups(EndpointGroup.cloudRun({ service: 'hello', region: 'us-central1' }));
    }),
    says: {
      'ComputeBackendService hello = shop-hello': { 'apiVersion': 'compute.cnrm.cloud.google.com/v1beta1', 'spec.location': 'global', 'spec.loadBalancingScheme': 'INTERNAL_SELF_MANAGED', 'spec.backend[0].group.networkEndpointGroupRef.external': 'projects/my-project/regions/us-central1/networkEndpointGroups/hello-neg' },
      'NetworkServicesHTTPRoute hello = shop-hello': {
        'apiVersion': 'networkservices.cnrm.cloud.google.com/v1beta1', 'spec.location': 'global', 'spec.hostnames': ['hello'], 'spec.meshes': [{ name: 'mesh' }], 'spec.rules[0].action.destinations[0].serviceRef.name': 'shop-hello',
      },
    },
    usually: ROUTE,
    differs: {
      'ComputeBackendService spec.backend[0].group.networkEndpointGroupRef.external': 'the reference of a regional group is its full URL; its name is that of the service of Cloud Run',
      'ComputeBackendService metadata.annotations.**': 'the project of the objects',
      'ComputeBackendService spec.protocol': 'HTTP, which the sample leaves to Google',
    },
    besides: { ...ROUTED_OBJECTS, ComputeRegionNetworkEndpointGroup: 'the serverless group' },
  },
  {
    source: 'google-cloud-sdk/lib/googlecloudsdk/api_lib/run/revision.py (what gcloud beta run deploy --mesh writes)',
    ours: () => [CloudRunClient.create({
      service: 'client', region: 'us-central1', projectNumber: '123456789012', mesh: 'projects/my-project/locations/global/meshes/mesh', image: 'client:1', network: 'default', subnetwork: 'default', serviceAccount: 'client@my-project.iam.gserviceaccount.com',
    }).toJson()],
    says: {
      'Service client, part': {
        'apiVersion': 'serving.knative.dev/v1',
        'metadata.annotations.run.googleapis.com/launch-stage': 'BETA',
        'spec.template.metadata.annotations.run.googleapis.com/mesh': 'projects/my-project/locations/global/meshes/mesh',
        'spec.template.metadata.annotations.run.googleapis.com/network-interfaces': '[{"network":"default","subnetwork":"default"}]',
        'spec.template.spec.serviceAccountName': 'client@my-project.iam.gserviceaccount.com',
      },
    },
  },
];
