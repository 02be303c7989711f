/** A request to trace. */
export interface TrafficRequest {
  /**
   * Who sends it, as `NAMESPACE/NAME`: a workload (Deployment, StatefulSet, Pod and the like), or a Service, which stands for the workloads behind it.
   * Where the name is ambiguous, write `NAMESPACE/KIND/NAME`. The caller has a sidecar. A gateway, by its workload or by its Gateway of Istio's API,
   * stands for a client outside whose request arrives there.
   */
  readonly from: string;
  /** Where to: `http://HOST[:PORT]/PATH`, `https://…`; `tcp://HOST:PORT` and `tls://HOST:PORT` for connections other than HTTP. */
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
   * TLS server name (SNI), where it is not the host of the URL.
   * @default - the host of the URL
   */
  readonly serverName?: string;
  /**
   * Cluster in which the caller runs, where the app has several clusters and the caller is in more than one.
   * @default - the cluster that has the caller
   */
  readonly cluster?: string;
}
