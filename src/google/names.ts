import * as names from '../grammar/names';

/** Rules for Google Cloud names, applied where a value enters the library. Each function throws an error with the value. */

const REGION = /^[a-z]+-[a-z]+[0-9]+$/;
const ZONE = /^[a-z]+-[a-z]+[0-9]+-[a-z]$/;
const OWN_ACCOUNT = /^([a-z][a-z0-9-]{4,28}[a-z0-9])@([a-z0-9.:-]+)\.iam\.gserviceaccount\.com$/;

/** The path of a VPC network, from `NAME` or `PROJECT/NAME`. */
export function networkPath(what: string, project: string, given: string): string {
  const [host, name] = given.includes('/') ? given.split('/') : [project, given];
  if (given.split('/').length > 2 || !host) {
    throw new Error(`the network of ${what} must be NAME, or PROJECT/NAME for a shared VPC, got: '${given}'`);
  }
  return `projects/${host}/global/networks/${names.dnsLabel(`the network of ${what}`, name)}`;
}

/** A region: `europe-west1`. */
export function region(what: string, value: string): string {
  if (!REGION.test(value)) {
    throw new Error(`${what} must be a region, such as 'europe-west1', got: '${value}'`);
  }
  return value;
}

/** A zone: `europe-west1-b`. */
export function zone(what: string, value: string): string {
  if (!ZONE.test(value)) {
    throw new Error(`${what} must be a zone, such as 'europe-west1-b', got: '${value}'`);
  }
  return value;
}

/** Checks a region or a zone. */
export function location(what: string, value: string): string {
  if (!REGION.test(value) && !ZONE.test(value)) {
    throw new Error(`${what} must be a region or a zone, such as 'europe-west1' or 'europe-west1-b', got: '${value}'`);
  }
  return value;
}

/** Zones, without duplicates. */
export function zones(what: string, values: readonly string[]): readonly string[] {
  values.forEach((value) => zone(`a zone of ${what}`, value));
  const repeated = values.find((value, i) => values.indexOf(value) !== i);
  if (repeated !== undefined) {
    throw new Error(`${what} has zone '${repeated}' twice; remove one`);
  }
  return values;
}

/** A project number, which Google assigns. */
export function projectNumber(what: string, value: string): string {
  if (!/^[1-9][0-9]*$/.test(value)) {
    throw new Error(`${what} must be a project number, such as '482913370156' ('gcloud projects describe ID' shows it), got: '${value}'`);
  }
  return value;
}

/** The e-mail address of any Google service account, including default ones. */
export function googleAccount(what: string, value: string): string {
  if (!/^[^@\s]+@[^@\s]+\.gserviceaccount\.com$/.test(value)) {
    throw new Error(`${what} must be a Google service account, NAME@PROJECT.iam.gserviceaccount.com, got: '${value}'`);
  }
  return value;
}

/** The e-mail address of a user-created service account. */
export function ownGoogleAccount(what: string, value: string): { readonly name: string; readonly project: string } {
  const match = OWN_ACCOUNT.exec(value);
  if (!match) {
    throw new Error(`${what} must be NAME@PROJECT.iam.gserviceaccount.com with a NAME of 6 to 30 characters, got: '${value}'`);
  }
  return { name: match[1], project: match[2] };
}
