/** The index of the colon before the port in a Host header; -1 if there is none. */
export function portStart(host: string): number {
  const colon = host.lastIndexOf(':');
  return colon >= 0 && host.lastIndexOf(']') < colon ? colon : -1;
}

export function withoutPort(host: string): string {
  const at = portStart(host);
  return at < 0 ? host : host.slice(0, at);
}

/** Converts only ASCII to lower case, as Envoy does to compare hosts. */
export function lowerCase(text: string): string {
  return /[A-Z]/.test(text) ? text.replace(/[A-Z]+/g, (s) => s.toLowerCase()) : text;
}
