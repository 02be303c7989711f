import { age, crd, meta, object, oneOf, string } from './declared';

/**
 * Config Sync's RootSync and RepoSync. No registry serves their definitions: the Go module proxy refuses `kpt.dev/configsync` and
 * `github.com/GoogleContainerTools/kpt-config-sync` (list of versions, v1.18.0, v1.20.0, v1.21.0), and no package of npm or PyPI that has them was found. The
 * kinds are declared here from the fields, values and required members of the definitions in GoogleContainerTools/kpt-config-sync (manifests/rootsync-crd.yaml,
 * reposync-crd.yaml); an older version's `git` and `oci` of both, in v1alpha1, were compared. `helm`, `override` and the status are let through.
 */
const secretRef = object({ name: string });
const any = { 'type': 'object', 'x-kubernetes-preserve-unknown-fields': true };
const account = { gcpServiceAccountEmail: string, dir: string, period: string };
const sync = object({
  ...meta,
  spec: object({
    sourceFormat: oneOf('hierarchy', 'unstructured'),
    sourceType: oneOf('git', 'oci', 'helm'),
    git: object({
      ...account,
      repo: string,
      branch: string,
      revision: string,
      proxy: string,
      auth: oneOf('ssh', 'cookiefile', 'gcenode', 'gcpserviceaccount', 'githubapp', 'token', 'none'),
      secretRef,
      noSSLVerify: { type: 'boolean' },
      caCertSecretRef: secretRef,
    }, ['auth', 'repo']),
    oci: object({ ...account, image: string, auth: oneOf('gcenode', 'k8sserviceaccount', 'gcpserviceaccount', 'none'), caCertSecretRef: secretRef }, ['auth', 'image']),
    helm: any,
    override: { ...any, nullable: true },
  }),
  status: any,
});

export const configSync = ['RootSync', 'RepoSync'].map((kind) => crd('configsync.gke.io', kind, [
  { name: 'v1alpha1', storage: false, additionalPrinterColumns: [age], schema: sync },
  { name: 'v1beta1', storage: true, additionalPrinterColumns: [age], schema: sync },
]));
