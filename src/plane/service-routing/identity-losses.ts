import { hasPods, namedGroups } from './endpoints';
import { routeTargets } from './parts';
import { mtlsOf } from '../../model/effective';
import type { CallModel } from '../../model/security';
import { arrivingCalls, type PortModel, type ServiceModel } from '../../model/service';

/** Identities come from certificates: reports rules that reject everybody because a caller has none, or because a port accepts plaintext. */
export function identityLosses(s: ServiceModel): readonly string[] {
  if (s.kind !== 'kubernetes' || !routeTargets(s).some((v) => hasPods(s, v))) return [];
  const ports = s.ports.filter((p) => p.protocol !== 'udp');
  const anonymous = arrivingCalls(s).filter((c) => c.identity === undefined && (c.gateway !== undefined || c.outside !== undefined));
  return [...anonymous.flatMap((call) => uncertified(s, call, ports)), ...(s.owned ? plain(s, ports) : [])];
}

/** A caller without a mesh certificate. Whether a service is permissive makes no difference: all clients of a backend service are configured for mutual TLS. */
function uncertified(s: ServiceModel, call: CallModel, ports: readonly PortModel[]): readonly string[] {
  const who = call.gateway === undefined ? call.outside! : `gateway '${call.gateway}'`;
  const why = call.gateway === undefined ? 'has no mesh certificate' : 'has Envoys without mesh certificates, as on VMs';
  const remedy = call.gateway === undefined ? '' : 'run them in the cluster, workload: GatewayWorkload.trafficDirector(), or ';
  const called = ports.filter((p) => call.ports.length === 0 || call.ports.includes(p.port));
  const secure = called.filter((p) => mtlsOf(s, p) !== 'disable' && routeTargets(s).some((v) => hasPods(s, v) && !namedGroups(s, v).some((g) => g.plainText)));
  if (secure.length > 0) {
    return [`the call from ${who} to service '${s.path}' on port ${secure.map((p) => p.port).join(', ')} fails: its clients are configured for mutual TLS (the port is ${[...new Set(secure.map((p) => mtlsOf(s, p).toUpperCase()))].join(', ')}), `
      + `but the caller ${why}; ${remedy}accept plaintext on the service: mtls: MutualTls.DISABLE`];
  }
  return admitsIdentitiesAlone(s) ? [`the call from ${who} to service '${s.path}' is refused: the service admits callers by identity, but the caller ${why}; ${remedy}allow it by its addresses: service.allow({ from: [Source.ipBlocks(…)] })`] : [];
}

/** Whether there is an allow policy, and each of its rules requires an identity. */
function admitsIdentitiesAlone(s: ServiceModel): boolean {
  const allow = s.access.filter((a) => a.action === 'allow');
  if (!s.namespaceModel?.denyByDefault && allow.length === 0) return false;
  return !allow.some((a) => a.sources.length === 0 || a.sources.some((f) => !f.principals?.length && !f.namespaces?.length));
}

/** Clients of a plaintext port have no identity, so callers that are allowed by identity are rejected. */
function plain(s: ServiceModel, ports: readonly PortModel[]): readonly string[] {
  const open = ports.filter((p) => mtlsOf(s, p) === 'disable');
  const selective = (s.namespaceModel?.denyByDefault ?? false) || s.access.some((a) => a.action === 'allow');
  const calls = selective ? arrivingCalls(s).filter((c) => c.identity !== undefined && open.some((p) => c.ports.length === 0 || c.ports.includes(p.port))) : [];
  const names = [...new Set(calls.map((c) => c.caller?.path ?? c.gateway ?? ''))];
  const byIdentity = s.access.filter((a) => a.sources.some((f) => f.principals?.length || f.namespaces?.length));
  const rules = byIdentity.filter((a) => (!a.operation?.ports.length || a.operation.ports.some((n) => open.some((p) => p.port === n))));
  const at = `service '${s.path}' accepts plaintext on port ${open.map((p) => p.port).join(', ')} (mutual TLS is DISABLE), so its callers have no identity`;
  return open.length === 0 ? [] : [
    ...(names.length === 0 ? [] : [`${at}, and the declared calls from ${names.map((n) => `'${n}'`).join(', ')} are admitted by identity, so they are refused; use mutual TLS, or enroll the namespace with denyByDefault: false and remove allow rules`]),
    ...rules.map((a) => `${a.path}: ${at}, and the rule ${a.action === 'deny' ? 'refuses nobody' : 'admits nobody'} by identity; use mutual TLS, or addresses: Source.ipBlocks(…)`),
  ];
}
