import { projectNumber } from './names';
import { guarded } from '../guard/guard';

/**
 * A Google Cloud project. It has an id, which you choose, and a number, which Google assigns; some APIs need the id, others the number.
 *
 * @example
 * const project = mesh.GoogleProject.fromIds('shop-fleet', '482913370156');
 */
export class GoogleProject {
  /**
   * A project by its id and number.
   *
   * @param id such as `shop-fleet`
   * @param number digits, such as `482913370156`; `gcloud projects describe ID --format='value(projectNumber)'` prints it
   * @throws when id and number are swapped
   */
  public static fromIds(id: string, number: string): GoogleProject {
    if (/^[0-9]+$/.test(id)) {
      throw new Error(`GoogleProject.fromIds: id must be a name, not a number, got: '${id}'; use GoogleProject.fromIds('ID', '${id}')`);
    }
    if (!/^([a-z][a-z0-9.-]*:)?[a-z][-a-z0-9]{4,28}[a-z0-9]$/.test(id)) {
      throw new Error(`GoogleProject.fromIds: id must be 6 to 30 characters of a-z, 0-9 and '-' that begin with a letter, got: '${id}'`);
    }
    projectNumber(`GoogleProject.fromIds: the number of '${id}'`, number);
    return new GoogleProject(id, number);
  }

  /**
   * The earlier name of `GoogleProject.fromIds`.
   *
   * @deprecated use `fromIds`
   */
  public static of(id: string, number: string): GoogleProject {
    return GoogleProject.fromIds(id, number);
  }

  private constructor(
    /** The id: `shop-fleet`. */
    public readonly id: string,
    /** The number: `482913370156`. */
    public readonly number: string,
  ) {}

  /** Workload identity pool of the project's clusters; also the trust domain of a fleet hosted by the project: `ID.svc.id.goog`. */
  public get workloadPool(): string {
    return `${this.id}.svc.id.goog`;
  }

  /** Mesh ID of a fleet hosted by the project: `proj-NUMBER`. GKE clusters have it in the label `mesh_id`. */
  public get meshId(): string {
    return `proj-${this.number}`;
  }
}
guarded(GoogleProject, 'GoogleProject');
