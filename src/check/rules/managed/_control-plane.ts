import { authoredRevision } from './authored-revision';
import { configMapName } from './config-map-name';
import { deprecatedManagement } from './deprecated-management';
import { inClusterOnGke } from './in-cluster-on-gke';
import { meshConfigKeys } from './mesh-config-keys';
import { twoInjectionLabels } from './two-injection-labels';
import { unknownRevision } from './unknown-revision';

export const controlPlaneChecks = [twoInjectionLabels, unknownRevision, authoredRevision, deprecatedManagement, meshConfigKeys, configMapName, inClusterOnGke];
