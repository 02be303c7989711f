/** What a pod says and this machine does differently, each with the reason: all else of a pod runs as it stands. */
export const TRANSLATIONS: readonly (readonly [what: string, here: string, because: string])[] = [
  ['the ReplicaSet, scheduler and kubelet', 'a pod is made from the Deployment\'s template, named, bound to a node and given an address', 'no controllers run here'],
  ['the network of pods', 'each pod has an address of 127.0.0.0/8', 'nothing listens outside loopback'],
  ['cluster DNS and kube-proxy', 'the API server and the agents of proxies connect through an HTTP CONNECT proxy that knows Services', 'names and cluster IPs lead nowhere here'],
  ['EndpointSlices', 'a WorkloadEntry for each pod', 'the API server refuses loopback addresses in them'],
  ['headless Services (`examples/estate` alone has one)', 'applied as they are, then replaced by one with a cluster IP', 'istiod ignores WorkloadEntries for headless Services'],
  ['/var/run/secrets/kubernetes.io', '--kubeconfig with a token of the pod\'s service account', 'its path is absolute'],
  ['istiod: --monitoringAddr, and the addresses that it has by default', 'the same ports, at the pod\'s address', 'all pods share one network'],
  ['the root of a container', 'volumes are mounted beneath the folder that the process starts in', 'no container runs here; istiod and pilot-agent use relative paths'],
  ['PROXY_CONFIG: binaryPath, proxyAdminPort, statusPort', 'Envoy of the lab, a port of its own, none', 'one network; the agent would serve its health to the whole machine'],
  ['PROXY_CONFIG: proxyStatsMatcher', 'all statistics', 'refusals are counted'],
  ['the wildcard address in Envoy\'s bootstrap and listeners', 'the pod\'s address', 'nothing listens outside loopback'],
  ['ztunnel', 'a program that opens and takes tunnels in the name of pods, with certificates of istiod\'s authority, and judges nobody', 'it is no part of the lab'],
  ['waypoints: statistics of who calls (the filters waypoint_…_peer_metadata, the bootstrap\'s metadata_discovery)', 'left out', 'Istio\'s own Envoy alone has them'],
  ['waypoints: their version', '1.29.1, for istiod', 'newer ones keep what they know of a connection in a kind of text that Istio\'s own Envoy alone has'],
  ['iptables', 'annotation sidecar.istio.io/interceptionMode: NONE on pods that run, and Sidecars that name the ports', 'no right to change the machine\'s network'],
];
