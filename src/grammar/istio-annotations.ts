import { isIP } from 'node:net';

type Validate = (value: string) => string | undefined;

const unsigned: Validate = (v) => (/^\d+$/.test(v) && Number(v) <= 4294967295 ? undefined : 'must be a whole number, 0 or more');
const port: Validate = (v) => (/^\d+$/.test(v.trim()) && Number(v) <= 65535 ? undefined : `'${v}' is not a port`);
const ports: Validate = (v) => (v.trim() === '' ? undefined : v.trim().split(',').map(port).find((p) => p));
const portsOrAll: Validate = (v) => (v === '*' ? undefined : ports(v));
const bool: Validate = (v) => (['1', 't', 'T', 'TRUE', 'true', 'True', '0', 'f', 'F', 'FALSE', 'false', 'False'].includes(v) ? undefined : 'must be true or false');
const quantity: Validate = (v) => (/^[+-]?(\d+(\.\d*)?|\.\d+)(([KMGTPE]i)|[numkMGTPE]|([eE][+-]?\d+))?$/.test(v) ? undefined : `'${v}' is not a resource quantity like 500m or 128Mi`);
const interfaces: Validate = (v) => {
  for (const name of v.split(',').map((n) => n.trim())) {
    if (v !== '' && (!name || name.length > 15 || /[/\s:]/.test(name) || name === '.' || name === '..')) return `'${name}' is not a name of a network interface`;
  }
  return undefined;
};
const cidr: Validate = (v) => {
  const slash = v.lastIndexOf('/');
  const family = slash < 0 ? 0 : isIP(v.slice(0, slash));
  const bits = v.slice(slash + 1);
  return family && /^(0|[1-9]\d*)$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128) ? undefined : `"${v}" is not a CIDR range`;
};
const cidrs: Validate = (v) => (v === '' ? undefined : v.split(',').map(cidr).find((p) => p));
/** Annotations whose value has a syntax; `proxy.istio.io/config` is validated as its type. */
export const VALUES: Readonly<Record<string, Validate>> = {
  'sidecar.istio.io/interceptionMode': (v) => (['REDIRECT', 'TPROXY', 'NONE'].includes(v) ? undefined : `must be REDIRECT, TPROXY or NONE, got "${v}"`),
  'status.sidecar.istio.io/port': port,
  'readiness.status.sidecar.istio.io/initialDelaySeconds': unsigned,
  'readiness.status.sidecar.istio.io/periodSeconds': unsigned,
  'readiness.status.sidecar.istio.io/failureThreshold': unsigned,
  'traffic.sidecar.istio.io/includeOutboundIPRanges': (v) => (v === '*' ? undefined : cidrs(v)),
  'traffic.sidecar.istio.io/excludeOutboundIPRanges': cidrs,
  'traffic.sidecar.istio.io/includeInboundPorts': portsOrAll,
  'traffic.sidecar.istio.io/excludeInboundPorts': ports,
  'traffic.sidecar.istio.io/excludeOutboundPorts': ports,
  'traffic.sidecar.istio.io/excludeInterfaces': interfaces,
  'traffic.sidecar.istio.io/kubevirtInterfaces': interfaces,
  'istio.io/reroute-virtual-interfaces': interfaces,
  'prometheus.istio.io/merge-metrics': bool,
  'sidecar.istio.io/proxyCPU': quantity,
  'sidecar.istio.io/proxyMemory': quantity,
  'sidecar.istio.io/proxyCPULimit': quantity,
  'sidecar.istio.io/proxyMemoryLimit': quantity,
};
