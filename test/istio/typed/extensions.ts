import { TARGET } from './policies';
import { as, fields, free, list, map, member, MISSING, NO_MEMBER, NO_PROPERTY, number, oneOf, only, required, text, Untyped } from './reader';
import type { Reader } from './reader';
import { gatewayRef, portNumber } from './routes';
import { istio } from '../../../src';

const WHERE = {
  ...TARGET,
  phase: member(istio.ExtensionPhase),
  priority: number,
  match: list(fields({ mode: member(istio.WorkloadMode), ports: list(portNumber) })),
};

const wasmEnv: Reader = (json) => {
  const { name, value, valueFrom } = fields({ name: required(text), value: text, valueFrom: required(text) })(json);
  if (valueFrom === 'INLINE' && value !== undefined) { return istio.WasmEnv.inline(name, value); }
  if (valueFrom === 'HOST' && value === undefined) { return istio.WasmEnv.fromHost(name); }
  throw new Untyped(NO_PROPERTY);
};

const WASM = {
  url: required(text),
  sha256: text,
  imagePullPolicy: member(istio.ImagePullPolicy),
  imagePullSecret: text,
  pluginName: text,
  pluginConfig: free,
  failStrategy: member(istio.FailStrategy),
  type: member(istio.WasmType),
  vmConfig: as('env', (json) => fields({ env: required(list(wasmEnv)) })(json).env),
};

/** Where an extension runs beside what it is. */
const parted = (json: any): { readonly where: any; readonly what: any } => {
  const entries = Object.entries(json ?? {});
  return {
    where: fields(WHERE)(Object.fromEntries(entries.filter(([key]) => Object.hasOwn(WHERE, key)))),
    what: Object.fromEntries(entries.filter(([key]) => !Object.hasOwn(WHERE, key))),
  };
};

export const wasmPlugin: Reader = (json) => {
  const { where, what } = parted(json);
  return { ...where, module: fields(WASM)(what) };
};

export const trafficExtension: Reader = (json) => {
  const { where, what } = parted(json);
  if (Object.keys(what).length === 0) { throw new Untyped(MISSING); }
  only(what, ...(what.wasm === undefined ? ['lua'] : ['wasm']));
  return {
    ...where,
    filter: oneOf({
      wasm: (module) => istio.ExtensionFilter.wasm(fields(WASM)(module)),
      lua: (lua) => istio.ExtensionFilter.lua(fields({ inlineCode: required(text) })(lua).inlineCode),
    })(what),
  };
};

/** A filter, and one in it, which are two properties. */
const spread = ({ filter, ...rest }: any): any => (filter === undefined ? rest : { ...rest, ...filter });
const filter = (json: any): any => {
  const { name, subFilter } = fields({ name: required(text), subFilter: (sub) => fields({ name: required(text) })(sub).name })(json);
  return { filter: name, subFilter };
};

const filterChain: Reader = (json) => spread(fields({
  name: text, sni: text, transportProtocol: text, applicationProtocols: (t) => text(t).split(','), destinationPort: number, filter,
})(json));
const routeName: Reader = (json) => fields({ name: required(text) })(json).name;

const OBJECTS: Record<string, (context: any, json: any, proxy: any) => istio.EnvoyMatch> = {
  listener: (context, json, proxy) => istio.EnvoyMatch.listener(context, fields({ name: text, portNumber: number, portName: text, listenerFilter: text, filterChain })(json), proxy),
  routeConfiguration: (context, json, proxy) => istio.EnvoyMatch.routeConfiguration(context, fields({
    name: text,
    portNumber: number,
    portName: text,
    gateway: gatewayRef,
    vhost: fields({ name: text, domainName: text, route: fields({ name: text, action: member(istio.EnvoyRouteAction) }) }),
  })(json), proxy),
  cluster: (context, json, proxy) => istio.EnvoyMatch.cluster(context, fields({ name: text, service: text, subset: text, portNumber: number })(json), proxy),
};

const envoyMatch: Reader = (json) => {
  const { context, proxy, ...objects } = fields({
    context: required(text), proxy: fields({ proxyVersion: text, metadata: map(text) }), listener: free, routeConfiguration: free, cluster: free, waypoint: free,
  })(json);
  const [kind, ...others] = Object.keys(objects);
  if (others.length > 0) { throw new Untyped(NO_PROPERTY); }
  if (context === 'WAYPOINT') {
    only(objects, 'waypoint');
    if (kind === undefined) { throw new Untyped(NO_PROPERTY); }
    return istio.EnvoyMatch.waypoint(spread(fields({ portNumber: number, filter, route: routeName })(objects.waypoint)), proxy);
  }
  if (!(Object.values(istio.EnvoyContext) as string[]).includes(context)) { throw new Untyped(NO_MEMBER, 'context'); }
  only(objects, 'listener', 'routeConfiguration', 'cluster');
  return kind === undefined ? istio.EnvoyMatch.any(context, proxy) : OBJECTS[kind](context, objects[kind], proxy);
};

const PATCHES: Record<string, (value: any, filterClass?: istio.FilterClass) => istio.EnvoyPatch> = {
  MERGE: istio.EnvoyPatch.merge,
  MERGE_AND_REPLACE_LIST: istio.EnvoyPatch.mergeAndReplaceList,
  ADD: istio.EnvoyPatch.add,
  REMOVE: istio.EnvoyPatch.remove,
  INSERT_BEFORE: istio.EnvoyPatch.insertBefore,
  INSERT_AFTER: istio.EnvoyPatch.insertAfter,
  INSERT_FIRST: istio.EnvoyPatch.insertFirst,
  REPLACE: istio.EnvoyPatch.replace,
};
const CLASSED = /^(?:ADD|INSERT_)/;

const envoyPatch: Reader = (json) => {
  const { operation, value, filterClass } = fields({ operation: required(text), value: free, filterClass: member(istio.FilterClass) })(json);
  if (!Object.hasOwn(PATCHES, operation)) { throw new Untyped(NO_MEMBER, 'operation'); }
  if ((filterClass !== undefined && !CLASSED.test(operation)) || (value !== undefined && operation === 'REMOVE')) { throw new Untyped(NO_PROPERTY); }
  if (value === undefined && operation !== 'REMOVE') { throw new Untyped(MISSING, 'value'); }
  return PATCHES[operation](value, filterClass);
};

export const envoyFilter = fields({
  workloadSelector: (json) => fields({ labels: required(map(text)) })(json).labels,
  targetRefs: TARGET.targetRefs,
  configPatches: list(fields({ applyTo: required(member(istio.EnvoyApplyTo)), match: envoyMatch, patch: required(envoyPatch) })),
  priority: number,
});
