import { AdoptionStage } from '../control-plane/adoption';
import { adoption } from '../model/adoption';
import type { NamespaceModel } from '../model/mesh';
import type { ServiceModel } from '../model/service';

/** Requests to a service that the next adoption stage would refuse. */
export interface AdoptionNotice {
  /** Namespace of the service. */
  readonly namespace: string;
  /** Name of the service. */
  readonly serviceName: string;
  /** Current stage of the service. */
  readonly stage: AdoptionStage;
  /** The stage that would refuse these requests. */
  readonly nextStage: AdoptionStage;
  /** The traffic that would be refused, as the end of a sentence. */
  readonly refuses: string;
  /**
   * A PromQL query that counts such requests in the proxies' metrics.
   *
   * @default - none needed: it follows from the declarations
   */
  readonly query?: string;
}

/** @internal */
export function adoptionNotices(namespaces: readonly NamespaceModel[], services: readonly ServiceModel[]): AdoptionNotice[] {
  return adoption(namespaces, services).map((f) => ({
    namespace: f.namespace, serviceName: f.service!, stage: AdoptionStage[f.stage], nextStage: AdoptionStage[f.next], refuses: f.refuses, query: f.query,
  }));
}
