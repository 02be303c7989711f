import { isIp } from './address';
import type { VirtualHost } from './form';
import { anyOf, indexBy } from './index-by';
import type { PortServices } from './port-services';
import type { Egress } from './scope';
import type { MeshService } from './services';
import type { MeshVirtualService } from './virtual-services';
import { isWildcard } from '../world/hosts';

/** The virtual hosts of VirtualServices and services, as istiod generates them for all. */
type Make = (virtualServices: readonly MeshVirtualService[], services: readonly MeshService[]) => readonly VirtualHost[];

const byDomain = indexBy((service: MeshVirtualService) => service.hosts.map((h) => bracketed(h.toLowerCase())));
const hasWildcards = anyOf((service: MeshVirtualService) => service.hosts.some(isWildcard));
const hasPrefixes = anyOf((service: MeshVirtualService) => service.hosts.some((h) => h.length > 1 && h.endsWith('*')));

export const bracketed = (host: string): string => (host.includes(':') && isIp(host) ? `[${host}]` : host);

/**
 * Finds virtual hosts of a listener by domain, without generating those of all services: VirtualServices and services claim a domain as a host, an
 * address or a short name, and only these claims decide who gets it.
 */
export class OutboundHosts {
  private readonly found = new Map<string, VirtualHost | undefined>();
  private readonly byName = new Map<string, VirtualHost>();

  public constructor(
    private readonly registry: PortServices,
    private readonly egress: Egress,
    private readonly make: Make,
    private readonly client: { readonly namespace: string; readonly domain: string },
  ) {}

  /** Whether domains can be found one by one. If a VirtualService's host ends in an asterisk, Envoy would have to try prefixes of hosts. */
  public get searchable(): boolean {
    return !hasPrefixes(this.egress.virtualServices);
  }

  /** The virtual host with a lower-case domain. */
  public of(domain: string): VirtualHost | undefined {
    if (!this.found.has(domain)) this.found.set(domain, this.find(domain));
    return this.found.get(domain);
  }

  /**
   * The virtual hosts of all objects that may claim a lower-case domain; some of their other domains may belong to virtual hosts that are not
   * included.
   */
  public rivals(domain: string): readonly VirtualHost[] {
    const services = this.services(domain);
    const virtualServices = this.virtualServices(domain, services);
    return services.length || virtualServices.length ? this.make(virtualServices, services) : [];
  }

  private find(domain: string): VirtualHost | undefined {
    const host = this.rivals(domain).find((h) => h.domains.some((d) => d.toLowerCase() === domain));
    return host && (this.byName.get(host.name) ?? this.keep(host));
  }

  private keep(host: VirtualHost): VirtualHost {
    const claimed = host.domains;
    const owner = (domain: string) => this.of(domain.toLowerCase())?.name;
    const kept: VirtualHost = {
      ...host,
      get domains() { return claimed.filter((d) => owner(d) === host.name); },
    };
    this.byName.set(host.name, kept);
    return kept;
  }

  /** Services that may claim a domain. A headless Service also claims any name below its own. */
  private services(domain: string): readonly MeshService[] {
    const { registry } = this;
    const named = (name: string) => registry.named(this.hostsMeantBy(name), /^[[\d]/.test(name) || name.includes(':') ? name.replace(/^\[|\]$/g, '') : undefined);
    const own = named(domain);
    return domain.startsWith('*.') ? [...own, ...named(domain.slice(2)).filter((s) => s.resolution === 'PASSTHROUGH' && !own.includes(s))] : own;
  }

  /** The full hosts that a name may refer to. */
  private hostsMeantBy(name: string): readonly string[] {
    const { namespace, domain } = this.client;
    return [...new Set([name, name.replace(/\.$/, ''), `${name}.${domain}`, `${name}.svc.${domain}`, `${name}.${namespace}.svc.${domain}`])];
  }

  /** VirtualServices that claim a domain, or a host of services that do. */
  private virtualServices(domain: string, services: readonly MeshService[]): readonly MeshVirtualService[] {
    const { egress, egress: { virtualServices } } = this;
    const index = byDomain(virtualServices);
    const hosts = [domain, ...services.map((s) => bracketed(s.host))];
    const wildcards = !hasWildcards(virtualServices) ? [] : services.flatMap((s) => egress.mostSpecific(s.host)?.hosts.map((h) => bracketed(h.toLowerCase())) ?? []);
    const places = new Map([...hosts, ...wildcards].flatMap((host) => index.get(host) ?? []).map((p) => [p.place, p.member]));
    return [...places].sort(([a], [b]) => a - b).map(([, member]) => member);
  }
}
