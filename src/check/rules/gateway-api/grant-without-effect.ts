import type { ItemOf } from '../../../world/item';
import { pointer, type Check } from '../../engine/check';
import { Severity } from '../../finding';

type From = NonNullable<ItemOf<'ReferenceGrant'>['spec']['from']>[number];
type To = NonNullable<ItemOf<'ReferenceGrant'>['spec']['to']>[number];

const GATEWAY_API = 'gateway.networking.k8s.io';
/** Kinds of the core group that Gateway API kinds may refer to. */
const REFERRED: Readonly<Record<string, readonly string[]>> = {
  Gateway: ['Secret', 'ConfigMap'],
  ListenerSet: ['Secret', 'ConfigMap'],
  ...Object.fromEntries(['HTTPRoute', 'GRPCRoute', 'TCPRoute', 'TLSRoute', 'UDPRoute'].map((kind) => [kind, ['Service']])),
};
const CORE: ReadonlySet<string> = new Set(['Secret', 'ConfigMap', 'Service']);

/** Whether objects of a kind may refer to those of another; true if that depends on the implementation. */
function mayRefer({ group, kind = '' }: From, to: To): boolean {
  if (group !== GATEWAY_API || to.group || !CORE.has(to.kind ?? '') || !Object.hasOwn(REFERRED, kind)) return true;
  return REFERRED[kind].includes(to.kind!);
}

/** Why an entry has no effect. */
function idle(from: From, targets: readonly To[], namespace: string): { readonly message: string; readonly fix: string } | undefined {
  if (from.namespace === namespace) {
    return { message: `references within namespace ${namespace} need no grant: this one has no effect`, fix: `set namespace to that of the ${from.kind ?? 'object'}s with the references, or remove the grant` };
  }
  if (!targets.length || targets.some((to) => mayRefer(from, to))) return undefined;
  const kinds = [...new Set(targets.map((t) => t.kind))].join(' and ');
  const routes = from.kind?.endsWith('Route');
  return {
    message: `objects of kind ${from.kind ?? ''} never refer to a ${kinds}: the grant has no effect`,
    fix: routes ? `write kind: Gateway, with its namespace, if its listeners use the ${kinds}; or kind: Service under to, if the grant is for routes` : 'write kind: HTTPRoute, with the namespace of the routes; a Gateway refers to Secrets and ConfigMaps only',
  };
}

export const grantWithoutEffect: Check = {
  code: 'MESH841',
  title: 'ReferenceGrant without effect',
  aliases: [],
  severity: Severity.WARNING,
  explanation: 'A ReferenceGrant belongs in the namespace of the referenced object, and `from` names the namespace of the object with the reference. References within one namespace need no grant. '
    + 'A route refers to Services, and a listener of a Gateway to Secrets and ConfigMaps: a grant for another pair of kinds has no effect, and the intended reference is refused (`RefNotPermitted`).',
  run(world, report) {
    for (const grant of world.all('ReferenceGrant')) {
      grant.spec.from?.forEach((from, i) => {
        const found = idle(from, grant.spec.to ?? [], grant.namespace);
        if (found) report(grant, { pointer: pointer('spec', 'from', i), ...found });
      });
    }
  },
};
