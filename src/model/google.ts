import * as names from './names';

/** A VPC network by its path, from `NAME` or `PROJECT/NAME`. */
export function networkPath(what: string, project: string, given: string): string {
  const [host, name] = given.includes('/') ? given.split('/') : [project, given];
  if (given.split('/').length > 2 || !host) {
    throw new Error(`the network of ${what} is NAME, or PROJECT/NAME for a shared VPC, got: '${given}'`);
  }
  return `projects/${host}/global/networks/${names.dnsLabel(`the network of ${what}`, name)}`;
}
