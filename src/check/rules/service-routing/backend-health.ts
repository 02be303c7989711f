import { has, ofMeshes } from './_backends-facts';
import { computeItems, nameOf, targets } from './_facts';
import { set } from './_rules-facts';
import type { Check } from '../../engine/check';
import { at, text } from '../../engine/path';
import { Severity } from '../../finding';

const KINDS = ['httpHealthCheck', 'httpsHealthCheck', 'http2HealthCheck', 'tcpHealthCheck', 'sslHealthCheck', 'grpcHealthCheck'];
/** Default of both the interval and the timeout. */
const DEFAULT_SECONDS = 5;
const checked = (group: unknown): boolean => at(group, 'instanceGroupRef').length > 0 || /\/zones\/[^/]+\/networkEndpointGroups\//.test(text(group, 'networkEndpointGroupRef.external') ?? '');

export const backendHealth: Check = {
  code: 'MESH547',
  title: 'backends without a health check',
  aliases: [],
  severity: Severity.ERROR,
  explanation: 'A backend service with VMs or zonal endpoints must have exactly one health check, global like the service. Google refuses it otherwise. Endpoints of a group are probed on their serving port (`USE_SERVING_PORT`) or on a fixed one; `portName` is for VMs. The timeout of a check is at most its interval; both are 5 seconds by default.',
  runFleet(worlds, report) {
    const services = ofMeshes(worlds);
    for (const b of services) {
      if (!has(b, 'spec.healthChecks') && at(b.object, 'spec.backend[*].group').some(({ value }) => checked(value))) {
        report(b, { pointer: '/spec', message: `the backends of ${nameOf(b)} have no health check; Google refuses a backend service without one`, fix: 'add healthChecks: [{ healthCheckRef: { name: … } }]' });
      }
    }
    const used = new Map(services.flatMap((b) => [...targets(b, 'spec.healthChecks[*].healthCheckRef')].map((check) => [check, b] as const)));
    for (const check of computeItems(worlds, 'ComputeHealthCheck')) {
      const setKinds = set((check.object as { spec?: unknown }).spec, KINDS);
      if (setKinds.length !== 1) report(check, { pointer: '/spec', message: `health check ${nameOf(check)} has ${setKinds.length === 0 ? 'no kind of check' : setKinds.join(' and ')}, but must have exactly one: Google refuses it`, fix: `keep one of ${(setKinds.length === 0 ? KINDS : setKinds).join(', ')}` });
      const [interval, timeout] = ['checkIntervalSec', 'timeoutSec'].map((field) => Number(at(check.object, `spec.${field}`)[0]?.value ?? DEFAULT_SECONDS));
      if (timeout > interval) report(check, { pointer: '/spec/timeoutSec', message: `health check ${nameOf(check)} has timeoutSec ${timeout}, more than its checkIntervalSec, ${interval}: Google refuses it`, fix: `set timeoutSec to ${interval} or less, or a longer checkIntervalSec` });
      const user = used.get(nameOf(check));
      const location = text(check.object, 'spec.location');
      if (user && location !== undefined && location !== 'global') report(check, { pointer: '/spec/location', message: `health check ${nameOf(check)} is in ${location}, but backend service ${nameOf(user)} of a mesh is global; Google refuses the backend service`, fix: 'set location: global', related: [user] });
    }
  },
};
