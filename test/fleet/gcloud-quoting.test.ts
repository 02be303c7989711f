import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'cdk8s';
import { CloudPrincipal, CloudResource, Fleet, GcloudCommands, GoogleProject, ScopeForm, ScopeRole } from '../../src';

const fleetOf = () => new Fleet(new App(), 'fleet', { project: GoogleProject.fromIds('shop-fleet', '482913370156'), scopeForm: ScopeForm.GCLOUD });

/** The arguments of each gcloud command when a real shell runs the script, and the files that it created. */
function run(fleet: Fleet, existing = false, exitCode = 0): { readonly calls: string[][]; readonly files: string[]; readonly status: number } {
  const folder = mkdtempSync(join(tmpdir(), 'gcloud-'));
  try {
    const script = GcloudCommands.of(fleet.management).toText();
    const stub = `gcloud() { case "$*" in *' describe '*) return ${existing ? 0 : 1};; esac; printf '%s\\n' "$@" '<end>' >> calls; return ${exitCode}; }\n: > calls\n`;
    writeFileSync(join(folder, 'script.sh'), stub + script);
    let status = 0;
    try {
      execFileSync('sh', ['script.sh'], { cwd: folder, stdio: 'pipe' });
    } catch (e) {
      status = (e as { status: number }).status;
    }
    const calls = readFileSync(join(folder, 'calls'), 'utf8').split('<end>\n').filter(Boolean).map((call) => call.trimEnd().split('\n'));
    return { calls, files: readdirSync(folder).filter((name) => !['script.sh', 'calls'].includes(name)), status };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test('members of a scope are single words, whatever characters an e-mail address has', () => {
  const fleet = fleetOf();
  const scope = fleet.addScope('pay');
  scope.grantUser("o'neil@example.com", ScopeRole.ADMIN);
  scope.grantGroup('a;touch${IFS}made;@b', ScopeRole.VIEW);
  const { calls, files, status } = run(fleet);
  expect(status).toBe(0);
  expect(files).toEqual([]);
  expect(calls.flat()).toEqual(expect.arrayContaining(["--user=o'neil@example.com", '--group=a;touch${IFS}made;@b']));
});

test('labels of namespaces must be labels', () => {
  const scope = fleetOf().addScope('pay');
  expect(() => scope.addNamespace('pay', { labels: { 'a;touch made;': 'x' } })).toThrow("a key in labels of namespace 'pay' of scope 'pay' must be a label key (NAME or PREFIX/NAME), got: 'a;touch made;'");
  expect(() => scope.addNamespace('pay', { labels: { team: '$(touch made)' } })).toThrow(/labels of namespace 'pay' of scope 'pay': 'team' must be a label value .* got: '\$\(touch made\)'/);
  expect(() => fleetOf().addScope('shop', { namespaceLabels: { 'example.com/a/b': 'x' } })).toThrow(/must be a label key/);
  expect(() => fleetOf().addScope('shop', { namespaceLabels: { 'example.com/team': 'x', 'team_2': '' } })).not.toThrow();
});

test('names of pools are single words, and roles only have characters that IAM allows', () => {
  const fleet = fleetOf();
  const who = CloudPrincipal.pool(GoogleProject.fromIds('shop-fleet', '482913370156'));
  const pool = CloudResource.external('privateca.cnrm.cloud.google.com/v1beta1', 'PrivateCACAPool', 'projects/p/locations/$(touch made)/caPools/a`touch made`');
  fleet.grant(who, 'roles/privateca.admin', pool);
  expect(() => fleet.grant(who, 'projects/x;touch made;/roles/a', pool)).toThrow(/role/);
  const { calls, files } = run(fleet);
  expect(files).toEqual([]);
  expect(calls.flat()).toEqual(expect.arrayContaining(['a`touch made`', '--location=$(touch made)']));
});

test('a condition keeps its expression, whatever separates its parts', () => {
  const fleet = fleetOf();
  const pool = CloudResource.external('privateca.cnrm.cloud.google.com/v1beta1', 'PrivateCACAPool', 'projects/p/locations/l/caPools/a');
  fleet.grant(CloudPrincipal.pool(GoogleProject.fromIds('shop-fleet', '482913370156')), 'roles/privateca.admin', pool, { title: 't;;expression=true', expression: 'a ==\n  b' });
  expect(run(fleet).calls.flat()).toContain('--condition=^;;;^expression=a == b;;;title=t;;expression=true');
});

/** Splits the argument as gcloud does. */
function partsOf(argument: string): string[] {
  const [, separator, text] = /^\^([^^]+)\^(.*)$/s.exec(argument)!;
  return (text.endsWith(separator) ? text : text + separator).split(separator).slice(0, -1);
}

test.each<[title: string, description: string | undefined, expression: string]>([
  ['t;', 'd', 'a'],
  ['t;', undefined, 'a'],
  ['t', 'd;', 'a;'],
  [';t;;', ';;;d;', ';a;'],
  ['t;2', '2:d', ';2:;;;'],
])('a condition keeps a title, description and expression with semicolons at their ends: %j %j %j', (title, description, expression) => {
  const fleet = fleetOf();
  const pool = CloudResource.caPool('p1', 'us-west1', 'a');
  fleet.grant(CloudPrincipal.pool(GoogleProject.fromIds('shop-fleet', '482913370156')), 'roles/privateca.admin', pool, { title, description, expression });
  const argument = run(fleet).calls.flat().find((word) => word.startsWith('--condition='))!.replace('--condition=', '');
  expect(partsOf(argument)).toEqual([`expression=${expression}`, `title=${title}`, ...description === undefined ? [] : [`description=${description}`]]);
});

test.each([
  ['PrivateCACAPool', 'projects/p/locations/l/caPools/--flags-file=x', '--flags-file=x'],
  ['PrivateCACAPool', 'projects/p/locations/-l/caPools/a', '-l'],
  ['PrivateCACertificateTemplate', 'projects/p/locations/l/certificateTemplates/-t', '-t'],
  ['PrivateCACertificateTemplate', '--help', '--help'],
])('no part of the name of a %s can be an option of gcloud: %s', (kind, external, part) => {
  expect(() => CloudResource.external('privateca.cnrm.cloud.google.com/v1beta1', kind, external))
    .toThrow(`CloudResource: no part of the name of a ${kind} must begin with '-', got: '${part}' in '${external}'; name it as projects/P/locations/L/…/NAME`);
});

test('other kinds, which no gcloud command gets, may have a hyphen as a wildcard', () => {
  expect(CloudResource.external('iam.cnrm.cloud.google.com/v1beta1', 'IAMServiceAccount', 'projects/-/serviceAccounts/a@p.iam.gserviceaccount.com').id).toContain('projects/-/');
});

test('the script stops at the first command that fails', () => {
  const fleet = fleetOf();
  fleet.addScope('a');
  fleet.addScope('b');
  const { calls, status } = run(fleet, false, 3);
  expect(calls).toHaveLength(1);
  expect(status).toBe(3);
});

test('the script runs again, and creates only what is new', () => {
  const fleet = fleetOf();
  fleet.addScope('a').addNamespace('pay');
  expect(run(fleet).calls).toHaveLength(2);
  expect(run(fleet, true)).toEqual({ calls: [], files: [], status: 0 });
});
