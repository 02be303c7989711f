/** The features of a mesh. A plane supports each of them, supports it with a difference, or does not: `docs/planes.md`. */
export enum MeshFeature {
  /** Exact path. */
  PATH_EXACT = 'path-exact',
  /** Path prefix, by whole segments. */
  PATH_PREFIX = 'path-prefix',
  /** Path by regular expression. */
  PATH_REGEX = 'path-regex',
  /** Path without regard to case. */
  PATH_IGNORE_CASE = 'path-ignore-case',
  /** Method of the request. */
  METHOD_MATCH = 'method-match',
  /** Exact header. */
  HEADER_EXACT = 'header-exact',
  /** Prefix of a header. */
  HEADER_PREFIX = 'header-prefix',
  /** Header by regular expression. */
  HEADER_REGEX = 'header-regex',
  /** Header is present. */
  HEADER_PRESENT = 'header-present',
  /** Header is absent. */
  HEADER_ABSENT = 'header-absent',
  /** Exact query parameter. */
  QUERY_EXACT = 'query-exact',
  /** Prefix of a query parameter. */
  QUERY_PREFIX = 'query-prefix',
  /** Query parameter by regular expression. */
  QUERY_REGEX = 'query-regex',
  /** Query parameter is present. */
  QUERY_PRESENT = 'query-present',
  /** Host that the request names. */
  AUTHORITY_MATCH = 'authority-match',
  /** Scheme of the request. */
  SCHEME_MATCH = 'scheme-match',
  /** Claims of tokens. */
  CLAIM_MATCH = 'claim-match',
  /** Port that the request came to. */
  PORT_MATCH = 'port-match',
  /** Namespace of the caller. */
  SOURCE_NAMESPACE_MATCH = 'source-namespace-match',
  /** Labels of the caller. */
  SOURCE_LABELS_MATCH = 'source-labels-match',
  /** Order of rules by priority. */
  RULE_PRIORITY = 'rule-priority',
  /** Name of a rule. */
  RULE_NAME = 'rule-name',
  /** Weighted split of requests. */
  WEIGHTED_SPLIT = 'weighted-split',
  /** A version as destination. */
  VERSION_BACKEND = 'version-backend',
  /** A port of the destination. */
  BACKEND_PORT = 'backend-port',
  /** Header changes for one destination. */
  BACKEND_HEADERS = 'backend-headers',
  /** Redirect to a path. */
  REDIRECT_PATH = 'redirect-path',
  /** Redirect with another prefix. */
  REDIRECT_PREFIX = 'redirect-prefix',
  /** Redirect to a host. */
  REDIRECT_HOST = 'redirect-host',
  /** Redirect to https. */
  REDIRECT_HTTPS = 'redirect-https',
  /** Redirect to plain http. */
  REDIRECT_HTTP = 'redirect-http',
  /** Redirect to a port. */
  REDIRECT_PORT = 'redirect-port',
  /** Status of a redirect. */
  REDIRECT_STATUS = 'redirect-status',
  /** Direct response of the proxy. */
  DIRECT_RESPONSE = 'direct-response',
  /** Prefix rewrite. */
  REWRITE_PREFIX = 'rewrite-prefix',
  /** Full path rewrite. */
  REWRITE_FULL_PATH = 'rewrite-full-path',
  /** Path by regular expression and replacement. */
  REWRITE_REGEX = 'rewrite-regex',
  /** Host rewrite. */
  REWRITE_HOST = 'rewrite-host',
  /** Mirrored requests. */
  MIRROR = 'mirror',
  /** Mirror of a percentage of the requests. */
  MIRROR_PERCENTAGE = 'mirror-percentage',
  /** Several mirrors. */
  MIRROR_MANY = 'mirror-many',
  /** Injected delay. */
  FAULT_DELAY = 'fault-delay',
  /** Injected HTTP status. */
  FAULT_ABORT = 'fault-abort',
  /** Injected gRPC status. */
  FAULT_ABORT_GRPC = 'fault-abort-grpc',
  /** Fault for a fraction of a percent. */
  FAULT_FRACTION = 'fault-fraction',
  /** Fault beside a timeout or retries in one rule. */
  FAULT_WITH_RETRY = 'fault-with-retry',
  /** Retries. */
  RETRIES = 'retries',
  /** No retries. */
  RETRY_OFF = 'retry-off',
  /** Try again when no connection was made or the stream was refused. */
  RETRY_ON_CONNECTION = 'retry-on-connection',
  /** Try again when the connection broke. */
  RETRY_ON_RESET = 'retry-on-reset',
  /** Try again on certain statuses. */
  RETRY_ON_STATUS = 'retry-on-status',
  /** Try again on 502, 503 and 504. */
  RETRY_ON_GATEWAY_ERROR = 'retry-on-gateway-error',
  /** Try again on any status of 500 and above. */
  RETRY_ON_5XX = 'retry-on-5xx',
  /** Try again on gRPC's CANCELLED, DEADLINE_EXCEEDED, RESOURCE_EXHAUSTED, UNAVAILABLE. */
  RETRY_ON_GRPC = 'retry-on-grpc',
  /** Another of Envoy's conditions. */
  RETRY_ON_OTHER = 'retry-on-other',
  /** Timeout of one attempt. */
  RETRY_PER_TRY_TIMEOUT = 'retry-per-try-timeout',
  /** Backoff between attempts. */
  RETRY_BACKOFF = 'retry-backoff',
  /** Retries in other localities. */
  RETRY_OTHER_LOCALITIES = 'retry-other-localities',
  /** Retries at other endpoints. */
  RETRY_AVOID_PREVIOUS_HOSTS = 'retry-avoid-previous-hosts',
  /** Timeout of a request. */
  TIMEOUT = 'timeout',
  /** Changed request headers. */
  REQUEST_HEADERS = 'request-headers',
  /** Changed response headers. */
  RESPONSE_HEADERS = 'response-headers',
  /** Cross-origin requests. */
  CORS = 'cors',
  /** Origins by prefix. */
  CORS_ORIGIN_PREFIX = 'cors-origin-prefix',
  /** Origins by regular expression. */
  CORS_ORIGIN_REGEX = 'cors-origin-regex',
  /** Preflights of other origins passed on to the service. */
  CORS_UNMATCHED_FORWARD = 'cors-unmatched-forward',
  /** Preflights of other origins not passed on. */
  CORS_UNMATCHED_IGNORE = 'cors-unmatched-ignore',
  /** TLS connections by server name. */
  TLS_ROUTE = 'tls-route',
  /** TCP. */
  TCP_ROUTE = 'tcp-route',
  /** Connections by the address that they go to. */
  TCP_ROUTE_SUBNETS = 'tcp-route-subnets',
  /** A UDP port. */
  UDP = 'udp',
  /** Connections by the labels of the caller. */
  TCP_ROUTE_SOURCE_LABELS = 'tcp-route-source-labels',
  /** Round robin. */
  LB_ROUND_ROBIN = 'lb-round-robin',
  /** Random. */
  LB_RANDOM = 'lb-random',
  /** The less busy of two endpoints. */
  LB_LEAST_REQUEST = 'lb-least-request',
  /** The address that the client asked for. */
  LB_PASSTHROUGH = 'lb-passthrough',
  /** Sticky by header. */
  HASH_HEADER = 'hash-header',
  /** Sticky by cookie. */
  HASH_COOKIE = 'hash-cookie',
  /** Sticky by the caller's address. */
  HASH_SOURCE_IP = 'hash-source-ip',
  /** Sticky by query parameter. */
  HASH_QUERY = 'hash-query',
  /** Size of the hash ring. */
  HASH_RING_SIZE = 'hash-ring-size',
  /** Maglev table. */
  HASH_MAGLEV = 'hash-maglev',
  /** Size of the Maglev table. */
  HASH_TABLE_SIZE = 'hash-table-size',
  /** Failover among regions. */
  LOCALITY_FAILOVER = 'locality-failover',
  /** Weights of localities. */
  LOCALITY_DISTRIBUTE = 'locality-distribute',
  /** Preference by labels. */
  LOCALITY_PRIORITY = 'locality-priority',
  /** Slow start. */
  WARMUP = 'warmup',
  /** Maximum number of connections. */
  POOL_MAX_CONNECTIONS = 'pool-max-connections',
  /** Connection timeout. */
  POOL_CONNECT_TIMEOUT = 'pool-connect-timeout',
  /** Maximum lifetime of a connection. */
  POOL_MAX_CONNECTION_DURATION = 'pool-max-connection-duration',
  /** Idle timeout of a TCP connection. */
  POOL_TCP_IDLE_TIMEOUT = 'pool-tcp-idle-timeout',
  /** TCP keepalive. */
  POOL_KEEPALIVE = 'pool-keepalive',
  /** Maximum number of pending requests. */
  POOL_MAX_PENDING = 'pool-max-pending',
  /** Maximum number of concurrent requests. */
  POOL_MAX_REQUESTS = 'pool-max-requests',
  /** Maximum number of requests per connection. */
  POOL_REQUESTS_PER_CONNECTION = 'pool-requests-per-connection',
  /** Maximum number of streams per HTTP/2 connection. */
  POOL_MAX_STREAMS = 'pool-max-streams',
  /** Maximum number of concurrent retries. */
  POOL_MAX_RETRIES = 'pool-max-retries',
  /** Idle timeout of an HTTP connection. */
  POOL_IDLE_TIMEOUT = 'pool-idle-timeout',
  /** HTTP/2 or not, whatever the port says. */
  POOL_HTTP2 = 'pool-http2',
  /** Ejection after errors of the service. */
  OUTLIER_5XX = 'outlier-5xx',
  /** Ejection after gateway errors. */
  OUTLIER_GATEWAY = 'outlier-gateway',
  /** Ejection after failed connections. */
  OUTLIER_LOCAL_ORIGIN = 'outlier-local-origin',
  /** Locally originated failures counted separately. */
  OUTLIER_SPLIT = 'outlier-split',
  /** Times of ejection. */
  OUTLIER_TIMING = 'outlier-timing',
  /** Maximum share of ejected endpoints. */
  OUTLIER_MAX_EJECTION = 'outlier-max-ejection',
  /** Minimum share of healthy endpoints for ejection. */
  OUTLIER_MIN_HEALTH = 'outlier-min-health',
  /** Plain text to a service. */
  UPSTREAM_TLS_DISABLE = 'upstream-tls-disable',
  /** Mutual TLS of the mesh to a service. */
  UPSTREAM_TLS_MESH = 'upstream-tls-mesh',
  /** TLS to a service, from files or the system's CAs. */
  UPSTREAM_TLS_SIMPLE = 'upstream-tls-simple',
  /** Mutual TLS with own certificates. */
  UPSTREAM_TLS_MUTUAL = 'upstream-tls-mutual',
  /** TLS certificates from a Secret. */
  UPSTREAM_TLS_SECRET = 'upstream-tls-secret',
  /** CA certificates from a ConfigMap. */
  UPSTREAM_TLS_CONFIG_MAP = 'upstream-tls-config-map',
  /** Unchecked certificate of the service. */
  UPSTREAM_TLS_SKIP_VERIFY = 'upstream-tls-skip-verify',
  /** PROXY protocol to a service. */
  PROXY_PROTOCOL = 'proxy-protocol',
  /** Policy of one port. */
  PORT_POLICY = 'port-policy',
  /** Policy of one version. */
  VERSION_POLICY = 'version-policy',
  /** Plain text refused. */
  MTLS_STRICT = 'mtls-strict',
  /** Plain text and mutual TLS. */
  MTLS_PERMISSIVE = 'mtls-permissive',
  /** Plain text only. */
  MTLS_DISABLE = 'mtls-disable',
  /** Plain text on one port. */
  PORT_MTLS = 'port-mtls',
  /** Only declared calls. */
  DENY_BY_DEFAULT = 'deny-by-default',
  /** A stage of adoption for one service. */
  SERVICE_STAGE = 'service-stage',
  /** A declared call. */
  CALLS = 'calls',
  /** Methods of a call. */
  CALL_METHODS = 'call-methods',
  /** Paths of a call. */
  CALL_PATHS = 'call-paths',
  /** Ports of a call. */
  CALL_PORTS = 'call-ports',
  /** A rule that allows. */
  ACCESS_ALLOW = 'access-allow',
  /** A rule that refuses. */
  ACCESS_DENY = 'access-deny',
  /** A rule that is only logged. */
  ACCESS_AUDIT = 'access-audit',
  /** A rule in dry run, which refuses nothing. */
  ACCESS_DRY_RUN = 'access-dry-run',
  /** An external authorizer. */
  ACCESS_CUSTOM = 'access-custom',
  /** Callers by identity. */
  SOURCE_PRINCIPALS = 'source-principals',
  /** Callers by namespace. */
  SOURCE_NAMESPACES = 'source-namespaces',
  /** Callers by address. */
  SOURCE_IP_BLOCKS = 'source-ip-blocks',
  /** Callers by the address that a load balancer reports. */
  SOURCE_REMOTE_IP_BLOCKS = 'source-remote-ip-blocks',
  /** Callers by token. */
  SOURCE_REQUEST_PRINCIPALS = 'source-request-principals',
  /** Negated sources. */
  SOURCE_NEGATION = 'source-negation',
  /** Access by method. */
  OPERATION_METHODS = 'operation-methods',
  /** Access by path. */
  OPERATION_PATHS = 'operation-paths',
  /** Access by port. */
  OPERATION_PORTS = 'operation-ports',
  /** Access by host. */
  OPERATION_HOSTS = 'operation-hosts',
  /** Access by other attributes. */
  ACCESS_CONDITIONS = 'access-conditions',
  /** Checked tokens. */
  JWT = 'jwt',
  /** Requests without a token refused. */
  JWT_REQUIRED = 'jwt-required',
  /** Where a token is looked for. */
  JWT_LOCATION = 'jwt-location',
  /** What is forwarded of a token. */
  JWT_OUTPUT = 'jwt-output',
  /** Access by claim. */
  JWT_CLAIMS = 'jwt-claims',
  /** Time to fetch keys. */
  JWT_TIMEOUT = 'jwt-timeout',
  /** Proxies added to pods. */
  INJECTION = 'injection',
  /** Proxyless gRPC: programs that connect to the control plane directly. */
  PROXYLESS_GRPC = 'proxyless-grpc',
  /** Policies that proxyless gRPC programs ignore. */
  PROXYLESS_POLICY = 'proxyless-policy',
  /** VMs of an instance group behind a service. */
  ENDPOINTS_INSTANCE_GROUP = 'endpoints-instance-group',
  /** Endpoints behind a service that Google Cloud keeps by their addresses. */
  ENDPOINTS_NETWORK = 'endpoints-network',
  /** A Cloud Run service behind a service. */
  ENDPOINTS_CLOUD_RUN = 'endpoints-cloud-run',
  /** Pods without a sidecar, behind the proxy of their node. */
  AMBIENT = 'ambient',
  /** A waypoint proxy for services in ambient mode. */
  WAYPOINT = 'waypoint',
  /** A revision of the control plane. */
  REVISION = 'revision',
  /** Pods that are made elsewhere. */
  ADOPTED_WORKLOAD = 'adopted-workload',
  /** Undeclared hosts refused. */
  OUTBOUND_REGISTRY_ONLY = 'outbound-registry-only',
  /** Undeclared hosts let through. */
  OUTBOUND_ALLOW_ANY = 'outbound-allow-any',
  /** Each proxy knows only what its service calls. */
  SCOPED_SIDECARS = 'scoped-sidecars',
  /** Headless Service, which has no cluster IP. */
  SERVICE_HEADLESS = 'service-headless',
  /** External service by DNS. */
  EXTERNAL_DNS = 'external-dns',
  /** External service by the first answer of DNS. */
  EXTERNAL_DNS_ROUND_ROBIN = 'external-dns-round-robin',
  /** External service by address. */
  EXTERNAL_STATIC = 'external-static',
  /** External service without known addresses. */
  EXTERNAL_WILDCARD = 'external-wildcard',
  /** External service by the address that a client connects to. */
  EXTERNAL_ADDRESSES = 'external-addresses',
  /** A workload outside Kubernetes that belongs to the mesh. */
  EXTERNAL_INTERNAL = 'external-internal',
  /** Ports of single endpoints. */
  ENDPOINT_PORTS = 'endpoint-ports',
  /** Labels of single endpoints. */
  ENDPOINT_LABELS = 'endpoint-labels',
  /** Locality of single endpoints. */
  ENDPOINT_LOCALITY = 'endpoint-locality',
  /** Weight of single endpoints. */
  ENDPOINT_WEIGHT = 'endpoint-weight',
  /** Identity of single endpoints. */
  ENDPOINT_IDENTITY = 'endpoint-identity',
  /** TLS added on the way out. */
  ORIGINATE_TLS = 'originate-tls',
  /** A service called by the host that it has in all clusters of a fleet. */
  CLUSTER_SET_HOST = 'cluster-set-host',
  /** A service of all clusters of a fleet as destination. */
  CLUSTER_SET_BACKEND = 'cluster-set-backend',
  /** Traffic that leaves through a gateway. */
  EGRESS_GATEWAY = 'egress-gateway',
  /** Plain HTTP. */
  LISTENER_HTTP = 'listener-http',
  /** HTTPS. */
  LISTENER_HTTPS = 'listener-https',
  /** TLS passed on. */
  LISTENER_TLS_PASSTHROUGH = 'listener-tls-passthrough',
  /** TLS terminated, TCP inside. */
  LISTENER_TLS_TERMINATE = 'listener-tls-terminate',
  /** TCP. */
  LISTENER_TCP = 'listener-tcp',
  /** Datagrams. */
  LISTENER_UDP = 'listener-udp',
  /** Redirect of everything to HTTPS. */
  HTTPS_REDIRECT = 'https-redirect',
  /** Oldest TLS other than 1.2. */
  TLS_MIN_VERSION = 'tls-min-version',
  /** Newest TLS. */
  TLS_MAX_VERSION = 'tls-max-version',
  /** Cipher suites. */
  CIPHER_SUITES = 'cipher-suites',
  /** Clients must show a certificate. */
  CLIENT_CERTIFICATE = 'client-certificate',
  /** Clients may show a certificate. */
  CLIENT_CERTIFICATE_OPTIONAL = 'client-certificate-optional',
  /** The CA of clients' certificates in a ConfigMap. */
  CLIENT_CA_CONFIG_MAP = 'client-ca-config-map',
  /** Names of clients' certificates. */
  CLIENT_NAMES = 'client-names',
  /** Listeners that others add to a gateway. */
  LISTENER_SET = 'listener-set',
  /** Routes at a gateway of another owner. */
  ATTACHED_GATEWAY = 'attached-gateway',
  /** Requests under a path whose routes another owner writes. */
  ROUTE_DELEGATION = 'route-delegation',
  /** A certificate that cert-manager issues. */
  ISSUED_CERTIFICATE = 'issued-certificate',
}
