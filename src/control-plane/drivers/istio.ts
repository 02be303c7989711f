import { App, Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import { gatewayApiPlane } from './gateway-api';
import { type ImplementationModel, ISTIO } from '../../capability/implementation/model';
import * as names from '../../grammar/names';
import { injectorOfIstiod } from '../../injection/engine/istiod';
import { ambientGaps } from '../../install/ambient-gaps';
import type { HelmCharts } from '../../install/helm-charts';
import { IstioInstall } from '../../install/istio-install';
import type { IstiodProps } from '../../install/props/istiod';
import { reached } from '../../install/upgrade/reached';
import { UpgradeStage } from '../../install/upgrade/stage';
import { PathNormalization } from '../../istio/api/mesh-traffic';
import { IstioPlane } from '../../plane/istio';
import type { Plane } from '../../plane/plane';
import { acknowledged } from '../accepted-difference';
import { type ClusterSetFacts, istiodClusterSet } from '../cluster-set';
import type { ExistingControlPlaneProps, InClusterControlPlaneProps } from '../control-plane-props';
import type { Driver, MeshDomains } from '../driver';
import { proxyNeeds } from '../providers';
import { GatewayApiChannel, TrafficApi } from '../traffic-api';

/** An existing istiod. */
export function existingDriver(props: ExistingControlPlaneProps): Driver {
  const { istiod } = props;
  const driver = istiodDriver(props, istiod);
  return {
    ...driver,
    pathNormalization: pathNormalization(props),
    injector: (domains) => {
      if (!istiod) {
        throw new Error('ControlPlane: sidecars can\'t be injected at synthesis without the settings of the existing istiod; pass what it was installed with: '
          + 'ControlPlane.existing({ istiod: { … } }), or its Helm values as `values`, or let its webhook inject the pods');
      }
      return injectorOfIstiod(inMesh({ revision: driver.revision, namespace: driver.namespace, ...istiod }, domains));
    },
    missingForAmbient: () => (istiod ? ambientGaps({ istiod, ambient: false, ztunnel: {}, cni: { ambient: { enabled: true } } }) : []),
  };
}

/**
 * An istiod that is installed with the mesh.
 *
 * @param charts the official charts, if Helm renders them
 */
export function installedDriver(props: InClusterControlPlaneProps, charts?: HelmCharts): Driver {
  const { trafficApi, gatewayApiChannel, gatewayImplementation, acknowledge, ...options } = props;
  const { istiod = {}, upgradeFrom, ...rest } = options;
  const install = (scope: Construct, domains: MeshDomains) => new IstioInstall(scope, 'istio', {
    ...rest,
    ...(charts ? { charts } : {}),
    istiod: withPaths(inMesh(istiod, domains)),
    upgradeFrom: upgradeFrom?.istiod ? { ...upgradeFrom, istiod: withPaths(inMesh(upgradeFrom.istiod, domains)) } : upgradeFrom,
  });
  const existing = { revision: enrolling(props), namespace: rest.namespace ?? istiod.namespace, trafficApi, gatewayApiChannel, gatewayImplementation, acknowledge };
  return {
    ...istiodDriver(existing, istiod),
    install,
    // if the mesh's owner installs it, this creates the same in an app that is never written
    injector: (domains) => injectorOfIstiod(install(new Chart(new App(), 'owner'), domains)._serving()._props),
    missingForAmbient: () => ambientGaps(options),
  };
}

/** The driver of an istiod, however it was installed. */
function istiodDriver(props: ExistingControlPlaneProps, istiod: IstiodProps | undefined): Omit<Driver, 'injector' | 'missingForAmbient'> {
  const { plane, edge } = planeOf(props);
  return {
    plane: plane.name,
    namespace: names.dnsLabel('ControlPlane: namespace', props.namespace ?? 'istio-system'),
    revision: props.revision === undefined ? undefined : names.dnsLabel('ControlPlane: revision', props.revision),
    edge,
    hasSidecars: true,
    proxyNeeds: proxyNeeds(istiod),
    target: () => ({ plane }),
    clusterSet: () => clusterSet(istiod),
  };
}

function planeOf(props: ExistingControlPlaneProps): { readonly plane: Plane; readonly edge?: ImplementationModel } {
  const gatewayApi = props.trafficApi === TrafficApi.GATEWAY_API;
  const accepted = acknowledged(gatewayApi ? 'gateway-api' : 'istio', props.acknowledge);
  if (!gatewayApi) {
    for (const name of ['gatewayApiChannel', 'gatewayImplementation'] as const) {
      if (props[name]) {
        throw new Error(`ControlPlane: ${name} has an effect only with trafficApi: TrafficApi.GATEWAY_API; set that, or omit ${name}`);
      }
    }
    return { plane: new IstioPlane(accepted) };
  }
  const experimental = props.gatewayApiChannel === GatewayApiChannel.EXPERIMENTAL;
  const gateways = props.gatewayImplementation?._model(experimental) ?? ISTIO;
  return { plane: gatewayApiPlane(experimental, accepted, { mesh: ISTIO, gateways }), edge: gateways.dialect === 'istio' ? undefined : gateways };
}

/** The revision, or its tag, that enrolls namespaces: during an upgrade the older istiod's, until they are moved. */
function enrolling({ tag, upgradeFrom, ...install }: InClusterControlPlaneProps): string | undefined {
  const named = install.revision ?? install.istiod?.revision;
  if (tag !== undefined && !named) throw new Error(`ControlPlane.inCluster: tag '${tag}' must point to a named revision; set revision too`);
  return tag ?? (reached(upgradeFrom, UpgradeStage.MOVED) ? named : upgradeFrom?.revision ?? upgradeFrom?.istiod?.revision);
}

/** The mesh settings for istiod. */
function inMesh(istiod: IstiodProps, { trustDomain, clusterDomain }: MeshDomains): IstiodProps {
  return { ...istiod, meshConfig: { trustDomain, ...istiod.meshConfig }, proxy: { clusterDomain, ...istiod.proxy } };
}

/** Adds path normalization, so that policies match all spellings of a path, unless the app sets another. */
function withPaths({ meshConfig, ...istiod }: IstiodProps): IstiodProps {
  return { ...istiod, meshConfig: { pathNormalization: PathNormalization.DECODE_AND_MERGE_SLASHES, ...meshConfig } };
}

function clusterSet(istiod: IstiodProps | undefined): ClusterSetFacts {
  return istiodClusterSet({ ...istiod?.env, ...istiod?.values?.env, ...istiod?.values?.pilot?.env });
}

function pathNormalization({ pathNormalization: paths, istiod }: ExistingControlPlaneProps): string {
  return paths ?? istiod?.meshConfig?.pathNormalization ?? istiod?.values?.meshConfig?.pathNormalization?.normalization ?? (istiod ? PathNormalization.BASE : 'UNKNOWN');
}
