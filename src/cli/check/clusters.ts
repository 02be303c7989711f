import type { WorldOptions } from '../../world/world';

/** Manifests of one cluster. */
export interface ClusterInput {
  readonly name: string;
  readonly role?: WorldOptions['role'];
  readonly path: string;
}

/** Parses `NAME=PATH`, `NAME:management=PATH` and `NAME:member=PATH`; or returns the problem. A name may itself contain colons. */
export function parseClusters(options: readonly string[]): readonly ClusterInput[] | string {
  const roles = new Map<string, WorldOptions['role']>();
  const out: ClusterInput[] = [];
  for (const option of options) {
    const [, name, role, path] = /^([^=]+?)(?::(management|member))?=(.+)$/.exec(option) ?? [];
    if (!name) return `--cluster must be NAME=FILE or NAME=DIR, got "${option}"`;
    if (roles.has(name) && roles.get(name) !== role) return `--cluster ${name} is given both ${roles.get(name) ? `as ${roles.get(name)}` : 'without a role'} and ${role ? `as ${role}` : 'without a role'}: a cluster has only one role`;
    roles.set(name, role as WorldOptions['role']);
    out.push({ name, path, ...(role && { role: role as WorldOptions['role'] }) });
  }
  return out;
}
