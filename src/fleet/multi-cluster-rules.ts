import { MeshFeature } from '../capability/feature';
import { cellOf } from '../capability/implementation/cells';
import { losses } from '../capability/index';
import { ruleUses } from '../capability/uses/route';
import { GatewayImplementation } from '../control-plane/gateway-implementation';
import type { BackendModel, HttpRuleModel } from '../model/route';
import { carriesHttp } from '../model/service';
import { httpRules } from '../plane/gateway-api/http';
import { reportLosses } from '../plane/gateway-api/losses';
import type { Slot } from '../plane/plane';

/** API group of GKE's imports. */
export const GKE_IMPORTS = 'net.gke.io';

/** A Gateway that routes to imported services. */
export interface MultiClusterParent {
  /** The gateway, as messages name it. */
  readonly what: string;
  readonly name: string;
  readonly namespace: string;
  readonly hosts: readonly string[];
}

/** Throws for a rule with destinations other than multi-cluster services in the namespace of the gateway. */
export function requireImports(what: string, namespace: string, rule: HttpRuleModel): void {
  const all = backendsOf(rule);
  if (rule.backends.length === 0 && !rule.redirect) {
    throw new Error(`${what} has no backend; set to: [exported], or a redirect`);
  }
  for (const b of all) {
    if (!b.clusterSet || b.version) {
      throw new Error(`${what} routes to ${b.version ? `version '${b.version.name}' of ` : ''}service '${b.service.path}', but multi-cluster Gateways route to ServiceImports only; use its ServiceExport instead`);
    }
    if (b.service.namespace !== namespace) {
      throw new Error(`${what} routes to service '${b.service.path}' of namespace '${b.service.namespace}', and the gateway is in '${namespace}'; create the gateway in the service's namespace`);
    }
  }
}

/** The HTTPRoute for the rules of a gateway. */
export function rulesSlot(parent: MultiClusterParent, rules: readonly HttpRuleModel[]): Slot {
  const near = rules.flatMap((r) => r.backends)[0]?.service.ports.find(carriesHttp)?.port ?? 80;
  const plain = rules.map((rule) => ({
    rule: { ...rule, mirrors: rule.mirrors?.map((m) => ({ ...m, backend: imported(m.backend) })) }, matches: rule.matches, backends: rule.backends.map(imported),
  }));
  return {
    id: 'HTTPRoute-rules',
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'HTTPRoute',
    name: `${parent.name}-rules`,
    namespace: parent.namespace,
    render: () => ({ spec: { parentRefs: [{ name: parent.name }], hostnames: [...parent.hosts], rules: httpRules(plain, { namespace: parent.namespace, port: near }) } }),
  };
}

/** The parts of the rules that GKE's load balancers don't support, according to GKE Gateway's conformance report. */
export function ruleLosses(parent: MultiClusterParent, rules: readonly HttpRuleModel[]): readonly string[] {
  if (rules.length === 0) return [];
  const by = GatewayImplementation.gke()._model(false);
  // routing to all clusters is the purpose of this gateway
  const uses = ruleUses(rules).filter((u) => u.feature !== MeshFeature.CLUSTER_SET_BACKEND);
  const reported = losses(uses, { plane: 'gateway-api', experimental: false, acknowledged: new Set(), cellOf: cellOf(by, true) });
  return reported.length > 0 ? reported : reportLosses([rulesSlot(parent, rules)], [by], false, parent.what);
}

function backendsOf(rule: HttpRuleModel): readonly BackendModel[] {
  return [...rule.backends, ...(rule.mirrors ?? []).map((m) => m.backend)];
}

/** A reference to the import that GKE creates for a backend. */
function imported(b: BackendModel): BackendModel {
  return { ...b, service: { ...b.service, clusterSet: { host: `${b.service.name}.${b.service.namespace}.svc.clusterset.local`, by: 'import', group: GKE_IMPORTS } } };
}
