import { mapping, specOf, text } from './_loose';
import type { Item } from '../../../world/item';
import { issuerAnnotation } from '../../../world/makers';
import type { World } from '../../../world/world';
import { pointer, type Check } from '../../engine/check';
import { Severity } from '../../finding';

const GROUP = 'cert-manager.io';
const KIND = `${GROUP}/issuer-kind`;
const EXTERNAL = `${GROUP}/issuer-group`;

type Kind = 'Issuer' | 'ClusterIssuer';
/** A reference to an issuer, and the change that refers to one of the other kind. */
interface Reference { readonly at: string; readonly kind: Kind; readonly name: string; readonly other: string }

const otherKind = (kind: Kind): Kind => (kind === 'Issuer' ? 'ClusterIssuer' : 'Issuer');

const labelOf = (kind: string, namespace: string, name: string): string => `${kind} ${kind === 'Issuer' ? `${namespace}/` : ''}${name}`;

export const issuerMissing: Check = {
  code: 'MESH323',
  title: 'certificate from an issuer that doesn\'t exist in its namespace',
  aliases: [],
  severity: Severity.ERROR,
  explanation: 'The `issuerRef` of a Certificate refers to an Issuer in the Certificate\'s own namespace unless it sets `kind: ClusterIssuer`; so do the annotations `cert-manager.io/issuer` and `cert-manager.io/cluster-issuer`. '
    + 'If there is none, cert-manager waits for it: the Secret is never created, and TLS handshakes fail.',
  run(world, report) {
    for (const item of world.items) {
      const reference = world.closed(item.namespace) ? referenceOf(item) : undefined;
      const near = reference && nearMiss(world, item.namespace, reference);
      if (!near) continue;
      const { kind, name, at, other } = reference;
      report(item, {
        pointer: at,
        message: `${labelOf(kind, item.namespace, name)} is not defined, but ${labelOf(near.kind, near.namespace, name)} is: no certificate is issued, the Secret is never created, and TLS handshakes fail`,
        fix: near.kind === kind ? `define Issuer ${name} in namespace ${item.namespace}, or a ClusterIssuer and refer to it by kind: ClusterIssuer` : other,
        related: [near],
      });
    }
  },
};

/** An issuer of the same name that the reference doesn't mean, if the intended one is missing. Without one, the issuer may be defined elsewhere. */
function nearMiss(world: World, namespace: string, { kind, name }: Reference): Item | undefined {
  const named = (of: Kind): readonly Item[] => world.ofKind(GROUP, of).filter((i) => i.name === name);
  const isHere = (i: Item): boolean => i.namespace === namespace;
  if (named(kind).some((i) => kind === 'ClusterIssuer' || isHere(i))) return undefined;
  return named(otherKind(kind)).find((i) => kind === 'Issuer' || isHere(i)) ?? named(kind)[0];
}

function referenceOf(item: Item): Reference | undefined {
  if (item.group === GROUP && item.kind === 'Certificate') return ofCertificate(item);
  const annotation = issuerAnnotation(item);
  if (annotation === undefined || item.annotations[KIND] !== undefined || item.annotations[EXTERNAL] !== undefined) return undefined;
  const kind: Kind = annotation.endsWith('cluster-issuer') ? 'ClusterIssuer' : 'Issuer';
  const other = `use the annotation ${GROUP}/${kind === 'Issuer' ? 'cluster-issuer' : 'issuer'}`;
  return { at: pointer('metadata', 'annotations', annotation), kind, name: item.annotations[annotation], other };
}

function ofCertificate(item: Item): Reference | undefined {
  const ref = mapping(specOf(item).issuerRef);
  const kind = ref.kind ?? 'Issuer';
  const name = text(ref.name);
  if (name === undefined || (ref.group ?? GROUP) !== GROUP || (kind !== 'Issuer' && kind !== 'ClusterIssuer')) return undefined;
  return { at: '/spec/issuerRef', kind, name, other: `set issuerRef.kind: ${otherKind(kind)}` };
}
