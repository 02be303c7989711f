import { Chart, Duration } from 'cdk8s';
import { type Sample, written } from './compare';
import { PROJECT } from './reasons';
import {
  CertificateAuthority, ControlPlane, Fault, GoogleProject, GrpcMatch, HttpMatch, HttpMethod, Mesh, MeshFeature, MeshService, MutualTls, PathMatch, RetryOn, ServicePort, Source, StringMatch,
} from '../../../src';

const SAMPLES = 'GoogleCloudPlatform/k8s-config-connector/config/samples/resources';
const seconds = (n: number) => Duration.seconds(n);

/** A mesh of service routing in a project, and a namespace in it. */
export function routed(make: (chart: Chart, mesh: Mesh) => void, mtls: MutualTls = MutualTls.DISABLE, zones: string[] = ['us-central1-a']): readonly any[] {
  return written((app) => {
    const mesh = new Mesh(app, 'mesh', {
      controlPlane: ControlPlane.serviceRouting({
        project: GoogleProject.fromIds('my-project', '123456789012'),
        zones,
        certificateAuthority: CertificateAuthority.elsewhere(),
        maxRatePerEndpoint: 5,
        acknowledge: [MeshFeature.FAULT_WITH_RETRY, MeshFeature.TCP_ROUTE_SUBNETS].map((feature) => ({ feature, reason: 'the sample has it' })),
      }),
      mtls,
      denyByDefault: mtls !== MutualTls.DISABLE,
    });
    const chart = new Chart(app, 'shop', { namespace: 'shop' });
    mesh.enroll(chart);
    make(chart, mesh);
  });
}

export const ROUTED_OBJECTS = {
  Namespace: 'namespaces of the app and of the objects of Config Connector',
  NetworkServicesMesh: 'the mesh that routes are in, which the sample has in another file',
  ComputeBackendService: 'what routes lead to, in another file of the sample',
  ComputeHealthCheck: 'endpoints are asked whether they are well',
  ComputeFirewall: 'health checks are let in',
  Service: 'the Kubernetes Service, and the APIs that are turned on',
  ServiceAccount: 'pods of the service',
  Deployment: 'pods of the service',
  IAMPolicyMember: 'clients may ask Traffic Director',
  NetworkServicesHTTPRoute: 'the route of the services that the sample leads to',
};
/** The differences of all Config Connector objects. */
export const ROUTE = {
  '* metadata.namespace': 'objects of Config Connector are in a namespace of their own',
  '* metadata.labels.**': 'labels that only describe the sample',
  '* spec.projectRef.external': PROJECT,
  '* spec.description': 'descriptions name the rules of the app',
  '* spec.gateways**': 'a service\'s rules are for the mesh; a gateway has rules of its own, on its listeners',
  '* spec.meshes[*].name': 'the mesh has its own name',
  '* spec.hostnames': 'hosts follow from the names of the service: short, with its namespace and in full',
};

export const serviceRouting: readonly Sample[] = [
  {
    source: `${SAMPLES}/networkserviceshttproute/networkservices_v1beta1_networkserviceshttproute.yaml`,
    ours: () => routed((chart) => {
      const dep = new MeshService(chart, 'dep', { ports: [ServicePort.http(80)] });
      const [v1, v2] = ['v1', 'v2'].map((v) => dep.addVersion(v, { image: `dep:${v}` }));
      const header = (name: string, match: StringMatch, path = '/') => HttpMatch.conditions({ path: PathMatch.prefix(path), headers: { [name]: match } });
      dep.addRule({
        priority: 3,
        matches: [
          HttpMatch.conditions({ path: PathMatch.exact('/foo/bar'), headers: { 'foo-header': StringMatch.prefix('bar-value') } }),
          HttpMatch.conditions({ path: PathMatch.regex('/foo/.*/bar/.*') }),
          header('foo', StringMatch.exact('bar')), header('foo', StringMatch.regex('b.*ar')), header('foo', StringMatch.prefix('ba')), header('foo', StringMatch.present()),
          HttpMatch.conditions({ query: { foo: StringMatch.exact('bar') } }), HttpMatch.conditions({ query: { foo: StringMatch.regex('.*bar.*') } }), HttpMatch.conditions({ query: { foo: StringMatch.present() } }),
        ],
        to: [v1.weight(1), v2.weight(1)],
        rewrite: { authority: 'foo' },
        cors: {
          allowOrigins: [StringMatch.exact('foo.com'), StringMatch.exact('bar.com'), StringMatch.regex('.*.foo.com'), StringMatch.regex('.*.bar.com')],
          allowMethods: [HttpMethod.GET, HttpMethod.POST],
          allowHeaders: ['foo', 'bar'],
          exposeHeaders: ['foo', 'bar'],
          maxAge: seconds(35),
          allowCredentials: true,
        },
        fault: Fault.delay(seconds(10), 2).and(Fault.abort(501, 1)),
        requestHeaders: { add: { foo1: 'bar1', baz1: 'qux1' }, set: { foo2: 'bar2', baz2: 'qux2' }, remove: ['foo3', 'bar3'] },
        responseHeaders: { add: { foo1: 'bar1', baz1: 'qux1' }, set: { foo2: 'bar2', baz2: 'qux2' }, remove: ['foo3', 'bar3'] },
        mirrors: [{ to: v2 }],
        retries: { attempts: 3, perTryTimeout: seconds(5), on: [RetryOn.REFUSED_STREAM] },
        timeout: seconds(30),
      });
      dep.addRule({ priority: 2, matches: [HttpMatch.exact('/a')], redirect: { authority: 'foo', scheme: 'https', port: 7777, status: 301 } });
      dep.addRule({ priority: 1, matches: [HttpMatch.exact('/b')], redirect: { authority: 'test', path: '/foo', status: 302 } });
    }),
    says: {
      'NetworkServicesHTTPRoute networkserviceshttproute-sample = shop-dep': {
        'apiVersion': 'networkservices.cnrm.cloud.google.com/v1beta1',
        'metadata.labels.foo': 'bar',
        'spec.description': 'A test HttpRoute',
        'spec.location': 'global',
        'spec.projectRef.external': 'projects/my-project',
        'spec.meshes': [{ name: 'networkserviceshttproute-dep' }],
        'spec.gateways': [{ name: 'networkserviceshttproute-dep' }],
        'spec.hostnames': ['test1', 'test2'],
        'spec.rules[0].matches[0]': { fullPathMatch: '/foo/bar', headers: [{ header: 'foo-header', prefixMatch: 'bar-value' }] },
        'spec.rules[0].matches[1]': { regexMatch: '/foo/.*/bar/.*' },
        'spec.rules[0].matches[2]': { prefixMatch: '/', headers: [{ header: 'foo', exactMatch: 'bar' }] },
        'spec.rules[0].matches[3]': { prefixMatch: '/', headers: [{ header: 'foo', regexMatch: 'b.*ar' }] },
        'spec.rules[0].matches[4]': { prefixMatch: '/', headers: [{ header: 'foo', prefixMatch: 'ba' }] },
        'spec.rules[0].matches[5]': { prefixMatch: '/', headers: [{ header: 'foo', presentMatch: true }] },
        'spec.rules[0].matches[6]': { prefixMatch: '/', queryParameters: [{ queryParameter: 'foo', exactMatch: 'bar' }] },
        'spec.rules[0].matches[7]': { prefixMatch: '/', queryParameters: [{ queryParameter: 'foo', regexMatch: '.*bar.*' }] },
        'spec.rules[0].matches[8]': { prefixMatch: '/', queryParameters: [{ queryParameter: 'foo', presentMatch: true }] },
        // of one condition each: what is compared in the sample within one match is compared in matches of its own
        'spec.rules[0].matches[9]': { prefixMatch: '/', headers: [{ header: 'foo', suffixMatch: 'ar' }] },
        'spec.rules[0].matches[10]': { prefixMatch: '/', headers: [{ header: 'foo', rangeMatch: { start: 0, end: 5 }, invertMatch: true }] },
        'spec.rules[0].action.destinations': [{ serviceRef: { name: 'networkserviceshttproute-dep' }, weight: 1 }, { serviceRef: { name: 'networkserviceshttproute-dep' }, weight: 1 }],
        'spec.rules[0].action.urlRewrite': { pathPrefixRewrite: 'foo', hostRewrite: 'foo' },
        'spec.rules[0].action.corsPolicy': { allowOrigins: ['foo.com', 'bar.com'], allowOriginRegexes: ['.*.foo.com', '.*.bar.com'], allowMethods: ['GET', 'POST'], allowHeaders: ['foo', 'bar'], exposeHeaders: ['foo', 'bar'], maxAge: '35', allowCredentials: true, disabled: false },
        'spec.rules[0].action.faultInjectionPolicy': { abort: { httpStatus: 501, percentage: 1 }, delay: { fixedDelay: '10s', percentage: 2 } },
        'spec.rules[0].action.requestHeaderModifier': { add: { foo1: 'bar1', baz1: 'qux1' }, set: { foo2: 'bar2', baz2: 'qux2' }, remove: ['foo3', 'bar3'] },
        'spec.rules[0].action.responseHeaderModifier': { add: { foo1: 'bar1', baz1: 'qux1' }, set: { foo2: 'bar2', baz2: 'qux2' }, remove: ['foo3', 'bar3'] },
        'spec.rules[0].action.requestMirrorPolicy.destination.serviceRef.name': 'networkserviceshttproute-dep',
        'spec.rules[0].action.retryPolicy': { numRetries: 3, perTryTimeout: '5s', retryConditions: ['refused-stream', 'cancelled'] },
        'spec.rules[0].action.timeout': '30s',
        'spec.rules[1].action.redirect': { hostRedirect: 'foo', responseCode: 'MOVED_PERMANENTLY_DEFAULT', httpsRedirect: true, stripQuery: true, portRedirect: 7777 },
        'spec.rules[2].action.redirect': { hostRedirect: 'test', pathRedirect: '/foo', responseCode: 'FOUND' },
      },
    },
    usually: ROUTE,
    differs: {
      'NetworkServicesHTTPRoute spec.rules[0].matches[*].prefixMatch': 'the prefix `/` is every path, and left out',
      'NetworkServicesHTTPRoute spec.rules[0].matches[9].headers[0].*': 'the model has no comparison with the end of a header: a regular expression says it',
      'NetworkServicesHTTPRoute spec.rules[0].matches[10].headers[0].**': 'the model has no comparison with a range of numbers: a regular expression says it',
      'NetworkServicesHTTPRoute spec.rules[*].action.destinations[*].serviceRef.name': 'backend services are named by namespace, service and version',
      'NetworkServicesHTTPRoute spec.rules[0].action.urlRewrite.pathPrefixRewrite': 'a prefix is replaced in a rule whose matches are prefixes alone, and in whole segments; this one has a regular expression',
      'NetworkServicesHTTPRoute spec.rules[0].action.corsPolicy.disabled': 'false is the default',
      'NetworkServicesHTTPRoute spec.rules[0].action.requestMirrorPolicy.destination.serviceRef.name': 'as the other backend services',
      'NetworkServicesHTTPRoute spec.rules[0].action.retryPolicy.retryConditions': '`cancelled` is a condition of gRPC, which the API refuses for HTTP',
      'NetworkServicesHTTPRoute spec.rules[1].action.redirect.stripQuery': 'the model keeps the query, as Istio and Gateway API do',
      'NetworkServicesHTTPRoute spec.rules[*].matches[0].fullPathMatch': 'rules that are told apart by nothing can\'t be in one service: each has a path',
      'NetworkServicesHTTPRoute spec.rules[3].action.destinations[0].serviceRef.name': 'what no rule takes goes to the service itself',
    },
    besides: ROUTED_OBJECTS,
  },
  {
    source: `${SAMPLES}/networkservicesgrpcroute/networkservices_v1beta1_networkservicesgrpcroute.yaml`,
    ours: () => routed((chart) => {
      const dep = new MeshService(chart, 'dep', { ports: [ServicePort.grpc(50051)] });
      const [v1, v2] = ['v1', 'v2'].map((v) => dep.addVersion(v, { image: `dep:${v}` }));
      dep.addGrpcRule({
        matches: [GrpcMatch.method('helloworld.Greeter', 'SayHello').withMetadata('foo', StringMatch.exact('bar'))],
        to: [v1.weight(50), v2.weight(50)],
        fault: Fault.delay(seconds(10), 2).and(Fault.abort(501, 1)),
        retries: { attempts: 3, on: [RetryOn.REFUSED_STREAM, RetryOn.GRPC_CANCELLED] },
        timeout: seconds(30),
      });
      dep.addGrpcRule({ to: [v1] });
    }),
    says: {
      'NetworkServicesGRPCRoute networkservicesgrpcroute-sample = shop-dep-50051': {
        'apiVersion': 'networkservices.cnrm.cloud.google.com/v1beta1',
        'metadata.labels.foo': 'bar',
        'spec.description': 'A test GrpcRoute',
        'spec.location': 'global',
        'spec.projectRef.external': 'projects/my-project',
        'spec.meshes': [{ name: 'networkservicesgrpcroute-dep' }],
        'spec.gateways': [{ name: 'networkservicesgrpcroute-dep' }],
        'spec.hostnames': ['test1', 'test2'],
        'spec.rules[0].matches[0]': { method: { type: 'EXACT', grpcService: 'helloworld.Greeter', grpcMethod: 'SayHello', caseSensitive: false }, headers: [{ type: 'EXACT', key: 'foo', value: 'bar' }] },
        'spec.rules[0].action': {
          destinations: [{ serviceRef: { name: 'networkservicesgrpcroute-dep' }, weight: 50 }, { serviceRef: { name: 'networkservicesgrpcroute-dep' }, weight: 50 }],
          faultInjectionPolicy: { abort: { httpStatus: 501, percentage: 1 }, delay: { fixedDelay: '10s', percentage: 2 } },
          retryPolicy: { numRetries: 3, retryConditions: ['refused-stream', 'cancelled'] },
          timeout: '30s',
        },
        'spec.rules[1].action.destinations': [{ serviceRef: { name: 'networkservicesgrpcroute-dep' } }],
      },
    },
    usually: ROUTE,
    differs: {
      'NetworkServicesGRPCRoute spec.rules[0].matches[0].method.caseSensitive': 'names of gRPC methods are compared as they are',
      'NetworkServicesGRPCRoute spec.rules[*].action.destinations[*].serviceRef.name': 'backend services are named by namespace, service and version',
    },
    besides: ROUTED_OBJECTS,
  },
  {
    source: `${SAMPLES}: networkservicestcproute and networkservicestlsroute`,
    ours: () => routed((chart) => {
      const db = new MeshService(chart, 'db', { ports: [ServicePort.tcp(7777)], image: 'db:1' });
      db.addTcpRule({ destinationSubnets: ['10.0.0.1/32'], to: [db] });
      const secret = new MeshService(chart, 'secret', { ports: [ServicePort.tls(443)], image: 'secret:1' });
      secret.addTlsRule({ sniHosts: ['*.foo.example.com', 'foo.example.com'], to: [secret] });
    }),
    says: {
      'NetworkServicesTCPRoute networkservicestcproute-sample = shop-db': {
        'apiVersion': 'networkservices.cnrm.cloud.google.com/v1beta1',
        'metadata.labels.foo': 'bar',
        'spec.description': 'A test TcpRoute',
        'spec.location': 'global',
        'spec.projectRef.external': 'projects/my-project',
        'spec.meshes': [{ name: 'networkservicestcproute-dep' }],
        'spec.gateways': [{ name: 'networkservicestcproute-dep' }],
        'spec.rules[0]': { matches: [{ address: '10.0.0.1/32', port: '7777' }], action: { destinations: [{ serviceRef: { name: 'networkservicestcproute-dep' }, weight: 1 }] } },
        'spec.rules[1]': { matches: [{ address: '10.0.0.1/0', port: '1' }], action: { originalDestination: false, destinations: [{ serviceRef: { name: 'networkservicestcproute-dep' }, weight: 1 }] } },
      },
      'NetworkServicesTLSRoute networkservicestlsroute-sample = shop-secret': {
        'apiVersion': 'networkservices.cnrm.cloud.google.com/v1beta1',
        'spec.description': 'A test TcpRoute',
        'spec.location': 'global',
        'spec.projectRef.external': 'projects/my-project',
        'spec.meshes': [{ name: 'networkservicestlsroute-dep' }],
        'spec.gateways': [{ name: 'networkservicestlsroute-dep' }],
        'spec.rules[0]': { matches: [{ sniHost: ['*.foo.example.com', 'foo.example.com'], alpn: ['h2', 'http/1.1'] }], action: { destinations: [{ serviceRef: { name: 'networkservicestlsroute-dep' }, weight: 1 }] } },
      },
    },
    usually: ROUTE,
    differs: {
      '* spec.rules[0].action.destinations[0].**': 'backend services are named by namespace and service; the weight of the only one is left out',
      'NetworkServicesTCPRoute spec.rules[1].**': 'the sample shows a second form of the fields; a service has one such rule here',
      'NetworkServicesTLSRoute spec.rules[1].**': 'connections by the service\'s own names, too',
      'NetworkServicesTLSRoute spec.rules[0].matches[0].alpn': 'the model tells connections apart by server name',
    },
    besides: ROUTED_OBJECTS,
  },
  {
    source: `${SAMPLES}: networkservicesmesh, networkservicesendpointpolicy, networksecurityservertlspolicy, networksecurityclienttlspolicy, networksecurityauthorizationpolicy`,
    ours: () => routed((chart) => {
      const demo = new MeshService(chart, 'demo-service', { ports: [ServicePort.http(8080), ServicePort.http(8081)], image: 'demo:1' });
      demo.allow({ from: [Source.ipBlocks('1.2.3.4')], hosts: ['demo-service'], ports: [8080], methods: [HttpMethod.POST] });
      demo.allow({ from: [Source.ipBlocks('1.2.3.5')], hosts: ['test-service'], ports: [8081], methods: [HttpMethod.GET] });
    }, MutualTls.PERMISSIVE),
    says: {
      'NetworkServicesMesh networkservicesmesh-sample = mesh': {
        'apiVersion': 'networkservices.cnrm.cloud.google.com/v1beta1', 'metadata.labels.foo': 'bar', 'spec.location': 'global', 'spec.description': 'Original description', 'spec.interceptionPort': 80, 'spec.projectRef.external': 'projects/my-project',
      },
      'NetworkServicesEndpointPolicy networkservicesendpointpolicy-sample = shop-demo-service': {
        'apiVersion': 'networkservices.cnrm.cloud.google.com/v1beta1',
        'metadata.labels.key-one': 'value-one',
        'spec.projectRef.external': 'projects/my-project',
        'spec.location': 'global',
        'spec.description': 'A sample endpoint policy',
        'spec.type': 'SIDECAR_PROXY',
        'spec.authorizationPolicyRef.name': 'networksecurityauthorizationpolicy-sample',
        'spec.endpointMatcher.metadataLabelMatcher.metadataLabelMatchCriteria': 'MATCH_ANY',
        'spec.endpointMatcher.metadataLabelMatcher.metadataLabels': [{ labelName: 'filter-test', labelValue: 'true' }],
        'spec.trafficPortSelector.ports': ['6767'],
        'spec.serverTlsPolicyRef.name': 'networksecurityservertlspolicy-sample',
        'spec.clientTlsPolicyRef.name': 'networksecurityclienttlspolicy-sample',
      },
      'NetworkSecurityServerTLSPolicy networksecurityservertlspolicy-sample = mesh-mtls-permissive': {
        'apiVersion': 'networksecurity.cnrm.cloud.google.com/v1beta1',
        'metadata.labels.label-one': 'value-one',
        'spec.description': 'Sample global server TLS policy',
        'spec.location': 'global',
        'spec.allowOpen': true,
        'spec.serverCertificate.certificateProviderInstance.pluginInstance': 'google_cloud_private_spiffe',
        'spec.mtlsPolicy.clientValidationCa': [{ certificateProviderInstance: { pluginInstance: 'google_cloud_private_spiffe' } }],
      },
      'NetworkSecurityClientTLSPolicy networksecurityclienttlspolicy-sample = mesh-mtls': {
        'apiVersion': 'networksecurity.cnrm.cloud.google.com/v1beta1',
        'metadata.labels.label-one': 'value-one',
        'spec.description': 'Sample global client TLS policy',
        'spec.location': 'global',
        'spec.sni': 'example.com',
        'spec.clientCertificate.certificateProviderInstance.pluginInstance': 'google_cloud_private_spiffe',
        'spec.serverValidationCa': [{ certificateProviderInstance: { pluginInstance: 'google_cloud_private_spiffe' } }],
      },
      'NetworkSecurityAuthorizationPolicy networksecurityauthorizationpolicy-sample = shop-demo-service': {
        'apiVersion': 'networksecurity.cnrm.cloud.google.com/v1beta1',
        'metadata.labels.key-one': 'value-one',
        'spec.projectRef.external': 'projects/my-project',
        'spec.location': 'global',
        'spec.action': 'ALLOW',
        'spec.description': 'Test Authorization Policy',
        'spec.rules[0]': { sources: [{ ipBlocks: ['1.2.3.4'], principals: ['*'] }], destinations: [{ hosts: ['demo-service'], ports: [8080], methods: ['POST'] }] },
        'spec.rules[1]': { sources: [{ ipBlocks: ['1.2.3.5'], principals: ['*'] }], destinations: [{ hosts: ['test-service'], ports: [8081], methods: ['GET'] }] },
      },
    },
    usually: ROUTE,
    differs: {
      'NetworkServicesMesh spec.interceptionPort': 'the default; interceptionPort of ControlPlane.serviceRouting sets it',
      'NetworkServicesEndpointPolicy spec.*PolicyRef.name': 'policies are named by the mesh and the service; clientTlsPolicyRef does nothing, by Google\'s reference',
      'NetworkServicesEndpointPolicy spec.endpointMatcher.metadataLabelMatcher.**': 'endpoints are told apart by service and namespace, both of which their proxies show',
      'NetworkServicesEndpointPolicy spec.trafficPortSelector.ports': 'the policy is for all ports where they ask for the same',
      'NetworkSecurityClientTLSPolicy spec.sni': 'the mesh checks identities and not names of servers',
      'NetworkSecurityAuthorizationPolicy spec.rules[*].sources[0].principals': 'a rule that names addresses alone is for every principal',
    },
    besides: ROUTED_OBJECTS,
  },
];

/** A call of any method with metadata. */
export const anyCall = (key: string, value: string): HttpMatch => HttpMatch.header(key, value);
