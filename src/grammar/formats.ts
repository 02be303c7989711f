const LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const QUALIFIED = /^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/;

/** Why the text is not a DNS label (RFC 1123), or undefined when it is one. */
export function dns1123LabelError(text: string): string | undefined {
  if (text.length > 63) return 'must have at most 63 characters';
  return LABEL.test(text) ? undefined : "must consist of lower-case letters, digits and '-', and start and end with a letter or digit";
}

/** Why the text is not a DNS subdomain (RFC 1123), or undefined when it is one. */
export function dns1123SubdomainError(text: string): string | undefined {
  if (text.length > 253) return 'must have at most 253 characters';
  return SUBDOMAIN.test(text) ? undefined : "must consist of lower-case letters, digits, '-' and '.', and start and end with a letter or digit";
}

/** Why the text is not a DNS label (RFC 1035), or undefined when it is one. */
export function dns1035LabelError(text: string): string | undefined {
  if (text.length > 63) return 'must have at most 63 characters';
  return /^[a-z]([-a-z0-9]*[a-z0-9])?$/.test(text) ? undefined : "must consist of lower-case letters, digits and '-', start with a letter and not end with '-'";
}

/** Keys known to be valid: an app has few, each many times. */
const good = new Set<string>();

/** Why the text is not a valid key of a label or an annotation, or undefined when it is. */
export function qualifiedNameError(text: string): string | undefined {
  if (good.has(text)) return undefined;
  const error = keyError(text);
  if (error === undefined && good.size < 1000) good.add(text);
  return error;
}

function keyError(text: string): string | undefined {
  const slash = text.indexOf('/');
  const [prefix, name] = slash < 0 ? [undefined, text] : [text.slice(0, slash), text.slice(slash + 1)];
  if (prefix !== undefined && dns1123SubdomainError(prefix)) return `the prefix before '/' ${dns1123SubdomainError(prefix)}`;
  if (name.length > 63) return 'the name part must have at most 63 characters';
  return QUALIFIED.test(name) ? undefined : "must consist of letters, digits, '-', '_' and '.', and start and end with a letter or digit";
}

/** Why the text is not a valid label value, or undefined when it is. */
export function labelValueError(text: string): string | undefined {
  if (text.length > 63) return 'must have at most 63 characters';
  return text === '' || QUALIFIED.test(text) ? undefined : "must consist of letters, digits, '-', '_' and '.', and start and end with a letter or digit";
}

/** The formats that CEL rules can name. */
export const FORMATS: Record<string, (text: string) => string | undefined> = {
  dns1123Label: dns1123LabelError,
  dns1123Subdomain: dns1123SubdomainError,
  dns1035Label: dns1035LabelError,
  qualifiedName: qualifiedNameError,
  labelValue: labelValueError,
};
