import { checkAnnotations } from './annotations';
import { authorizationPolicy } from './authorization-policy';
import { configMap } from './config-map';
import { destinationRule } from './destination-rule';
import { envoyFilter } from './envoy-filter';
import { trafficExtension, wasmPlugin } from './extension';
import { gateway } from './gateway';
import { validateMeshConfig } from './mesh-config';
import { validateMeshNetworks } from './mesh-networks';
import { peerAuthentication, proxyConfig } from './peer-authentication';
import { Place } from './place';
import { Problem } from './problem';
import { carriesProxyConfig, proxyConfigAnnotation } from './proxy-config-annotation';
import { requestAuthentication } from './request-authentication';
import { serviceEntry } from './service-entry';
import { sidecar } from './sidecar';
import { telemetry } from './telemetry';
import { Fields, object, text } from './values';
import { virtualService } from './virtual-service';
import { workloadEntry, workloadGroup } from './workload';

export { ADMISSION_CODES } from './codes';
export { validateMeshConfig, validateMeshNetworks };

type Rule = (spec: Fields, place: Place, manifest: Fields, namespace: string, root: Place) => void;

/** The rules of each kind, by API group. */
const RULES: Record<string, Record<string, Rule>> = {
  'networking.istio.io': {
    DestinationRule: destinationRule,
    EnvoyFilter: envoyFilter,
    Gateway: gateway,
    ProxyConfig: proxyConfig,
    ServiceEntry: serviceEntry,
    Sidecar: sidecar,
    VirtualService: virtualService,
    WorkloadEntry: workloadEntry,
    WorkloadGroup: workloadGroup,
  },
  'security.istio.io': {
    AuthorizationPolicy: authorizationPolicy,
    PeerAuthentication: peerAuthentication,
    RequestAuthentication: requestAuthentication,
  },
  'telemetry.istio.io': { Telemetry: telemetry },
  'extensions.istio.io': { TrafficExtension: trafficExtension, WasmPlugin: wasmPlugin },
};

/** Context of the layer in addition to the manifest. */
export interface AdmissionContext {
  /** The namespace of manifests without one. */
  readonly namespace?: string;
}

/**
 * The errors and warnings of istiod's admission webhook for one manifest, beyond the schema of its kind (see validateSchema), by the rules of Istio 1.31.
 *
 * Other kinds than Istio's are not judged, but for the config map that holds the mesh configuration and the annotation that holds the configuration of a
 * pod's proxy. Never throws, whatever the manifest holds; where a value has another type than its field, the field counts as absent.
 */
export function validateAdmission(manifest: any, context: AdmissionContext = {}): Problem[] {
  const fields = object(manifest);
  if (fields?.kind === 'ConfigMap' && fields.apiVersion === 'v1') return configMap(fields);
  const version = text(fields?.apiVersion);
  const group = version.includes('/') ? version.slice(0, version.indexOf('/')) : '';
  if (fields && carriesProxyConfig(group, text(fields.kind))) return proxyConfigAnnotation(fields, group, text(fields.kind));
  if (fields && version === 'istio.mesh.v1alpha1') return beside(fields);
  const rules = Object.prototype.hasOwnProperty.call(RULES, group) ? RULES[group] : undefined;
  const kind = text(fields?.kind);
  if (!fields || !rules || !Object.prototype.hasOwnProperty.call(rules, kind)) return [];
  const problems: Problem[] = [];
  const place = Place.root(problems);
  checkAnnotations(fields, place);
  const namespace = text(object(fields.metadata)?.namespace) || (context.namespace ?? '');
  rules[kind](object(fields.spec) ?? {}, place.at('spec'), fields, namespace, place);
  return problems;
}

/** Settings given separately from the objects, in the field `config` of the placeholder object. */
function beside(fields: Fields): Problem[] {
  const unaliased = (problems: Problem[]): Problem[] => problems.map((p) => ({ ...p, aliases: [] }));
  return unaliased(fields.kind === 'MeshNetworks' ? validateMeshNetworks(fields.config) : validateMeshConfig(fields.config));
}
