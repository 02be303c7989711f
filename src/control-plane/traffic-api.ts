/** API of routes and gateways. */
export enum TrafficApi {
  /** Istio's own: VirtualService, Gateway. It supports the whole model. */
  ISTIO = 'ISTIO',
  /** Gateway API: routes attached to Services, Gateways. What it does not support is listed in https://github.com/cdk8s-mesh/cdk8s-mesh/blob/main/docs/planes.md. */
  GATEWAY_API = 'GATEWAY_API',
}

/** Release channel of the Gateway API CRDs of a cluster. */
export enum GatewayApiChannel {
  /** Stable fields and kinds. */
  STANDARD = 'STANDARD',
  /** Also fields and kinds that may still change, such as retries. */
  EXPERIMENTAL = 'EXPERIMENTAL',
}
