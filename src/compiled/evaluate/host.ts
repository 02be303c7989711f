/** Where the port begins in a Host header, at its colon; -1: there is none. */
export function portStart(host: string): number {
  const colon = host.lastIndexOf(':');
  return colon >= 0 && host.lastIndexOf(']') < colon ? colon : -1;
}

export function withoutPort(host: string): string {
  const at = portStart(host);
  return at < 0 ? host : host.slice(0, at);
}

/** Lower case of ASCII alone, as Envoy compares hosts. */
export function lowerCase(text: string): string {
  return /[A-Z]/.test(text) ? text.replace(/[A-Z]+/g, (s) => s.toLowerCase()) : text;
}
