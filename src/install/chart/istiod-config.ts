import { IstiodNames, pilotLabels } from './istiod-names';
import { isSet, Manifest, text, tidy } from './manifest';
import { innerYaml } from '../../model/inner-yaml';
import { Values } from '../values/kinds';
import { mergeValues } from '../values/merge';

/** YAML without folded lines, for readable ConfigMaps; `plain`: in the format of Kubernetes' own tools. */
export function yaml(value: unknown, plain = false, indent = 2, nothing?: Values): string {
  return innerYaml(nothing ? mergeValues(tidy(value) as Values, nothing) : tidy(value), { lineWidth: -1, noRefs: true, indent, ...plain ? { sortKeys: true, noArrayIndent: true, quotingType: '"' as const } : {} });
}

function configMap(values: Values, names: IstiodNames, name: string, data: Record<string, string>, labels: Record<string, string> = {}): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, namespace: names.namespace, labels: { ...pilotLabels(values, names), ...labels } },
    data,
  };
}

/** The mesh config: derived from the other values, overridden by the user's. */
export function meshConfig(values: Values, names: IstiodNames): Values {
  return mergeValues(computedMeshConfig(values, names), values.meshConfig ?? {});
}

/** The mesh config and the networks, which istiod watches. */
export function meshConfigMap(values: Values, names: IstiodNames): Manifest {
  return configMap(values, names, `istio${names.suffix}`, {
    mesh: yaml(meshConfig(values, names)),
    meshNetworks: yaml({ networks: values.global.meshNetworks ?? {} }),
  });
}

/** The part derived from the other values; the user's own mesh config overrides it. */
function computedMeshConfig(values: Values, names: IstiodNames): Values {
  const { global, telemetry, meshConfig: own } = values;
  const telemetryOn = !isSet(own?.defaultProviders) && telemetry.enabled && telemetry.v2?.enabled;
  const prometheus = telemetryOn && telemetry.v2.prometheus?.enabled;
  const stackdriver = telemetryOn && telemetry.v2.stackdriver?.enabled;
  const variant = global.proxy.variant || global.variant;
  return {
    trustDomain: 'cluster.local',
    rootNamespace: text(own?.rootNamespace) || names.istioNamespace,
    defaultProviders: prometheus || stackdriver ? {
      metrics: [...prometheus ? ['prometheus'] : [], ...stackdriver ? ['stackdriver'] : []],
      accessLogging: stackdriver ? ['stackdriver'] : undefined,
    } : undefined,
    defaultConfig: {
      meshId: isSet(global.meshID) ? text(global.meshID) : undefined,
      image: isSet(variant) ? { imageType: text(variant) } : undefined,
      tracing: tracing(global, names),
      discoveryAddress: discoveryAddress(values, names),
    },
  };
}

function discoveryAddress(values: Values, names: IstiodNames): string {
  const { enabled, enabledLocalInjectorIstiod } = values.istiodRemote;
  const remote = enabled && enabledLocalInjectorIstiod ? 'istiod-remote' : 'istiod';
  return `${isSet(values.global.remotePilotAddress) ? remote : `istiod${names.suffix}`}.${names.namespace}.svc:15012`;
}

/** Tracers from before the Telemetry API. */
function tracing(global: Values, names: IstiodNames): Values | undefined {
  const of = global.tracer ?? {};
  const many = (value: unknown): number => Number(isSet(value) ? value : 200);
  switch (global.proxy.tracer) {
    case 'none':
      return undefined;
    case 'lightstep':
      return { lightstep: { address: of.lightstep?.address, accessToken: of.lightstep?.accessToken } };
    case 'zipkin':
      return { zipkin: { address: of.zipkin?.address || `zipkin.${names.istioNamespace}:9411` } };
    case 'datadog':
      return { datadog: { address: of.datadog?.address || '$(HOST_IP):8126' } };
    case 'stackdriver':
      return {
        stackdriver: {
          debug: Boolean(of.stackdriver?.debug),
          maxNumberOfAttributes: many(of.stackdriver?.maxNumberOfAttributes),
          maxNumberOfAnnotations: many(of.stackdriver?.maxNumberOfAnnotations),
          maxNumberOfMessageEvents: many(of.stackdriver?.maxNumberOfMessageEvents),
        },
      };
    default:
      return undefined;
  }
}

/** Certificates that istiod trusts for fetching JWKS. */
export function jwksConfigMap(values: Values, names: IstiodNames): Manifest {
  return configMap(values, names, `pilot-jwks-extra-cacerts${names.suffix}`, { 'extra.pem': text(values.jwksResolverExtraRootCA) });
}

/** Settings added to the template for all Gateways of a class. */
export function gatewayClassConfigMaps(values: Values, names: IstiodNames): Manifest[] {
  return Object.keys(values.gatewayClasses ?? {}).sort().map((name) => configMap(
    values, names, `istio-${names.rev}-gatewayclass-${name}`,
    Object.fromEntries(Object.entries(values.gatewayClasses[name] ?? {}).map(([part, overlay]) => [part, yaml(overlay)])),
    { 'gateway.istio.io/defaults-for-class': name },
  ));
}

/** The values that istiod itself and custom templates read. */
export function injectorValues(values: Values): Values {
  const pick = (from: Values | undefined, ...keys: string[]): Values => (
    Object.fromEntries(keys.filter((key) => from && key in from).map((key) => [key, from![key]]))
  );
  return {
    ...pick(values, 'global', 'sidecarInjectorWebhook', 'revision'),
    pilot: pick(values, 'cni', 'env'),
    gateways: pick(values.gateways, 'securityContext', 'seccompProfile'),
  };
}

/** The templates for sidecars, gateways and waypoints. */
export function injectorConfigMap(values: Values, names: IstiodNames, templates: Record<string, string>): Manifest {
  const webhook = values.sidecarInjectorWebhook;
  const annotations = Object.entries(webhook.injectedAnnotations ?? {});
  // the chart writes an empty key if there is none
  const none = annotations.filter(([, value]) => value === null).map(([key]) => [key, null]);
  const nothing = { ...values.global.proxy.autoInject ? {} : { policy: null }, ...none.length > 0 ? { injectedAnnotations: Object.fromEntries(none) } : {} };
  return configMap(values, names, `istio-sidecar-injector${names.suffix}`, {
    config: yaml({
      policy: values.global.proxy.autoInject || undefined,
      defaultTemplates: isSet(webhook.defaultTemplates) ? webhook.defaultTemplates : ['sidecar'],
      alwaysInjectSelector: webhook.alwaysInjectSelector ?? [],
      neverInjectSelector: webhook.neverInjectSelector ?? [],
      injectedAnnotations: Object.fromEntries(annotations.map(([key, value]) => [key, text(value)])),
      // an old istiod that reads this key stops with an error message that explains the problem
      template: '{{ Template_Version_And_Istio_Version_Mismatched_Check_Installation }}',
      templates: { ...templates, ...webhook.templates },
    }, false, 1, nothing), // of its 1,500 lines most are templates, which stand two levels down
    values: JSON.stringify(injectorValues(values)),
  });
}
