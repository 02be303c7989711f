/**
 * The spellings of hosts that an AuthorizationPolicy must list: istiod compares the Host header as sent, including the port, ignoring case. Deny rules and
 * external authorizers also list the name with a trailing dot, and the comma-separated list that two Host headers are merged into. `*.example.com` with any
 * port can't be expressed, since an asterisk is allowed at one end only: the known ports are listed, and MESH405 reports the rest.
 *
 * @param hosts the hosts of the rule; those with a port, and those that end in an asterisk, are kept
 * @param ports ports at which requests arrive
 */
export function hostForms(hosts: readonly string[], allow: boolean, ports: readonly number[]): string[] {
  return [...new Set(hosts.flatMap((h) => {
    if (h.endsWith('*') || h.lastIndexOf(':') > h.lastIndexOf(']')) {
      return [h];
    }
    const names = allow ? [h] : [h, `${h}.`];
    const spelled = names.flatMap((n) => [n, ...(h.startsWith('*') ? ports.map((p) => `${n}:${p}`) : [`${n}:*`])]);
    return allow || h.startsWith('*') ? spelled : [...spelled, `${h},*`, `*,${h}`];
  }))];
}
