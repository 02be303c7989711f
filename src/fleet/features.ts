import type { ApiObject } from 'cdk8s';
import type { FleetCluster } from './cluster';
import { FEATURE_APIS, FleetFeature, type FleetLogging } from './feature';
import type { Hub } from './hub';
import type { GoogleProject } from '../google/project';

type Fields = { readonly [field: string]: unknown };

/** The enabled features of a fleet, and their setup in each cluster. */
export class Features {
  /** The config cluster of multi-cluster gateways. */
  public configCluster?: FleetCluster;
  /** The logging settings. */
  public logging?: FleetLogging;

  public constructor(private readonly hub: Hub, private readonly project: GoogleProject) {}

  /** Enables a feature. Enabling it again has no effect. */
  public enable(feature: FleetFeature): ApiObject {
    const apis = [this.hub.api('gkehub.googleapis.com'), ...FEATURE_APIS[feature].map((a) => this.hub.api(a))];
    return this.hub.emit({
      kind: 'GKEHubFeature',
      name: feature,
      mesh: feature === FleetFeature.SERVICE_MESH,
      after: apis,
      spec: () => {
        const spec = this.ofFleet(feature);
        return { projectRef: { external: `projects/${this.project.id}` }, location: 'global', resourceID: feature, ...(spec ? { spec } : {}) };
      },
    });
  }

  /** Sets a feature up for one cluster, which also enables it. */
  public setUp(feature: FleetFeature, cluster: FleetCluster, settings: () => Fields): ApiObject {
    return this.hub.emit({
      kind: 'GKEHubFeatureMembership',
      name: `${feature}-${cluster.clusterName}`,
      mesh: feature === FleetFeature.SERVICE_MESH,
      after: [this.enable(feature), ...cluster._membershipObjects],
      spec: () => ({
        projectRef: { external: `projects/${this.project.id}` },
        location: 'global',
        membershipLocation: cluster._membershipLocation,
        featureRef: { name: feature },
        membershipRef: cluster._membershipRef(),
        ...settings(),
      }),
    });
  }

  private ofFleet(feature: FleetFeature): Fields | undefined {
    if (feature === FleetFeature.MULTI_CLUSTER_INGRESS) {
      return { multiclusteringress: { configMembershipRef: this.configCluster!._membershipRef() } };
    }
    if (feature === FleetFeature.OBSERVABILITY && this.logging) {
      const { clusters, scopes } = this.logging;
      return {
        fleetobservability: {
          loggingConfig: {
            ...(clusters ? { defaultConfig: { mode: clusters } } : {}),
            ...(scopes ? { fleetScopeLogsConfig: { mode: scopes } } : {}),
          },
        },
      };
    }
    return undefined;
  }
}
