import type { WasmModule } from '../wasm-module';
import { dnsName, freeForm, text } from './check';
import type { At } from './json';
import { constant, list, path, refuse, struct, value } from './json';

export const wasmModule = struct<WasmModule>((p, at) => {
  if (p.sha256 !== undefined && !/^[a-f0-9]{64}$/.test(p.sha256)) {
    refuse(at, `sha256 must be 64 lower-case hex digits, got: '${p.sha256}'`);
  }
  return {
    url: wasmUrl(p.url, at, 'url'),
    sha256: text(p.sha256, at, 'sha256'),
    imagePullPolicy: constant(p.imagePullPolicy, at, 'imagePullPolicy'),
    imagePullSecret: dnsName(p.imagePullSecret, at, 'imagePullSecret'),
    pluginName: text(p.pluginName, at, 'pluginName'),
    pluginConfig: freeForm(p.pluginConfig, at, 'pluginConfig'),
    failStrategy: constant(p.failStrategy, at, 'failStrategy'),
    type: constant(p.type, at, 'type'),
    vmConfig: p.env && { env: list(p.env, at, 'env', value) },
  };
});

/** The URL of a module. */
export function wasmUrl(url: string | undefined, at: At, field: string): string | undefined {
  const found = text(url, at, field);
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(found ?? '');
  if (scheme && !['oci', 'http', 'https', 'file'].includes(scheme[1])) {
    throw new Error(`${path(at, field)} must have the scheme oci, http, https or file, got: '${found}'`);
  }
  return found;
}
