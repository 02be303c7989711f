import { age, crd, meta, object, oneOf, string } from './declared';

/**
 * Config Sync's RootSync. Its module is not served by the Go module proxy: the kind is declared here from the fields, values and required members of the
 * definition in GoogleContainerTools/kpt-config-sync (rootsyncs.configsync.gke.io); `helm`, `override` and the status are let through.
 */
const secretRef = object({ name: string });
const any = { 'type': 'object', 'x-kubernetes-preserve-unknown-fields': true };
const account = { gcpServiceAccountEmail: string, dir: string, period: string };
const rootSync = object({
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

export const configSync = [
  crd('configsync.gke.io', 'RootSync', [
    { name: 'v1alpha1', storage: false, additionalPrinterColumns: [age], schema: rootSync },
    { name: 'v1beta1', storage: true, additionalPrinterColumns: [age], schema: rootSync },
  ]),
];
