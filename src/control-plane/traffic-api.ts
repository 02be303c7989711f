/** In which API routes and gateways are said to the control plane. */
export enum TrafficApi {
  /** Istio's own: VirtualService, Gateway. It says everything of the model. */
  ISTIO = 'ISTIO',
  /** Gateway API: routes attached to Services, Gateways. What it does not support is listed in https://github.com/cdk8s-mesh/cdk8s-mesh/blob/main/docs/planes.md. */
  GATEWAY_API = 'GATEWAY_API',
}

/** Which fields and kinds of Gateway API a cluster has. */
export enum GatewayApiChannel {
  /** What is there to stay. */
  STANDARD = 'STANDARD',
  /** Also what may still change or go: retries among them. */
  EXPERIMENTAL = 'EXPERIMENTAL',
}
