import { Chart } from 'cdk8s';
import { type Sample } from './compare';
import { ROUTE, ROUTED_OBJECTS, routed } from './service-routing';
import { EnvoyBootstrap, HashKey, HealthCheck, LoadBalancer, MachineProxy, ManagedInstanceGroup, MeshService, ServicePort } from '../../../src';

const EXAMPLES = 'GoogleCloudPlatform/traffic-director-grpc-examples/scripts';

/** The VMs of the wallet example, and their service. */
function wallet(chart: Chart): void {
  const machines = new ManagedInstanceGroup(chart, 'grpcwallet-wallet-v1-mig-us-central1', {
    location: 'us-central1-a',
    size: 2,
    ports: { 'grpcwallet-wallet-port': 50051 },
    image: 'projects/debian-cloud/global/images/family/debian-12',
    serviceAccount: 'wallet@my-project.iam.gserviceaccount.com',
    tags: ['allow-health-checks'],
    installProxy: false,
    startupScript: '#! /bin/bash',
    healthCheck: HealthCheck.grpc(50051),
  });
  const service = new MeshService(chart, 'wallet-v1', { ports: [ServicePort.grpc(80, { targetPort: 50051 })], policy: { loadBalancer: LoadBalancer.consistentHash(HashKey.header('session_id')), connectionPool: { maxRequests: 1 } } });
  service.addEndpointGroups(machines.endpoints('grpcwallet-wallet-port'));
}

const BESIDES = { ...ROUTED_OBJECTS, NetworkServicesGRPCRoute: 'the route, which the sample has as a URL map', ComputeInstanceTemplate: 'the machines', ComputeInstanceGroupManager: 'the machines' };
const SERVER = {
  api_type: 'GRPC',
  grpc_services: [{
    google_grpc: {
      target_uri: 'trafficdirector.googleapis.com:443',
      stat_prefix: 'trafficdirector',
      channel_credentials: { ssl_credentials: { root_certs: { filename: '/etc/ssl/certs/ca-certificates.crt' } } },
      call_credentials: { google_compute_engine: {} },
    },
  }],
};

export const machines: readonly Sample[] = [
  {
    source: `${EXAMPLES}/create_service.sh (instance template, managed instance group, backend services)`,
    ours: () => routed((chart) => wallet(chart)),
    says: {
      'ComputeInstanceTemplate grpcwallet-wallet-v1-template = grpcwallet-wallet-v1-mig-us-central1-3a9a4613, part': {
        'spec.serviceAccount.scopes': ['https://www.googleapis.com/auth/cloud-platform'],
        'spec.tags': ['allow-health-checks'],
        'spec.disk[0].sourceImageRef.external': 'projects/debian-cloud/global/images/family/debian-10',
        'spec.metadataStartupScript': '#! /bin/bash',
      },
      'ComputeInstanceGroupManager grpcwallet-wallet-v1-mig-us-central1, part': { 'spec.location': 'us-central1-a', 'spec.targetSize': 2, 'spec.namedPorts': [{ name: 'grpcwallet-wallet-port', port: 50051 }] },
      'ComputeBackendService grpcwallet-wallet-v1-affinity-service = shop-wallet-v1, part': {
        'spec.loadBalancingScheme': 'INTERNAL_SELF_MANAGED',
        'spec.protocol': 'GRPC',
        'spec.portName': 'grpcwallet-wallet-port',
        'spec.sessionAffinity': 'HEADER_FIELD',
        'spec.localityLbPolicy': 'RING_HASH',
        'spec.consistentHash.httpHeaderName': 'session_id',
        'spec.circuitBreakers.maxRequests': 1,
        'spec.backend[0].balancingMode': 'UTILIZATION',
        'spec.backend[0].capacityScaler': 1,
        'spec.connectionDrainingTimeoutSec': 0,
        'spec.backend[0].group.instanceGroupRef.external': 'projects/my-project/zones/us-central1-a/instanceGroups/grpcwallet-wallet-v1-mig-us-central1',
      },
    },
    usually: ROUTE,
    differs: {
      'ComputeInstanceTemplate spec.serviceAccount.scopes': 'the short name of the scope',
      'ComputeInstanceTemplate spec.metadataStartupScript': 'among the metadata, as `startup-script`',
      'ComputeInstanceTemplate spec.disk[0].sourceImageRef.external': 'an image that is still there',
      'ComputeBackendService spec.backend[0].balancingMode': 'RATE, as everywhere in the mesh, so that requests leave a zone when it is full',
      'ComputeBackendService spec.backend[0].capacityScaler': 'the default',
      'ComputeBackendService spec.connectionDrainingTimeoutSec': 'the default',
    },
    besides: BESIDES,
  },
  {
    source: `${EXAMPLES}/create_health_check.sh`,
    ours: () => routed((chart) => wallet(chart)),
    says: {
      'ComputeHealthCheck grpcwallet-health-check = shop-wallet-v1, part': { 'spec.grpcHealthCheck.portSpecification': 'USE_SERVING_PORT' },
      'ComputeFirewall grpcwallet-allow-health-checks = mesh-health-checks, part': {
        'spec.direction': 'INGRESS', 'spec.sourceRanges': ['35.191.0.0/16', '130.211.0.0/22'], 'spec.networkRef.external': 'projects/my-project/global/networks/default', 'spec.allow[0]': { protocol: 'tcp', ports: ['50051-50053'] }, 'spec.targetTags': ['allow-health-checks'],
      },
    },
    differs: {
      'ComputeFirewall spec.allow[0].ports': 'every port of the endpoints may be asked',
      'ComputeFirewall spec.targetTags': 'every machine of the network may be asked; firewall: false leaves the rule to you',
    },
    besides: BESIDES,
  },
  {
    source: 'google-cloud-sdk/lib/surface/compute/instance_templates/create.py (what --service-proxy=enabled,mesh=… writes)',
    ours: () => [{
      kind: 'ComputeInstanceTemplate',
      metadata: { name: 'proxied' },
      spec: {
        metadata: Object.entries(MachineProxy.create({ mesh: 'shop', projectNumber: '123456789012', servingPorts: [80, 81], proxyPort: 15001, tracing: true, accessLog: '/var/log/envoy.log', interceptDns: true }).metadata)
          .map(([name, value]) => ({ name, value })),
      },
    }],
    says: {
      'ComputeInstanceTemplate proxied, part': {
        'spec.metadata[gce-service-proxy].value': {
          'api-version': '0.2',
          'proxy-spec': { 'mesh': 'shop', 'project-number': '123456789012', 'proxy-port': 15001, 'tracing': 'ON', 'access-log': '/var/log/envoy.log' },
          'service': { 'serving-ports': [80, 81] },
          'traffic-interception': { 'intercept-dns': true },
        },
        'spec.metadata[enable-osconfig].value': 'true',
        'spec.metadata[enable-guest-attributes].value': 'TRUE',
      },
    },
  },
  {
    source: 'GoogleCloudPlatform/cloud-foundation-fabric/modules/cloud-config-container/envoy-traffic-director/files/envoy.yaml (an Envoy on a VM)',
    ours: () => [{
      kind: 'Bootstrap',
      metadata: { name: 'envoy' },
      ...EnvoyBootstrap.create({ projectNumber: '123456789012', mesh: 'shop', zone: 'us-central1-a', nodeId: 'one' }).toJson(),
    }],
    says: {
      'Bootstrap envoy': {
        'node': {
          id: 'projects/123456789012/networks/default/nodes/one',
          cluster: 'cluster',
          locality: { zone: 'us-central1-a' },
          metadata: { TRAFFICDIRECTOR_INTERCEPTION_PORT: '15001', TRAFFICDIRECTOR_NETWORK_NAME: 'default', TRAFFICDIRECTOR_GCP_PROJECT_NUMBER: '123456789012', TRAFFICDIRECTOR_ENABLE_TRACING: 'false', TRAFFICDIRECTOR_ACCESS_LOG_PATH: '', TRAFFICDIRECTOR_INBOUND_BACKEND_PORTS: '' },
        },
        'dynamic_resources': { lds_config: { ads: {} }, cds_config: { ads: {} }, ads_config: SERVER },
        'cluster_manager.load_stats_config': SERVER,
        'admin': { access_log_path: '/dev/stdout', address: { socket_address: { address: '127.0.0.1', port_value: 15000 } } },
        'layered_runtime.layers[rtds_layer]': { name: 'rtds_layer', rtds_layer: { name: 'traffic_director_runtime', rtds_config: { ads: {} } } },
      },
    },
    differs: {
      'Bootstrap node.id': 'the node joins a mesh, as the service routing API has it; the sample joins a network, as the older API had it',
      'Bootstrap node.metadata.*': 'project, network and mesh are in the id of the node; what is empty is left out',
      'Bootstrap **resource_api_version': 'version 3 of xDS; the sample is from the time of version 2',
      'Bootstrap **transport_api_version': 'as the version of resources',
      'Bootstrap dynamic_resources.*.initial_fetch_timeout': 'Envoy waits for its first configuration',
      'Bootstrap **call_credentials**': 'a list, as the field is defined',
      'Bootstrap **channel_args.**': 'keepalive, as Google\'s own injector sets it',
      'Bootstrap admin.access_log_path': 'deprecated in Envoy',
      'Bootstrap layered_runtime.layers[admin]**': 'the runtime can be changed by the admin port, as by default',
    },
  },
];
