import type { IstiodProps } from '../install/props/istiod';
import { fetchedByProxies } from '../model/keys';

/** The services that proxies of a mesh call in addition to declared calls, from the configuration of its istiod. */
export interface ProxyNeeds {
  /** Hosts of the extension providers, as written: `HOST` or `NAMESPACE/HOST`. */
  readonly providers: readonly string[];
  /** Whether proxies fetch the JWT keys. */
  readonly keysByProxy: boolean;
}

/** Determines them from the props and the Helm values of an istiod. */
export function proxyNeeds(istiod: IstiodProps | undefined): ProxyNeeds {
  const typed: any[] = (istiod?.meshConfig?.extensionProviders ?? []).map((p) => p._render());
  const raw: any[] = istiod?.values?.meshConfig?.extensionProviders ?? [];
  const env = { ...istiod?.env, ...istiod?.values?.env, ...istiod?.values?.pilot?.env };
  return { providers: providerHosts([...typed, ...raw]), keysByProxy: fetchedByProxies(env.PILOT_JWT_ENABLE_REMOTE_JWKS) };
}

/** The hosts of extension providers, in the form of the mesh configuration. */
export function providerHosts(providers: readonly any[]): readonly string[] {
  return [...new Set(providers.flatMap((p) => Object.values(p ?? {}).map((of: any) => of?.service)).filter((s): s is string => typeof s === 'string' && s !== ''))];
}

/** A registry host in the form of a Sidecar import: `NAMESPACE/HOST`; for a Service with its own namespace, for any other host with any namespace. */
export function importOf(host: string, clusterDomain: string): string {
  if (host.includes('/')) return host;
  const namespace = host.endsWith(`.svc.${clusterDomain}`) ? host.split('.')[1] : undefined;
  return `${namespace ?? '*'}/${host}`;
}
