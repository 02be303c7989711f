import { ApiObject, Chart } from 'cdk8s';
import { placeOf } from '../synth/place';
import type { ProxyConfigs } from './engine/inject';
import type { Injector } from './engine/injector';

/** The app's ProxyConfig objects that apply to pods in a namespace of the same cluster. */
export function proxyConfigsFor(object: ApiObject, namespace: string | undefined, injector: Injector): ProxyConfigs {
  const place = placeOf(object)?.name;
  const found = object.node.root.node.findAll()
    .filter((child): child is ApiObject => ApiObject.isApiObject(child) && child.kind === 'ProxyConfig' && child.apiGroup === 'networking.istio.io' && placeOf(child)?.name === place)
    .map((child) => ({ namespace: child.metadata.namespace ?? Chart.of(child).namespace, spec: child.toJson().spec ?? {} }));
  const of = (wanted: string | undefined): any[] => found.filter((config) => config.namespace === wanted).map((config) => config.spec);
  const root = injector.mesh.rootNamespace;
  return { root: of(root), namespace: namespace === root ? [] : of(namespace), workload: of(namespace) };
}
