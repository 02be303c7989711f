import { meshProxyConfig } from './proxy-config';
import { meshConfig } from '../../install/chart/istiod-config';
import { istiodNames } from '../../install/chart/istiod-names';
import { isSet, text } from '../../install/chart/manifest';
import { podTemplates } from '../../install/template/templates';
import { TemplateTree } from '../../install/template/tree';
import { Values } from '../../install/values/kinds';

type Json = Record<string, any>;

/** All istiod settings that affect the injection of a pod. */
export interface Injector {
  readonly values: Values;
  readonly revision: string;
  readonly mesh: Json;
  readonly proxyConfig: Json;
  /** This library's templates as trees, and custom ones as text. */
  readonly templates: Readonly<Record<string, TemplateTree | string>>;
  readonly defaultTemplates: readonly string[];
  readonly injectedAnnotations: Readonly<Record<string, string>>;
}

/** The injector of an istiod with these values. */
export function injectorOf(values: Values, namespace: string): Injector {
  const names = istiodNames(values, { name: 'istiod', namespace, upgrade: false });
  const mesh = { inboundTrafficPolicy: { mode: 'PASSTHROUGH' }, proxyListenPort: 15001, proxyInboundListenPort: 15006, ...meshConfig(values, names) };
  const webhook = values.sidecarInjectorWebhook ?? {};
  return {
    values,
    revision: names.revision,
    mesh,
    proxyConfig: meshProxyConfig(mesh),
    templates: { ...podTemplates(values), ...webhook.templates },
    defaultTemplates: isSet(webhook.defaultTemplates) ? webhook.defaultTemplates : ['sidecar'],
    injectedAnnotations: Object.fromEntries(Object.entries(webhook.injectedAnnotations ?? {}).map(([key, value]) => [key, text(value)])),
  };
}

/** The image of the proxy or of its init container. */
export function imageOf(values: Values, name: unknown, type: unknown, annotations: Readonly<Record<string, string>>): string {
  const { global } = values;
  const kind = annotations['sidecar.istio.io/proxyImageType'] ?? (text(type) || text(global.variant));
  const tag = text(global.tag);
  const plain = kind ? tag.replace(/-(distroless|debug)$/, '') : tag;
  return `${text(global.hub)}/${text(name) || 'proxyv2'}:${plain}${kind && kind !== 'default' ? `-${kind}` : ''}`;
}
