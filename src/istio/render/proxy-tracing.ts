import type { ProxyTracing } from '../proxy-tracing';
import { bool, hostPort, percent, uint32 } from './check';
import { map, refuse, struct, value } from './json';

/** The address of a tracing backend. */
export function tracerAddress(address: string): string {
  hostPort(address.replace('$(HOST_IP)', '127.0.0.1'), 'Tracer', 'address');
  return address;
}

export const proxyTracing = struct<ProxyTracing>((p, at) => {
  for (const [name, tag] of Object.entries(p.customTags ?? {})) {
    if ('formatter' in tag._render()) {
      refuse(at, `the tag '${name}' has a formatter, which Istio supports only in a Telemetry; move the tag there`);
    }
  }
  return {
    sampling: percent(p.sampling, at, 'sampling'),
    maxPathTagLength: uint32(p.maxPathTagLength, at, 'maxPathTagLength'),
    customTags: map(p.customTags, at, 'customTags', value),
    tlsSettings: value(p.tls, at, 'tls'),
    enableIstioTags: bool(p.enableIstioTags, at, 'enableIstioTags'),
    ...p.tracer?._render(),
  };
});
