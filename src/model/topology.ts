import type { CallModel } from './security';
import { reachOf, type ServiceModel } from './service';

/** The calls among services as a Mermaid flowchart; the same model gives the same text. */
export function topology(services: readonly ServiceModel[]): string {
  const lines = ['flowchart LR'];
  const ids = new Map<string, string>();
  const id = (key: string) => {
    ids.set(key, ids.get(key) ?? `n${ids.size}`);
    return ids.get(key)!;
  };
  const known = [...new Set([...services, ...services.flatMap((s) => [...reachOf(s)])])];
  for (const gateway of gateways(services)) {
    lines.push(`  ${id(`gateway ${gateway}`)}{{"${text(gateway)}"}}`);
  }
  const namespaces = new Map<string, ServiceModel[]>();
  known.filter((s) => s.kind === 'kubernetes').forEach((s) => namespaces.set(s.namespace, [...(namespaces.get(s.namespace) ?? []), s]));
  for (const [namespace, inside] of namespaces) {
    lines.push(`  subgraph ${id(`namespace ${namespace}`)}["${text(namespace)}"]`);
    inside.forEach((s) => lines.push(`    ${id(s.path)}["${text(s.name)}"]`));
    lines.push('  end');
  }
  known.filter((s) => s.kind === 'external').forEach((s) => lines.push(`  ${id(s.path)}(["${text(s.hosts[0])}"])`));
  for (const target of known) {
    for (const call of target.callers) {
      const from = call.caller ? call.caller.path : `gateway ${call.gateway}`;
      lines.push(`  ${id(from)} -->${label(call)} ${id(target.path)}`);
    }
  }
  for (const s of known) {
    [...reachOf(s)].filter((r) => r !== s).forEach((r) => lines.push(`  ${id(s.path)} -.-> ${id(r.path)}`));
  }
  return `${lines.join('\n')}\n`;
}

function gateways(services: readonly ServiceModel[]): readonly string[] {
  return [...new Set(services.flatMap((s) => s.callers.map((c) => c.gateway)).filter((g): g is string => g !== undefined))];
}

function label(call: CallModel): string {
  const parts = [call.methods.join(', '), call.paths.join(', '), call.ports.join(', ')].filter(Boolean);
  return parts.length > 0 ? `|"${text(parts.join(' '))}"|` : '';
}

/** Mermaid needs quotes as entities. */
function text(value: string): string {
  return value.replace(/"/g, '#quot;');
}
