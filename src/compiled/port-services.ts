import { byLowerHost, indexBy } from './index-by';
import type { MeshService } from './services';
import { isWildcard } from '../world/hosts';

/** Services by host. */
export type Registry = Pick<ReadonlyMap<string, MeshService>, 'get' | 'has' | 'keys' | 'values'>;

const byAlias = indexBy((service: MeshService) => service.aliases.map((a) => a.host.toLowerCase()));
const byAddress = indexBy((service: MeshService) => service.addresses);

/** Services of a list by host, each with a single port: those that a listener of the port serves. Created on demand. */
export class PortServices implements Registry {
  private readonly known = new Map<string, MeshService | undefined>();
  private hosts?: ReadonlySet<string>;

  public constructor(private readonly list: readonly MeshService[], private readonly port: number) {}

  public get(host: string): MeshService | undefined {
    if (!this.known.has(host)) this.known.set(host, this.find(host));
    return this.known.get(host);
  }

  public has(host: string): boolean {
    return this.get(host) !== undefined;
  }

  public keys(): MapIterator<string> {
    this.hosts ??= new Set(this.list.filter((s) => portOf(s, this.port)).map((s) => s.host.toLowerCase()));
    return this.hosts.values();
  }

  public values(): MapIterator<MeshService> {
    return new Map([...this.keys()].map((host) => [host, this.get(host)!])).values();
  }

  /** The services with these hosts, aliases and addresses, in the order of the list. */
  public named(hosts: readonly string[], address: string | undefined): readonly MeshService[] {
    const places = [
      ...hosts.flatMap((host) => [...byLowerHost(this.list).get(host) ?? [], ...byAlias(this.list).get(host) ?? []]),
      ...(address === undefined ? [] : byAddress(this.list).get(address) ?? []),
    ];
    const first = new Map<string, number>();
    for (const { member } of places) {
      const host = member.host.toLowerCase();
      const place = byLowerHost(this.list).get(host)!.find((p) => portOf(p.member, this.port))?.place;
      if (place !== undefined) first.set(host, place);
    }
    return [...first].sort(([, a], [, b]) => a - b).map(([host]) => this.get(host)!);
  }

  /** The last service of the host with the port. */
  private find(host: string): MeshService | undefined {
    const service = byLowerHost(this.list).get(host)?.filter((p) => portOf(p.member, this.port)).at(-1)?.member;
    return service && { ...service, host, ports: [portOf(service, this.port)!] };
  }
}

const portOf = ({ ports }: MeshService, port: number) => ports.find((p) => p.port === port && p.protocol !== 'UDP');

/** Wildcard hosts of services. */
export const wildcardsOf = (registry: Registry): readonly string[] => [...registry.keys()].filter(isWildcard);
