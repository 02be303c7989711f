/** The features of a mesh. For each, a plane has full, partial or no support: `docs/planes.md`. */
export enum MeshFeature {
  /** Exact path. */
  PATH_EXACT = 'path-exact',
  /** Path prefix that matches whole segments. */
  PATH_PREFIX = 'path-prefix',
  /** Path by regular expression. */
  PATH_REGEX = 'path-regex',
  /** Path, ignoring case. */
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
  /** Host of the request. */
  AUTHORITY_MATCH = 'authority-match',
  /** Scheme of the request. */
  SCHEME_MATCH = 'scheme-match',
  /** Claims of tokens. */
  CLAIM_MATCH = 'claim-match',
  /** Port that the request arrived at. */
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
  /** Fault in the same rule as a timeout or retries. */
  FAULT_WITH_RETRY = 'fault-with-retry',
  /** Retries. */
  RETRIES = 'retries',
  /** Retries disabled. */
  RETRY_OFF = 'retry-off',
  /** Retry if the connection failed or the stream was refused. */
  RETRY_ON_CONNECTION = 'retry-on-connection',
  /** Retry if the connection was reset. */
  RETRY_ON_RESET = 'retry-on-reset',
  /** Retry on certain statuses. */
  RETRY_ON_STATUS = 'retry-on-status',
  /** Retry on 502, 503 and 504. */
  RETRY_ON_GATEWAY_ERROR = 'retry-on-gateway-error',
  /** Retry on any 5xx status. */
  RETRY_ON_5XX = 'retry-on-5xx',
  /** Retry on the gRPC statuses CANCELLED, DEADLINE_EXCEEDED, RESOURCE_EXHAUSTED and UNAVAILABLE. */
  RETRY_ON_GRPC = 'retry-on-grpc',
  /** Retry on another condition of Envoy. */
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
  /** Request header changes. */
  REQUEST_HEADERS = 'request-headers',
  /** Response header changes. */
  RESPONSE_HEADERS = 'response-headers',
  /** Cross-origin requests. */
  CORS = 'cors',
  /** Origins by prefix. */
  CORS_ORIGIN_PREFIX = 'cors-origin-prefix',
  /** Origins by regular expression. */
  CORS_ORIGIN_REGEX = 'cors-origin-regex',
  /** Preflights of other origins are forwarded to the service. */
  CORS_UNMATCHED_FORWARD = 'cors-unmatched-forward',
  /** Preflights of other origins are not forwarded. */
  CORS_UNMATCHED_IGNORE = 'cors-unmatched-ignore',
  /** TLS connections routed by server name. */
  TLS_ROUTE = 'tls-route',
  /** TCP. */
  TCP_ROUTE = 'tcp-route',
  /** Connections routed by destination address. */
  TCP_ROUTE_SUBNETS = 'tcp-route-subnets',
  /** A UDP port. */
  UDP = 'udp',
  /** Connections routed by the caller's labels. */
  TCP_ROUTE_SOURCE_LABELS = 'tcp-route-source-labels',
  /** Round robin. */
  LB_ROUND_ROBIN = 'lb-round-robin',
  /** Random. */
  LB_RANDOM = 'lb-random',
  /** The endpoint with fewer active requests, of two random ones. */
  LB_LEAST_REQUEST = 'lb-least-request',
  /** The address that the client chose. */
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
  /** Failover between regions. */
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
  /** HTTP version, regardless of the port's protocol. */
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
  /** Plaintext to a service. */
  UPSTREAM_TLS_DISABLE = 'upstream-tls-disable',
  /** Mutual TLS of the mesh to a service. */
  UPSTREAM_TLS_MESH = 'upstream-tls-mesh',
  /** TLS to a service, from files or the system's CAs. */
  UPSTREAM_TLS_SIMPLE = 'upstream-tls-simple',
  /** Mutual TLS with custom certificates. */
  UPSTREAM_TLS_MUTUAL = 'upstream-tls-mutual',
  /** TLS certificates from a Secret. */
  UPSTREAM_TLS_SECRET = 'upstream-tls-secret',
  /** CA certificates from a ConfigMap. */
  UPSTREAM_TLS_CONFIG_MAP = 'upstream-tls-config-map',
  /** TLS without verification of the service's certificate. */
  UPSTREAM_TLS_SKIP_VERIFY = 'upstream-tls-skip-verify',
  /** PROXY protocol to a service. */
  PROXY_PROTOCOL = 'proxy-protocol',
  /** Policy of one port. */
  PORT_POLICY = 'port-policy',
  /** Policy of one version. */
  VERSION_POLICY = 'version-policy',
  /** Plaintext is rejected. */
  MTLS_STRICT = 'mtls-strict',
  /** Plaintext and mutual TLS are accepted. */
  MTLS_PERMISSIVE = 'mtls-permissive',
  /** Only plaintext is accepted. */
  MTLS_DISABLE = 'mtls-disable',
  /** A different mutual TLS mode for one port. */
  PORT_MTLS = 'port-mtls',
  /** Only declared calls are allowed. */
  DENY_BY_DEFAULT = 'deny-by-default',
  /** Adoption stage of one service. */
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
  /** A rule that denies. */
  ACCESS_DENY = 'access-deny',
  /** A rule that is only logged. */
  ACCESS_AUDIT = 'access-audit',
  /** A rule in dry-run mode, which denies nothing. */
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
  /** Verified tokens. */
  JWT = 'jwt',
  /** Requests without a token are rejected. */
  JWT_REQUIRED = 'jwt-required',
  /** Location of a token. */
  JWT_LOCATION = 'jwt-location',
  /** Token parts that are forwarded. */
  JWT_OUTPUT = 'jwt-output',
  /** Access by claim. */
  JWT_CLAIMS = 'jwt-claims',
  /** Timeout for fetching keys. */
  JWT_TIMEOUT = 'jwt-timeout',
  /** Proxies injected into pods. */
  INJECTION = 'injection',
  /** Proxyless gRPC: applications that connect to the control plane directly. */
  PROXYLESS_GRPC = 'proxyless-grpc',
  /** Policies that proxyless gRPC applications ignore. */
  PROXYLESS_POLICY = 'proxyless-policy',
  /** A VM instance group behind a service. */
  ENDPOINTS_INSTANCE_GROUP = 'endpoints-instance-group',
  /** Endpoints behind a service in a Google Cloud network endpoint group. */
  ENDPOINTS_NETWORK = 'endpoints-network',
  /** A Cloud Run service behind a service. */
  ENDPOINTS_CLOUD_RUN = 'endpoints-cloud-run',
  /** Pods in ambient mode: without a sidecar, behind ztunnel. */
  AMBIENT = 'ambient',
  /** A waypoint proxy for services in ambient mode. */
  WAYPOINT = 'waypoint',
  /** A revision of the control plane. */
  REVISION = 'revision',
  /** Workloads that are defined elsewhere. */
  ADOPTED_WORKLOAD = 'adopted-workload',
  /** Requests to undeclared hosts are blocked. */
  OUTBOUND_REGISTRY_ONLY = 'outbound-registry-only',
  /** Requests to undeclared hosts are allowed. */
  OUTBOUND_ALLOW_ANY = 'outbound-allow-any',
  /** Each proxy only knows the services that its workload calls. */
  SCOPED_SIDECARS = 'scoped-sidecars',
  /** Headless Service, which has no cluster IP. */
  SERVICE_HEADLESS = 'service-headless',
  /** External service by DNS. */
  EXTERNAL_DNS = 'external-dns',
  /** External service by the first DNS answer. */
  EXTERNAL_DNS_ROUND_ROBIN = 'external-dns-round-robin',
  /** External service by address. */
  EXTERNAL_STATIC = 'external-static',
  /** External service without known addresses. */
  EXTERNAL_WILDCARD = 'external-wildcard',
  /** External service by destination address. */
  EXTERNAL_ADDRESSES = 'external-addresses',
  /** A workload outside Kubernetes that is part of the mesh. */
  EXTERNAL_INTERNAL = 'external-internal',
  /** Ports of individual endpoints. */
  ENDPOINT_PORTS = 'endpoint-ports',
  /** Labels of individual endpoints. */
  ENDPOINT_LABELS = 'endpoint-labels',
  /** Locality of individual endpoints. */
  ENDPOINT_LOCALITY = 'endpoint-locality',
  /** Weight of individual endpoints. */
  ENDPOINT_WEIGHT = 'endpoint-weight',
  /** Identity of individual endpoints. */
  ENDPOINT_IDENTITY = 'endpoint-identity',
  /** TLS origination for outgoing requests. */
  ORIGINATE_TLS = 'originate-tls',
  /** A service called by its host name for the whole fleet (ClusterSet). */
  CLUSTER_SET_HOST = 'cluster-set-host',
  /** A fleet-wide (ClusterSet) service as destination. */
  CLUSTER_SET_BACKEND = 'cluster-set-backend',
  /** Traffic that leaves through an egress gateway. */
  EGRESS_GATEWAY = 'egress-gateway',
  /** Plain HTTP. */
  LISTENER_HTTP = 'listener-http',
  /** HTTPS. */
  LISTENER_HTTPS = 'listener-https',
  /** TLS passthrough. */
  LISTENER_TLS_PASSTHROUGH = 'listener-tls-passthrough',
  /** TLS termination for TCP. */
  LISTENER_TLS_TERMINATE = 'listener-tls-terminate',
  /** TCP. */
  LISTENER_TCP = 'listener-tcp',
  /** UDP. */
  LISTENER_UDP = 'listener-udp',
  /** Redirect of all requests to HTTPS. */
  HTTPS_REDIRECT = 'https-redirect',
  /** Minimum TLS version other than 1.2. */
  TLS_MIN_VERSION = 'tls-min-version',
  /** Maximum TLS version. */
  TLS_MAX_VERSION = 'tls-max-version',
  /** Cipher suites. */
  CIPHER_SUITES = 'cipher-suites',
  /** Clients must present a certificate. */
  CLIENT_CERTIFICATE = 'client-certificate',
  /** Clients may present a certificate. */
  CLIENT_CERTIFICATE_OPTIONAL = 'client-certificate-optional',
  /** The CA for client certificates in a ConfigMap. */
  CLIENT_CA_CONFIG_MAP = 'client-ca-config-map',
  /** Allowed names in client certificates. */
  CLIENT_NAMES = 'client-names',
  /** Listeners that other owners add to a gateway. */
  LISTENER_SET = 'listener-set',
  /** Routes at another owner's gateway. */
  ATTACHED_GATEWAY = 'attached-gateway',
  /** Routes under a path prefix that another owner defines. */
  ROUTE_DELEGATION = 'route-delegation',
  /** A certificate issued by cert-manager. */
  ISSUED_CERTIFICATE = 'issued-certificate',
}
