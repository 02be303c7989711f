/**
 * The spellings of hosts that an AuthorizationPolicy has to list: istiod compares the Host header as it was sent, port included, without
 * regard to case. What denies, or asks an authorizer, lists the full name with its dot at the end too, and the list that two Host headers arrive as.
 *
 * `*.example.com` with any port can't be written, since a star stands at one end only: the known ports are listed, and MESH405 says what is left.
 *
 * @param hosts as the rule gives them; those with a port, and those that end in a star, stay as they are
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
