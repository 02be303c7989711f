/** What the conformance run is made of, and how each part comes to the machine. Versions live in the go.mod files and in envoy.txt beside this file. */

/** A part that `go build` makes from the module in the folder `module`: a wrapper around somebody else's program, or a program of ours. */
export interface GoPart {
  readonly name: string;
  /** The folder of the wrapper module (its go.mod pins the version, its go.sum every byte). */
  readonly module: string;
  /** The module whose version is the part's version. */
  readonly from: string;
  /** The package of its `main`. */
  readonly main: string;
  /** Variables set at link time; `{v}` is the module's version. */
  readonly vars?: Readonly<Record<string, string>>;
  /** What its source fixes and must differ here. Such a part is built from a copy of its source. */
  readonly settings?: readonly Setting[];
  /** Such a part is a program of tests: the module's files of them, which import the folder `main` instead of a package. */
  readonly tests?: { readonly files: readonly string[]; readonly instead: string };
  /** Roughly how long a cold build takes on two cores, in minutes: said while people wait. */
  readonly minutes: number;
}

/** A constant that becomes a variable of the environment, so that a program that knows only "all addresses" can be told a loopback address. */
export interface Setting {
  /** The file of the constant, in the folder of the module `from`. */
  readonly file: string;
  readonly constant: string;
  /** The variable; without it the program has the constant. */
  readonly variable: string;
}

const ISTIO = { module: 'istio', from: 'istio.io/istio', vars: { 'istio.io/istio/pkg/version.buildVersion': '1.31.0' } };

/** Istio's tests that ask its simulator what becomes of calls. */
const SIMULATION_TESTS = {
  files: ['gateway', 'sidecar', 'serviceentry', 'peer_authentication'].map((name) => `pilot/pkg/networking/core/${name}_simulation_test.go`),
  instead: 'istio.io/istio/pilot/pkg/simulation',
};

const XDS_SERVER = 'internal/xds/runner/runner.go';

/** Envoy Gateway listens on all addresses of the machine, has its proxies do so, and reads its certificates from the root folder. */
const OF_ENVOY_GATEWAY: readonly Setting[] = [
  { file: XDS_SERVER, constant: 'XdsServerAddress', variable: 'XDS_SERVER_ADDRESS' },
  { file: XDS_SERVER, constant: 'xdsTLSCertFilepath', variable: 'XDS_SERVER_CERTIFICATE' },
  { file: XDS_SERVER, constant: 'xdsTLSKeyFilepath', variable: 'XDS_SERVER_KEY' },
  { file: XDS_SERVER, constant: 'xdsTLSCaFilepath', variable: 'XDS_SERVER_CA' },
  { file: 'internal/utils/net/ip.go', constant: 'IPv4ListenerAddress', variable: 'LISTENER_ADDRESS' },
];

/** In the order in which they are built: what takes long and shares most comes first. */
export const GO_PARTS: readonly GoPart[] = [
  { name: 'etcd', module: 'etcd', from: 'go.etcd.io/etcd/server/v3', main: 'go.etcd.io/etcd/server/v3', minutes: 1 },
  {
    name: 'kube-apiserver',
    module: 'kubernetes',
    from: 'k8s.io/kubernetes',
    main: 'k8s.io/kubernetes/cmd/kube-apiserver',
    vars: { 'k8s.io/component-base/version.gitVersion': '{v}', 'k8s.io/component-base/version.gitMajor': '1', 'k8s.io/component-base/version.gitMinor': '36' },
    minutes: 5,
  },
  { ...ISTIO, name: 'pilot-discovery', main: 'istio.io/istio/pilot/cmd/pilot-discovery', minutes: 5 },
  { ...ISTIO, name: 'pilot-agent', main: 'istio.io/istio/pilot/cmd/pilot-agent', minutes: 1 },
  // a program of ours around istiod's code
  { ...ISTIO, name: 'istiod-xds', main: './xds', minutes: 1 },
  // Istio's own tests around a package of ours, which writes down what they ask and expect
  { ...ISTIO, name: 'istio-calls', main: './calls', tests: SIMULATION_TESTS, minutes: 1 },
  { ...ISTIO, name: 'istioctl', main: 'istio.io/istio/istioctl/cmd/istioctl', minutes: 1 },
  { name: 'helm', module: 'helm', from: 'helm.sh/helm/v3', main: 'helm.sh/helm/v3/cmd/helm', minutes: 1 },
  {
    name: 'envoy-gateway',
    module: 'envoy-gateway',
    from: 'github.com/envoyproxy/gateway',
    main: 'github.com/envoyproxy/gateway/cmd/envoy-gateway',
    vars: {
      'github.com/envoyproxy/gateway/internal/cmd/version.envoyGatewayVersion': '{v}',
      // two pages that it would serve on all addresses: not at all
      'github.com/envoyproxy/gateway/internal/provider/kubernetes.healthProbeBindAddress': '0',
      'sigs.k8s.io/controller-runtime/pkg/metrics/server.DefaultBindAddress': '0',
    },
    settings: OF_ENVOY_GATEWAY,
    minutes: 4,
  },
  { name: 'grpc-peer', module: 'grpc', from: 'google.golang.org/grpc', main: '.', minutes: 1 },
  { name: 'reader', module: 'reader', from: 'sigs.k8s.io/yaml', main: '.', minutes: 1 },
  { name: 'suite-reader', module: 'reader', from: 'sigs.k8s.io/yaml', main: './suite', minutes: 1 },
];

/** Where every part is once installed. */
export interface Parts {
  readonly etcd: string;
  readonly apiServer: string;
  readonly istiod: string;
  readonly agent: string;
  /** Answers with what istiod sends to proxies, without a server. */
  readonly xds: string;
  /** Istio's simulation tests: it writes each call, with what is expected of it, into the file that CALLS names. */
  readonly calls: string;
  readonly istioctl: string;
  readonly helm: string;
  readonly envoy: string;
  /** A controller of Gateway API that is not Istio. */
  readonly envoyGateway: string;
  /** A gRPC program, client and server, that needs no proxy. */
  readonly grpcPeer: string;
  /** Reads documents as kubectl and the API server do. */
  readonly reader: string;
  /** Reads the Go tests of Gateway API's conformance suite, and writes the requests of each. */
  readonly suite: string;
  /** The folder of the Istio module: its charts and Envoy's bootstrap template are read from there. */
  readonly istioSource: string;
  /** The folder of Envoy Gateway's module, with its charts. */
  readonly envoyGatewaySource: string;
  /** The folder of Gateway API's module: its CRDs and its examples are read from there. */
  readonly gatewayApiSource: string;
  /** Name and version of each, for the report. */
  readonly versions: Readonly<Record<string, string>>;
}
