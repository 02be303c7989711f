import { authority, certificate, type BadReference } from './certificates';
import type { Controller } from './classes';
import type { Gateway, ListenerModel, Owner, Problem } from './model';
import type { Reference } from '../../world/shapes/gateway-api';
import type { World } from '../../world/world';
import { pointer, type Found } from '../engine/check';
import { Severity } from '../finding';

const GROUP = 'gateway.networking.k8s.io';
const SUPPORTED = ['HTTP', 'HTTPS', 'TLS', 'TCP', 'HBONE'];

/** Route kinds that a protocol supports. */
function carried(protocol: string, mode: string | undefined, controller: Controller): string[] {
  switch (protocol) {
    case 'HTTP': case 'HTTPS': return ['HTTPRoute', 'GRPCRoute'];
    case 'TCP': return ['TCPRoute'];
    case 'TLS': return mode === 'Terminate' ? ['TLSRoute', 'TCPRoute'] : ['TLSRoute'];
    case 'UDP': return controller === 'unknown' ? ['UDPRoute'] : [];
    default: return [];
  }
}

/** Reads the listeners of a Gateway or a ListenerSet. */
export function models(owner: Owner, gateway: Gateway, controller: Controller): ListenerModel[] {
  return (owner.spec.listeners ?? []).map((listener, i) => {
    const supported = carried(listener.protocol ?? '', listener.tls?.mode, controller);
    const allowedKinds = listener.allowedRoutes?.kinds;
    return {
      owner,
      gateway,
      listener,
      pointer: pointer('spec', 'listeners', i),
      port: listener.port ?? 0,
      protocol: listener.protocol ?? '',
      hostname: listener.hostname || '*',
      kinds: allowedKinds?.length ? supported.filter((k) => allowedKinds.some((a) => a.kind === k && (a.group ?? GROUP) === GROUP)) : supported,
      serves: true,
      valid: true,
    };
  });
}

/** Validates one listener by itself; marks it if it is invalid. */
export function* judge(world: World, l: ListenerModel, controller: Controller): Iterable<Problem> {
  const { owner, listener } = l;
  const istio = controller !== 'unknown';
  const say = (code: string, at: string, aliases: string[], found: Omit<Found, 'pointer' | 'aliases'>): Problem => ({ code, item: owner, found: { ...found, pointer: l.pointer + at, aliases } });
  const name = `listener ${listener.name ?? ''}`;

  for (const { bad, at, code } of tlsProblems(world, l)) {
    // a problem that is only possible, or will be resolved later, does not make the listener invalid
    const sure = (bad.severity ?? Severity.ERROR) === Severity.ERROR;
    if (sure) l.valid = false;
    const noAuthority = ['InvalidCACertificateRef', 'InvalidCACertificateKind', 'RefNotPermitted'].includes(bad.reason);
    yield say(code, at, [bad.reason, 'Invalid', ...(noAuthority ? ['NoValidCACertificate'] : [])], {
      severity: bad.severity,
      message: `${bad.message}: ${name} can't terminate TLS, and handshakes with ${l.hostname === '*' ? 'its hosts' : l.hostname} fail`,
      fix: bad.fix,
      related: bad.related,
    });
  }

  const up = l.protocol.toUpperCase();
  const hbone = l.protocol === 'HBONE' && controller !== 'waypoint' && controller !== 'east-west';
  if (istio && (!SUPPORTED.includes(l.protocol) || hbone)) {
    l.valid = false;
    yield say('MESH817', '/protocol', ['UnsupportedProtocol'], {
      message: `Istio does not support ${l.protocol ? `protocol ${l.protocol}` : 'a listener without a protocol'}${hbone ? ' on gateways, only on waypoints' : ''}: ${name} is not opened`,
      fix: SUPPORTED.includes(up) && !hbone ? `use ${up}` : 'use HTTP, HTTPS, TLS or TCP',
    });
  } else if (controller === 'waypoint' && (l.port !== 15008 || l.protocol !== 'HBONE')) {
    yield say('MESH817', '', ['UnsupportedProtocol'], { message: `a waypoint has one listener, HBONE on port 15008: ${name} is not opened`, fix: 'use { name: mesh, port: 15008, protocol: HBONE }' });
  } else if (controller === 'east-west') {
    const mesh = l.port === 15008 && l.protocol === 'HBONE' && listener.tls?.mode === 'Terminate';
    const passthrough = l.port !== 15008 && l.protocol === 'TLS' && listener.tls?.mode === 'Passthrough';
    if (!mesh && !passthrough) {
      yield say('MESH817', '', ['UnsupportedProtocol'], {
        message: `an east-west gateway listens for HBONE on port 15008 (tls.mode Terminate), or passes TLS through: ${name} is not opened`,
        fix: 'use { port: 15008, protocol: HBONE, tls: { mode: Terminate } }',
      });
    }
  }
  if (!listener.tls && (l.protocol === 'HTTPS' || l.protocol === 'TLS')) {
    l.serves = false;
    if (owner.key !== 'KubeGateway') {
      l.valid = false;
      yield say('MESH817', '/protocol', ['UnsupportedProtocol', 'Invalid'], { message: `protocol ${l.protocol} needs tls: ${name} is not opened`, fix: 'add tls with certificateRefs' });
    }
  }
  const allowedKinds = listener.allowedRoutes?.kinds ?? [];
  if (allowedKinds.length > l.kinds.length && (istio || l.protocol in { HTTP: 1, HTTPS: 1, TLS: 1, TCP: 1 })) {
    const not = allowedKinds.filter((a) => !l.kinds.includes(a.kind ?? '') || (a.group ?? GROUP) !== GROUP).map((a) => a.kind ?? '');
    yield say('MESH818', '/allowedRoutes/kinds', ['InvalidRouteKinds'], {
      message: `${name} with protocol ${l.protocol} does not support ${not.join(', ')}: such routes don't attach`,
      fix: 'use route kinds that the protocol supports',
    });
  }
}

interface TlsProblem { readonly bad: BadReference; readonly at: string; readonly code: string }
function* tlsProblems(world: World, l: ListenerModel): Iterable<TlsProblem> {
  const { tls } = l.listener;
  if (!tls || (tls.mode ?? 'Terminate') !== 'Terminate') return;
  const option = tls.options?.['gateway.istio.io/tls-terminate-mode'];
  if (option === 'ISTIO_SIMPLE' || option === 'ISTIO_MUTUAL') return;
  const refs = tls.certificateRefs ?? [];
  const bad = refs.map((ref, i) => ({ i, problem: certificate(world, l.owner, ref, 'InvalidCertificateRef') }));
  const failed = bad.filter((b) => b.problem !== undefined);
  // one valid certificate is enough
  const fatal = failed.length === refs.length;
  for (const { i, problem } of failed) {
    const code = problem!.reason === 'RefNotPermitted' ? 'MESH815' : 'MESH814';
    const severity = fatal ? problem!.severity : problem!.severity === Severity.INFO ? Severity.INFO : Severity.WARNING;
    yield { code, at: `/tls/certificateRefs/${i}`, bad: { ...problem!, severity } };
  }
  if (fatal && failed.some((b) => (b.problem!.severity ?? Severity.ERROR) === Severity.ERROR)) return;
  const frontend = l.gateway.spec.tls?.frontend;
  const validation = (frontend?.perPort?.find((p) => p.port === l.port)?.tls ?? frontend?.default)?.validation;
  const authorities: readonly Reference[] = validation?.caCertificateRefs ?? [];
  if (!authorities.length) return;
  const code = 'MESH816';
  if (authorities.length > 1) {
    const reason = 'InvalidCACertificateRef';
    yield { code, at: '/tls', bad: { reason, message: 'Istio supports one caCertificateRef for the clients of a port', fix: 'put all CA certificates into one ConfigMap' } };
    return;
  }
  const problem = authority(world, l.owner, authorities[0], ['ConfigMap', 'Secret'], 'InvalidCACertificateKind');
  if (problem) yield { code, at: '/tls', bad: problem };
}
