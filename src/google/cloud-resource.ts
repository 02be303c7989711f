import { guarded } from '../guard/guard';
import { shellWord } from '../model/shell';
const PRIVATE_CA = 'privateca.cnrm.cloud.google.com/v1beta1';
const CA_POOL = 'PrivateCACAPool';

/** Kinds for which Config Connector can't grant roles by external name, with their gcloud commands. */
const GCLOUD_NOUNS: { readonly [kind: string]: string } = { [CA_POOL]: 'pools', PrivateCACertificateTemplate: 'templates' };

const SECRET = 'secretmanager.cnrm.cloud.google.com/v1beta1';

/** @internal */
export interface ResourceReference {
  readonly apiVersion?: string;
  readonly kind: string;
  readonly external?: string;
  readonly name?: string;
  readonly namespace?: string;
}

/** A Google Cloud resource on which roles are granted: a secret, a bucket, a project. */
export class CloudResource {
  /** A secret of Secret Manager, by its project's id and its name. */
  public static secret(project: string, name: string): CloudResource {
    return CloudResource.external(SECRET, 'SecretManagerSecret', `projects/${part('project', project)}/secrets/${part('secret', name)}`);
  }

  /** A bucket of Cloud Storage. */
  public static bucket(name: string): CloudResource {
    return CloudResource.external('storage.cnrm.cloud.google.com/v1beta1', 'StorageBucket', part('bucket', name));
  }

  /** A topic of Pub/Sub. */
  public static topic(project: string, name: string): CloudResource {
    return CloudResource.external('pubsub.cnrm.cloud.google.com/v1beta1', 'PubSubTopic', `projects/${part('project', project)}/topics/${part('topic', name)}`);
  }

  /**
   * A pool of certificate authorities of Certificate Authority Service. If the pool is a Config Connector object, Config Connector grants roles on
   * it by the object's name; for any other pool, a gcloud command does (see `GcloudCommands`).
   *
   * @param objectName name of the PrivateCACAPool object, `NAME` or `NAMESPACE/NAME`; leave it out for a pool created by other means
   */
  public static caPool(project: string, location: string, name: string, objectName?: string): CloudResource {
    const external = `projects/${part('project', project)}/locations/${part('location', location)}/caPools/${part('pool', name)}`;
    if (objectName === undefined) return CloudResource.external(PRIVATE_CA, CA_POOL, external);
    const [object, namespace] = objectName.split('/').reverse();
    if (objectName.split('/').length > 2 || !object || namespace === '') {
      throw new Error(`CloudResource: objectName of CA pool '${name}' must be NAME or NAMESPACE/NAME of a PrivateCACAPool object, got: '${objectName}'`);
    }
    return CloudResource.object(PRIVATE_CA, CA_POOL, object, namespace);
  }

  /** A whole project: everything in it that the role covers. */
  public static project(id: string): CloudResource {
    return CloudResource.external('resourcemanager.cnrm.cloud.google.com/v1beta1', 'Project', `projects/${part('project', id)}`);
  }

  /**
   * Any resource of a kind that Config Connector supports.
   *
   * @param apiVersion such as `spanner.cnrm.cloud.google.com/v1beta1`
   * @param kind such as `SpannerInstance`
   * @param external name of the resource in the form that Config Connector's reference gives for the kind
   * @throws if gcloud grants the roles on the kind, and a part of the name begins with `-`
   */
  public static external(apiVersion: string, kind: string, external: string): CloudResource {
    if (Object.keys(GCLOUD_NOUNS).includes(kind)) checkNoOption(kind, external);
    return new CloudResource({ apiVersion: connector(apiVersion), kind, external });
  }

  /**
   * A resource that is a Config Connector object.
   *
   * @param apiVersion such as `storage.cnrm.cloud.google.com/v1beta1`
   * @param kind such as `StorageBucket`
   * @param name name of the object
   * @param namespace its namespace; by default that of the fleet's objects
   */
  public static object(apiVersion: string, kind: string, name: string, namespace?: string): CloudResource {
    return new CloudResource({ apiVersion: connector(apiVersion), kind, name, namespace });
  }

  private constructor(private readonly reference: ResourceReference) {}

  /** Kind and name of the resource. */
  public get id(): string {
    const r = this.reference;
    return `${r.kind}/${r.external ?? `${r.namespace ?? ''}/${r.name}`}`;
  }

  /** @internal */
  public _reference(): ResourceReference {
    return this.reference;
  }

  /**
   * The gcloud command that grants a role on it, if Config Connector can't: the external form of a CA pool never resolves there, and
   * certificate templates have no IAM policy there at all.
   *
   * @throws when gcloud can't either, because the resource is unknown
   * @internal
   */
  public _gcloudGrant(): string | undefined {
    const { kind, external, name } = this.reference;
    const noun = external === undefined && kind === CA_POOL ? undefined : GCLOUD_NOUNS[kind];
    if (noun === undefined) return undefined;
    const match = /^projects\/([^/]+)\/locations\/([^/]+)\/(caPools|certificateTemplates)\/([^/]+)$/.exec(external ?? '');
    if (!match) {
      throw new Error(`CloudResource: Config Connector can't grant roles on ${kind} '${external ?? name}'; name it as projects/P/locations/L/${kind === CA_POOL ? 'caPools' : 'certificateTemplates'}/NAME, `
        + 'so that gcloud can, or grant the role on its project');
    }
    return `gcloud privateca ${noun} add-iam-policy-binding ${shellWord(match[4])} --location=${shellWord(match[2])} --project=${shellWord(match[1])}`;
  }
}
guarded(CloudResource, 'CloudResource');

function part(what: string, value: string): string {
  if (!/^[A-Za-z0-9][A-Za-z0-9._:-]*$/.test(value)) {
    throw new Error(`CloudResource: the ${what} must consist of letters, digits, '.', '_', ':' and '-', got: '${value}'`);
  }
  return value;
}

/** Gcloud reads a name that begins with a hyphen as an option. */
function checkNoOption(kind: string, external: string): void {
  const option = external.split('/').find((segment) => segment.startsWith('-'));
  if (option !== undefined) {
    throw new Error(`CloudResource: no part of the name of a ${kind} must begin with '-', got: '${option}' in '${external}'; name it as projects/P/locations/L/…/NAME`);
  }
}

function connector(apiVersion: string): string {
  if (!/^[a-z0-9.-]+\.cnrm\.cloud\.google\.com\/v[0-9a-z]+$/.test(apiVersion)) {
    throw new Error(`CloudResource: apiVersion must be one of Config Connector's, such as storage.cnrm.cloud.google.com/v1beta1, got: '${apiVersion}'`);
  }
  return apiVersion;
}
