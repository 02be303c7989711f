import type { Justified } from './corpus';
import { Severity } from '../../src/check/finding';

/** For which case, and the finding with its reason. */
type Row = Justified & { readonly about: 'istio' | 'bookinfo' | 'gateway-api' };
const row = (about: Row['about'], because: string, code: string, ...places: readonly (readonly [file: string, object: string])[]): Row[] =>
  places.map(([file, object]) => ({ about, file, code, object, because }));
const errors = (rows: readonly Row[]): Row[] => rows.map((r) => ({ ...r, severity: Severity.ERROR }));

const CRDS = 'pkg/config/validation/testdata/crds';
const DATA = 'tests/testdata/config';

/** Every warning about manifests that others hold to be right, and why it is right all the same. */
export const JUSTIFIED: readonly Row[] = [
  ...row('istio', 'the first rule has a fault and no match: the second is never reached, istiod warns too', 'MESH121',
    ['samples/bookinfo/networking/fault-injection-details-v1.yaml', 'VirtualService details']),
  ...row('istio', 'since 1.20 the gateway verifies istiod by public authorities, which did not sign for it', 'MESH217',
    ['samples/multicluster/expose-istiod-https.yaml', 'DestinationRule istiod-dr']),
  ...row('istio', 'v1alpha2 of TCPRoute is deprecated in the definitions themselves', 'MESH022',
    ['samples/tcp-echo/gateway-api/tcp-echo-20-v2.yaml', 'TCPRoute tcp-echo'],
    ['samples/tcp-echo/gateway-api/tcp-echo-all-v1.yaml', 'TCPRoute tcp-echo']),
  ...errors(row('istio', 'the sample mounts ca-certs, and its volume is named ca: the API server refuses it', 'MESH023', ['samples/mtls-echo/mtls-echo.yaml', 'Deployment mtls-echo-v1'])),
  ...errors(row('istio', 'the group of cert-manager before 0.11, which no maintained release serves', 'MESH025',
    ['samples/bookinfo/platform/kube/bookinfo-certificate.yaml', 'ClusterIssuer letsencrypt-staging'],
    ['samples/bookinfo/platform/kube/bookinfo-certificate.yaml', 'Certificate istio-ingressgateway-certs'])),
  ...row('istio', 'deprecated in the API, istiod warns too', 'MESH123', [`${DATA}/destination-rule-all.yaml`, 'DestinationRule destall']),
  ...row('istio', 'TCP without addresses: istiod warns too (IST0134)', 'MESH241',
    ...['s1tcp', 's2', 's2dns', 'tcpmeshdns', 'tcpmeshstatic', 'tcpmeshstaticint'].map((n) => [`${DATA}/none.yaml`, `ServiceEntry ${n}`] as const),
    [`${DATA}/se-example-gw.yaml`, 'ServiceEntry workload'],
    [`${DATA}/se-example.yaml`, 'ServiceEntry workload']),
  ...errors(row('istio', 'the field left the API years ago; a unit test reads the file without a schema', 'MESH012',
    [`${DATA}/rule-websocket-route.yaml`, 'VirtualService websocket-route'],
    [`${DATA}/rule-websocket-route.yaml`, 'VirtualService websocket-route2'])),
  ...row('istio', 'made-up values for a schema: such a principal is accepted, and nobody\'s', 'MESH408',
    [`${CRDS}/authz-valid.yaml`, 'AuthorizationPolicy full'],
    [`${CRDS}/authz-valid.yaml`, 'AuthorizationPolicy service-account-and-namespace-principal-split']),
  ...row('istio', 'hosts without their ports, which Istio\'s security guide warns of', 'MESH405', [`${CRDS}/authz-valid.yaml`, 'AuthorizationPolicy full']),
  ...row('istio', 'principals of tokens without an issuer, which no token has: they only try the parser', 'MESH445', [`${CRDS}/authz-valid.yaml`, 'AuthorizationPolicy full']),
  ...row('istio', 'empty selectors, for which istiod warns too', 'MESH124',
    [`${CRDS}/peerauth-valid.yaml`, 'PeerAuthentication partial-selector'],
    [`${CRDS}/proxyconfig-valid.yaml`, 'ProxyConfig empty-selector'],
    [`${CRDS}/serviceentry-valid.yaml`, 'ServiceEntry empty-selector']),
  ...row('istio', 'istiod warns too', 'MESH101', [`${CRDS}/serviceentry-valid.yaml`, 'ServiceEntry partial-wildcard']),
  ...row('istio', 'istiod warns too', 'MESH124', [`${CRDS}/workloadentry-valid.yaml`, 'WorkloadEntry missing-address-network-set']),
  ...row('bookinfo', 'subsets of versions that later exercises deploy: nothing is routed there, a route would get 503', 'MESH215',
    ['samples/bookinfo/networking/destination-rule-all.yaml', 'DestinationRule ratings'],
    ['samples/bookinfo/networking/destination-rule-all.yaml', 'DestinationRule details']),
  ...row('gateway-api', 'older versions of TLSRoute, deprecated in the definitions themselves', 'MESH022',
    ['examples/experimental/v1alpha2/tls-routing/tls-route.yaml', 'TLSRoute example-route'],
    ['examples/experimental/v1alpha3/tls-routing/tls-route.yaml', 'TLSRoute example-route']),
];
