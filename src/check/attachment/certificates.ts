import { otherImplementation } from './classes';
import { granted, grantFix } from './grants';
import { label, type Item, type ItemOf } from '../../world/item';
import { issuerAnnotation } from '../../world/makers';
import type { Reference } from '../../world/shapes/gateway-api';
import type { World } from '../../world/world';
import { unknownIn } from '../engine/check';
import { nearObject, orNear } from '../engine/near';
import { Severity } from '../finding';
import { certificateProblem, secretValue } from '../rules/gateway/_credential';

/** Why a certificate can't be used. */
export interface BadReference {
  /** the condition's reason */
  readonly reason: string;
  readonly message: string;
  readonly fix: string;
  readonly severity?: Severity;
  readonly related?: readonly Item[];
}

/** The problem of a Secret that should hold a certificate and its key. */
function pairProblem(secret: ItemOf<'Secret'>): { text: string; severity: Severity } | undefined {
  const [crt, key] = secretValue(secret, 'cert') && secretValue(secret, 'key') ? ['cert', 'key'] : ['tls.crt', 'tls.key'];
  const pem = secretValue(secret, crt);
  const empty = !Object.keys({ ...secret.spec.data, ...secret.spec.stringData }).length;
  if (!pem) return { text: `has no ${crt}`, severity: empty ? Severity.WARNING : Severity.ERROR };
  const problem = certificateProblem(pem, undefined);
  if (problem) return { text: `${crt} ${problem}`, severity: Severity.ERROR };
  // private keys are often kept out of manifests and added separately
  return secretValue(secret, key) ? undefined : { text: `has no ${key}`, severity: Severity.WARNING };
}

const notPermitted = (owner: Item, kind: string, namespace: string, name: string): BadReference => ({
  reason: 'RefNotPermitted',
  message: `${kind} ${namespace}/${name} is in another namespace, and no ReferenceGrant allows ${owner.kind}s in ${owner.namespace} to use it`,
  fix: grantFix(owner, '', kind, namespace),
});

/** Looks up a server or client certificate. */
export function certificate(world: World, owner: Item, ref: Reference, reason: string): BadReference | undefined {
  const namespace = ref.namespace ?? owner.namespace;
  const name = ref.name ?? '';
  if ((ref.group ?? '') !== '' || (ref.kind ?? 'Secret') !== 'Secret') {
    if (otherImplementation(world)) return undefined; // what another implementation accepts can't be known here
    return { reason, message: `a certificate is a Secret, not a ${ref.kind ?? ''}${ref.group ? ` of ${ref.group}` : ''}`, fix: 'refer to a Secret of type kubernetes.io/tls' };
  }
  const secret = world.find('Secret', namespace, name);
  // a controller creates the Secret, or fills the one that is defined here
  const creator = world.made.by('Secret', namespace, name);
  if (creator) return granted(world, owner, '', 'Secret', namespace, name) ? undefined : notPermitted(owner, 'Secret', namespace, name);
  if (!secret) {
    const other = world.made.elsewhere('Secret', name)[0];
    if (other) {
      return {
        reason,
        severity: unknownIn(world, namespace),
        message: `Secret ${namespace}/${name} is not defined: ${label(other.by)} creates ${other.namespace}/${other.name}`,
        fix: `move ${label(other.by)} to namespace ${namespace}, or refer to its Secret with namespace: ${other.namespace} and a ReferenceGrant there`,
        related: [other.by],
      };
    }
    const severity = unknownIn(world, namespace);
    const where = severity === Severity.ERROR ? '' : ' in the checked objects';
    const why = namespace !== owner.namespace && issuerAnnotation(owner) !== undefined ? `: cert-manager creates certificates of ${label(owner)} in namespace ${owner.namespace} only` : '';
    return { reason, severity, message: `Secret ${namespace}/${name} is not defined${where}${why}`, fix: orNear(nearObject(world, 'Secret', namespace, name), `create the Secret in ${namespace}`) };
  }
  const problem = pairProblem(secret);
  const allowed = granted(world, owner, '', 'Secret', namespace, name);
  if (problem && (problem.severity === Severity.ERROR || allowed)) {
    const fix = 'put a PEM certificate chain into tls.crt and its private key into tls.key';
    return { reason, severity: problem.severity, message: `Secret ${namespace}/${name} ${problem.text}`, fix, related: [secret] };
  }
  if (allowed) return undefined;
  return {
    ...notPermitted(owner, 'Secret', namespace, name),
    related: [secret],
  };
}

/** Looks up a certificate authority: a ConfigMap or a Secret with ca.crt. */
export function authority(world: World, owner: Item, ref: Reference, kinds: readonly string[], kindReason: string): BadReference | undefined {
  const reason = 'InvalidCACertificateRef';
  const namespace = ref.namespace ?? owner.namespace;
  const name = ref.name ?? '';
  const kind = ref.kind ?? '';
  if ((ref.group ?? '') !== '' || !kinds.includes(kind)) {
    return { reason: kindReason, message: `a CA certificate is a ${kinds.join(' or ')}, not a ${kind || 'reference without a kind'}`, fix: `refer to a ${kinds.join(' or ')} with ca.crt` };
  }
  const item = kind === 'Secret' ? world.find('Secret', namespace, name) : world.find('ConfigMap', namespace, name);
  if (world.made.by(kind as 'Secret' | 'ConfigMap', namespace, name)) return granted(world, owner, '', kind, namespace, name) ? undefined : notPermitted(owner, kind, namespace, name);
  if (!item) {
    const severity = unknownIn(world, namespace);
    return {
      reason,
      severity,
      message: `${kind} ${namespace}/${name} is not defined${severity === Severity.ERROR ? '' : ' in the checked objects'}`,
      fix: orNear(nearObject(world, kind as 'Secret' | 'ConfigMap', namespace, name), `create it in ${namespace}, with the CA certificate in ca.crt`),
    };
  }
  const data = { ...item.spec.data, ...(item as ItemOf<'Secret'>).spec.stringData };
  const pem = ['cacert', 'ca.crt'].map((k) => (kind === 'Secret' ? secretValue(item as ItemOf<'Secret'>, k) : data[k])).find((v) => typeof v === 'string' && v !== '');
  const problem = typeof pem !== 'string' ? 'has no ca.crt' : certificateProblem(pem, undefined);
  const allowed = granted(world, owner, '', kind, namespace, name);
  // tools that distribute trust bundles fill in empty objects
  const severity = Object.keys(data).length ? Severity.ERROR : Severity.WARNING;
  if (problem && (allowed || severity === Severity.ERROR)) {
    return { reason, severity, message: `${kind} ${namespace}/${name} ${problem}`, fix: 'put the PEM certificate of the CA into ca.crt', related: [item] };
  }
  if (allowed) return undefined;
  return {
    ...notPermitted(owner, kind, namespace, name),
    related: [item],
  };
}
