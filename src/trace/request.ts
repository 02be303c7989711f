/** A request to trace. */
export interface TrafficRequest {
  /**
   * The sender, as `NAMESPACE/NAME`: a workload (Deployment, StatefulSet, Pod and the like), or a Service, which stands for the workloads behind it.
   * If the name is ambiguous, write `NAMESPACE/KIND/NAME`. The caller has a sidecar. The workload of a gateway, or a Gateway of Istio's API, stands
   * for an external client whose request arrives there.
   */
  readonly from: string;
  /** The destination: `http://HOST[:PORT]/PATH`, `https://…`; `tcp://HOST:PORT` and `tls://HOST:PORT` for connections without HTTP. */
  readonly url: string;
  /**
   * HTTP method.
   * @default "GET"
   */
  readonly method?: string;
  /**
   * Headers, by name in any case.
   * @default - none
   */
  readonly headers?: { readonly [name: string]: string };
  /**
   * TLS server name (SNI), if it is not the host of the URL.
   * @default - the host of the URL
   */
  readonly serverName?: string;
  /**
   * Cluster in which the caller runs; needed if the app has several clusters and more than one contains the caller.
   * @default - the cluster that has the caller
   */
  readonly cluster?: string;
}
