import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { differing } from './judge';
import type { Compiler } from './ours';
import type { RecordedWorld } from './recorded';
import { inPlace, loaderWith, type Mutant } from '../harness/mutant';

const FOLDER = resolve(__dirname, '../../src/compiled');

/** Mistakes that somebody could make; istiod's answers must detect each of them. */
export const MUTANTS: readonly Mutant[] = [
  ...inPlace('age.ts',
    ['return byAge || order(a.name, b.name) || order(a.namespace, b.namespace);', 'return byAge || order(a.namespace, b.namespace) || order(a.name, b.name);'],
    ['return x === y ? 0 : x < y ? -1 : 1;', 'return x === y ? 0 : x < y ? 1 : -1;']),
  ...inPlace('authentication.ts',
    ['return this.namespaceModes.get(namespace) ?? this.meshMode;', 'return this.namespaceModes.get(namespace);'],
    ['ports.set(Number(port), mode ? {', 'ports.set(Number(port), false ? {'],
    ['for (const item of [meshWide, namespaceWide, workload]) {', 'for (const item of [meshWide, workload, namespaceWide]) {'],
    ['const workload = items.find((i) => i.namespace !== root && selective(i));', 'const workload = items.find((i) => selective(i));']),
  ...inPlace('services.ts',
    ["return to.includes('*') || (to.includes('.') && service.namespace === namespace) || to.includes(namespace);", "return to.includes('*') || (to.includes('.') && service.namespace === namespace);"],
    ['if (!before || (!before.kubernetes && service.kubernetes)) byNamespace.set', 'if (!before) byNamespace.set'],
    ["resolution: spec.clusterIP === 'None' ? 'PASSTHROUGH' :", 'resolution: false ? \'PASSTHROUGH\' :'],
    ["external: (spec.location ?? 'MESH_EXTERNAL') === 'MESH_EXTERNAL',", "external: spec.location === 'MESH_EXTERNAL',"],
    ['return cidr ? [cidr.bits === cidr.width ? cidr.address : text] : [];', 'return cidr ? [text] : [];'],
    ['if (further === undefined) return at;', 'return at;'],
    ['accounts: spec.subjectAltNames ?? [],', 'accounts: [],']),
  ...inPlace('scope.ts',
    ["if (ns === '.') ns = namespace;", ''],
    ['known.excluded.push(parts[1]);', 'known.excluded.push();'],
    ["const excludes = ns.startsWith('~');", 'const excludes = false;'],
    ['(gatewaySemantics ? isSubsetOf(host, h) : hostsMatch(host, h))', 'isSubsetOf(host, h)'],
    ['if (!before || s.namespace === namespace ||', 'if (!before ||'],
    ['(!before.kubernetes && s.kubernetes && before.namespace !== namespace)', 'false'],
    ['if (namespace !== undefined && sources.length && !sources.includes(namespace)) continue;', ''],
    ['add(spec.mirror);', ''],
    ['const service = known.get(namespace) ?? best(', 'const service = best('],
    ['const found = service.ports.find((p) => p.port === port);\n  return found && (service.ports.length === 1 ? service : { ...service, ports: [found] });', 'return service.ports.some((p) => p.port === port) ? service : undefined;'],
    ['if (!ports.size || ports.has(0)) return service;', 'return service;'],
    ['const portOf = (spec: EgressSpec): number => (spec.port?.number &&', 'const portOf = (spec: EgressSpec): number => (false && spec.port?.number &&']),
  ...inPlace('sidecars.ts',
    ['selective(a) - selective(b) || ages.compare(a, b)', 'ages.compare(a, b)'],
    ['return fitting[0] ?? this.root;', 'return fitting[0];'],
    ['if (!own) return this.root;', 'if (!own) return undefined;']),
  ...inPlace('virtual-services.ts',
    ['return [...own, ...exported, ...all.filter(first), ...all.filter((v) => !first(v))];', 'return [...all.filter(first), ...all.filter((v) => !first(v)), ...exported, ...own];'],
    ["if (name.startsWith('./')) return `${namespace}/${name.slice(2)}`;", ''],
    ['const gateways = service.gateways.length ? service.gateways : [MESH];', 'const gateways = new Set(service.gateways.length ? service.gateways : [MESH]);'],
    ["if (!found || !(found.exportTo.includes('*') || found.exportTo.includes(root.namespace))) return [];", 'if (!found) return [];'],
    ['delegates.get(`${delegate.namespace || root.namespace}/', 'delegates.get(`${root.namespace}/'],
    ['...(route.mirror ? { mirror: to(route.mirror) } : {}),', '']),
  ...inPlace('delegates.ts',
    ['|| !!root.ignoreUriCase !== !!leaf.ignoreUriCase', ''],
    ['timeout: own.timeout ?? root.timeout,', 'timeout: own.timeout,'],
    ['if (!fitting.length) return undefined;', ''],
    ['headers: nonEmpty({ ...root.headers, ...own.headers }),', 'headers: nonEmpty({ ...own.headers }),'],
    ['if (leaf.prefix) return !leaf.prefix.startsWith(root.prefix);', 'if (leaf.prefix) return leaf.prefix !== root.prefix;']),
  ...inPlace('destination-rules.ts',
    ['if (first) return first;', 'if (first?.some((r) => r.from.some((i) => i.namespace === serviceNamespace))) return first;'],
    ['for (const namespace of [serviceNamespace, this.mesh.rootNamespace]) {', 'for (const namespace of [this.mesh.rootNamespace, serviceNamespace]) {'],
    ["rules = table && this.rulesOf(mostSpecific(host, table), host)?.filter((r) => !r.exportTo.size || r.exportTo.has('*') || r.exportTo.has(client));", 'rules = table && this.rulesOf(mostSpecific(host, table), host);'],
    ['before.trafficPolicy ??= policyOf(item);', ''],
    ['else before.subsets.push(subset);', ''],
    ['if (rule.selector === undefined) forAll = rule;', 'if (rule.selector === undefined) forAll ??= rule;'],
    ['a.length === b.length ? order(a, b) < 0 : a.length > b.length', 'a.length < b.length']),
  ...inPlace('traffic-policy.ts',
    ['(own[key] !== undefined || own.ofPort ? own[key] : base[key])', '(own[key] ?? base[key])'],
    ['tls: own.tls, ofPort: true };', 'tls: own.tls ?? policy?.tls, ofPort: true };'],
    ['maxRetries: positive(pool?.http?.maxRetries) ?? MAX,', 'maxRetries: positive(pool?.http?.maxRetries) ?? 3,'],
    ['const idle = milliseconds(pool?.http?.idleTimeout) ?? milliseconds(pool?.tcp?.idleTimeout);', 'const idle = milliseconds(pool?.http?.idleTimeout);'],
    ["case 'ROUND_ROBIN': return { ...base, lbPolicy: 'ROUND_ROBIN', ...slowStart(lb) };", "case 'ROUND_ROBIN': return { ...base, lbPolicy: 'ROUND_ROBIN' };"],
    ['(outlier && !!(setting?.failover?.length', '(!!(setting?.failover?.length']),
  ...inPlace('endpoints.ts',
    ['port: unix ? 0 : entry.ports?.[port.name] || target || port.port,', 'port: unix ? 0 : target || port.port,'],
    ['(entry.serviceAccount ? \'istio\' : \'disabled\')', "'disabled'"],
    ['({ ...(item.spec as WorkloadEntrySpec).labels, ...item.labels })', 'item.labels']),
  ...inPlace('cluster.ts',
    ["case 'PASSTHROUGH': return gateway ? 'EDS' : 'ORIGINAL_DST';", "case 'PASSTHROUGH': return 'ORIGINAL_DST';"],
    ['if (dns && !endpoints.length) return undefined;', ''],
    ["if (isHttp2(port.protocol)) return 'http2';\n  if (!gateway && isSniffed(port.protocol)) return 'useDownstream';", "if (isHttp2(port.protocol)) return 'http2';\n  if (isSniffed(port.protocol)) return 'useDownstream';"],
    ['if (service.external || !mesh.autoMtls || mode', 'if (service.external || mode'],
    ['return original ? { tls: mutual(accounts, sni) } : { autoTls: mutual(accounts, sni) };', 'return { autoTls: mutual(accounts, sni) };'],
    ['if (!all.atPort.length || all.atPort.some((e) => e.tlsMode === \'disabled\')) return \'DISABLE\';', "if (!all.atPort.length) return 'DISABLE';"],
    ['spec.subjectAltNames ?? accounts, spec.sni || sni', 'accounts, spec.sni || sni'],
    ['!gateway && rule?.selector === undefined) return undefined;', 'rule?.selector === undefined) return undefined;'],
    ['const chosen = labels ? all.list.filter((e) => matches(labels, e.labels)) : all.list;', 'const chosen = all.list;'],
    ["endpoints.filter((e) => e.tlsMode === 'istio' && (", 'endpoints.filter((e) => (']),
  ...inPlace('route.ts',
    ['if (match.port && match.port !== port) return false;', ''],
    ['if (match.gateways?.length) return match.gateways.some((g) => gateways.has(g));', 'if (match.gateways?.length && !match.gateways.some((g) => gateways.has(g))) return false;'],
    ['if (isCatchAll(route.match)) return out;', ''],
    ['const used = single ? given : given.filter((t) => t.destination.weight);', 'const used = given;'],
    ['service?.ports.length === 1 ? service.ports[0].port : listenPort', 'service?.ports.length ? service.ports[0].port : listenPort'],
    ['cluster(service?.externalName || destination.host', 'cluster(destination.host'],
    ['spec.rewrite?.authority || fromHeaders || own?.authority', 'fromHeaders || spec.rewrite?.authority || own?.authority'],
    ['return atPort(subset) ?? subset?.loadBalancer?.consistentHash ?? atPort(', 'return subset?.loadBalancer?.consistentHash ?? atPort('],
    ['(percentage.value ?? 0) > 0 ? millionths(percentage) : undefined)', 'millionths(percentage))'],
    ["if (!gatewaySemantics || rewrite.uri !== '/') return", 'if (true) return']),
  ...inPlace('route-parts.ts',
    ['numRetries: 2, hostSelectionRetryMaxAttempts: 5', 'numRetries: 3, hostSelectionRetryMaxAttempts: 5'],
    ['if ((spec.attempts ?? 0) <= 0) return undefined;', ''],
    ['if ((port === 80 && scheme === \'http\') || (port === 443 && scheme === \'https\')) port = 0;', 'if (port === 80 || port === 443) port = 0;'],
    ["let port = spec.derivePort === 'FROM_REQUEST_PORT' ? listenPort : spec.port ?? 0;", 'let port = spec.port ?? 0;'],
    ["forwardNotMatchingPreflights: spec.unmatchedPreflights !== 'IGNORE',", 'forwardNotMatchingPreflights: true,']),
  ...inPlace('match.ts',
    ["if (segments && uri.prefix !== '/') return", 'if (segments) return'],
    ['(isPresence(match) ? {} : { treatMissingHeaderAsEmpty: true })', '{}'],
    ['&& !headers?.length && !queryParameters?.length && !dynamicMetadata?.length', '&& !headers?.length && !dynamicMetadata?.length']),
  ...inPlace('outbound-routes.ts',
    ['return found.length === 1 ? [{ ...found[0], domains: [\'*\'] }] : found;', 'return found;'],
    ['if (!byPort.size && listenPort === 80) byPort.set(80, []);', ''],
    ['if (claimed.short.has(d) && full.has(d)) return false;', ''],
    ['if (taken.has(service.host) || service.resolution === \'ALIAS\') continue;', 'if (taken.has(service.host)) continue;'],
    ["if (service.resolution === 'PASSTHROUGH' && service.kubernetes) all.push(", "if (service.resolution === 'PASSTHROUGH') all.push("],
    ['if (chosen && chosen.name === vs.name && chosen.namespace === vs.namespace) services.push(service);', 'services.push(service);'],
    ['if (vs.gatewaySemantics && !services.some((s) => s.namespace === vs.namespace || context.namespace === vs.namespace)) return [];', '']),
  ...inPlace('outbound-listeners.ts',
    ['for (const entry of entries.values()) entry.locked = true;', ''],
    ['if (!isTcp(current.protocol)) return;', ''],
    ['matches(match.sourceLabels, labels)\n', 'true\n'],
    ['if (match.destinationSubnets?.length && port.port > 0) cidrs = match.destinationSubnets;', ''],
    ['const names = tls && anonymous ?', 'const names = tls ?'],
    ['if (isIp(address) && address !== context.addresses[0]) add(', 'if (isIp(address)) add('],
    ['if ([...subnets].sort().join() === sameAs) all = true;', '']),
  ...inPlace('inbound.ts',
    ["if (mode.mode === 'STRICT') return [tls(true, MTLS_HTTP), tls(false)];", "if (mode.mode === 'STRICT') return [tls(true), tls(false)];"],
    ['const modeAt = ({ mtls }: InboundContext, port: number): PortMode => mtls.ports.get(port) ?? mtls;', 'const modeAt = ({ mtls }: InboundContext, port: number): PortMode => (port < 0 ? mtls.ports.get(port) : undefined) ?? mtls;'],
    ['if (pool) policy = { ...policy, connectionPool: pool };', ''],
    ['const others = all.filter(([p, i]) => p !== 0 && i.tls !== byDefault).map(([p]) => p);', 'const others: number[] = [];']),
  ...inPlace('gateways.ts',
    ["return at === '.' ? `${namespace}/${rest}` : at === '*' ? rest : host;", "return at === '.' ? rest : at === '*' ? rest : host;"],
    ['if (!takeHosts(server.hosts, bind, taken)) return;', 'takeHosts(server.hosts, bind, taken);'],
    ['return [found[0] ?? port];', 'return [port];'],
    ['if (plain.bind === bind) {', 'if (true) {'],
    ["if (routeName === '' || this.byRouteName.has(routeName)) return;", ''],
    ['const NO_TRANSLATION = \'experimental.istio.io/disable-gateway-port-translation\';', "const NO_TRANSLATION = 'disabled';"],
    ['return namespaces.size ? bound.filter(', 'return false ? bound.filter('],
    ['`https.${spec.port!.number ?? 0}.', '`https.${port}.']),
  ...inPlace('gateway-listeners.ts',
    ['if (slash >= 0 && host.slice(0, slash) !== namespace) return false;', ''],
    ['!takeHosts(names, server.spec.bind ?? \'\', taken)', '!(takeHosts(names, server.spec.bind ?? \'\', taken) || true)'],
    ['(!port || port === server.port) && (!gateways?.length || gateways.includes(server.gateway))', '(!port || port === server.port)'],
    ["const validated = mutual || mode === 'OPTIONAL_MUTUAL';", 'const validated = mutual;'],
    ["if (vs.item.key !== 'TLSRoute') continue;", 'continue;']),
  ...inPlace('gateway-routes.ts',
    ['if (redirect) for (const host of server.hosts)', 'if (false) for (const host of server.hosts)'],
    ['else if (isSubsetOf(b, a)) out.add(b);', ''],
    ['routes: [...routes.filter((r) => !isCatchAll(r.match)), ...routes.filter((r) => isCatchAll(r.match))],', 'routes,'],
    ['if (twin && twin.requireTls === host.requireTls) {', 'if (twin) {'],
    ['given.toLowerCase()', 'given']),
  ...inPlace('gateway-proxy.ts',
    ['return own && this.model.services.isVisible(own, this.class.namespace) ? own : this.imports.byHost.get(host);', 'return this.imports.byHost.get(host);']),
  ...inPlace('gateway-api/gateways.ts',
    ['if (accepted.some((a) => !distinct(listener, a))) return;', ''],
    ["if ((spec?.from ?? 'Same') === 'Same') return [own];", "if ((spec?.from ?? 'Same') === 'Same') return ['*'];"],
    ["case 'Same': return set.namespace === item.namespace;", "case 'Same': return true;"],
    ['return there && (namespace === owner.namespace || granted(', 'return there && (true || granted('],
    ["(addresses[0].type ?? 'IPAddress') === 'IPAddress'", 'true']),
  ...inPlace('gateway-api/parents.ts',
    ['if ((ref.port && ref.port !== listener.port) || (ref.sectionName && ref.sectionName !== listener.section)) return false;', 'if (ref.sectionName && ref.sectionName !== listener.section) return false;'],
    ['return fits && listener.kinds.includes(route.kind);', 'return fits;'],
    ['return ![...others].some((other) => own.length <= other.length && isSubsetOf(host, other));', 'return true;'],
    ["(from === '*' || from === route.namespace) &&", '']),
  ...inPlace('gateway-api/references.ts',
    ['if (enforceGrants && ref.namespace !== undefined && namespace !== route.namespace && !granted(', 'if (ref.namespace !== undefined && namespace !== route.namespace && !granted('],
    ["return port === undefined ? 'refused' : backend;", 'return backend;'],
    ['(t.name === undefined || t.name === to.name)', 'true']),
  ...inPlace('gateway-api/filters.ts',
    ['out[name.toLowerCase()] ??= value;', 'out[name.toLowerCase()] = value;'],
    ['const { statusCode = 302, hostname', 'const { statusCode = 301, hostname'],
    ["if (grpc) return 'refused';\n          break;", 'break;'],
    ["(path.replacePrefixMatch ?? '').replace(/\\/$/, '') || '/'", "path.replacePrefixMatch || '/'"]),
  ...inPlace('gateway-api/rules.ts',
    ['if (!used.length && !spec.redirect) return { ...spec, directResponse: { status: 500 } };', ''],
    ['return rank(b.uri) - rank(a.uri) || length(b.uri) - length(a.uri) ||', 'return rank(b.uri) - rank(a.uri) ||'],
    ['|| size(b.headers) - size(a.headers)', ''],
    ['return backend && !retry ? backend : nonZero(timeouts?.request);', 'return nonZero(timeouts?.request) ?? backend;'],
    ['if (service === undefined) return { regex: `/[^/]+/${name ?? \'\'}` };', ''],
    ['weight: used.length === 1 ? 0 : backend.weight ?? 1, ...(headers', 'weight: backend.weight ?? 0, ...(headers']),
  ...inPlace('gateway-api/routes.ts',
    ['const sorted = [...list].sort((a, b) => from.ages.compareByNamespace(a, b));', 'const sorted = [...list].sort((a, b) => from.ages.compare(a, b));'],
    ['const prefix = listener ? listener.internalName : ref.port ? `${item.namespace}/${ref.port}` : item.namespace;', 'const prefix = listener ? listener.internalName : item.namespace;'],
    ['if (!isolated(attachment, host)) continue;', ''],
    ['const routes = listener ? constrained(ofGateway(), listener.hostname) :', 'const routes = listener ? ofGateway() :']),
];

/** The compiler with one mistake in it. */
export function compilerWith(mutant: Mutant): Compiler {
  const load = loaderWith(FOLDER, mutant);
  const from = <K extends keyof Compiler>(file: string, name: K): Compiler[K] => (load(file) as Compiler)[name];
  return { MeshModel: from('model.ts', 'MeshModel'), SidecarProxy: from('sidecar-proxy.ts', 'SidecarProxy'), GatewayProxy: from('gateway-proxy.ts', 'GatewayProxy') };
}

/** Whether istiod's answers for a world detect a mistake. A mistake that makes the compiler throw also counts. */
export function tells(world: RecordedWorld, mutant: Mutant): boolean {
  try {
    return differing(world, compilerWith(mutant)).length > 0;
  } catch {
    return true;
  }
}

export const keyOf = ({ file, from }: Mutant): string => `${file}: ${from}`;
const TELLING = join(__dirname, 'telling.json');

/** The recorded world that detects a mistake, by mistake; found by telling.ts. */
export const telling = (): Readonly<Record<string, number>> => JSON.parse(readFileSync(TELLING, 'utf8')) as Record<string, number>;
export const writeTelling = (found: Readonly<Record<string, number>>): void => writeFileSync(TELLING, `${JSON.stringify(found, undefined, 2)}\n`);

/** Mutants that their world doesn't detect, and those for which no world is known. */
export function untold(worlds: readonly RecordedWorld[]): { readonly missed: readonly Mutant[]; readonly open: readonly Mutant[] } {
  const seeds = telling();
  const bySeed = new Map(worlds.map((w) => [w.seed, w]));
  const known = MUTANTS.filter((m) => seeds[keyOf(m)] !== undefined);
  return { missed: known.filter((m) => !tells(bySeed.get(seeds[keyOf(m)])!, m)), open: MUTANTS.filter((m) => seeds[keyOf(m)] === undefined) };
}
