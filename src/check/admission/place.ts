import { AdmissionCode } from './codes';
import { Path, pointer, Problem } from '../problem';

/** A value's place in the manifest, where problems are reported. */
export class Place {
  constructor(readonly problems: Problem[], private readonly path: Path = [], private readonly consequence = 'istiod refuses the object') {}

  /** A place below. */
  at(...parts: (string | number)[]): Place {
    return new Place(this.problems, [...this.path, ...parts], this.consequence);
  }

  /** The control plane refuses what is here. */
  error(code: AdmissionCode, message: string, fix: string): void {
    this.add({ code, severity: 'error', message: `${message}; ${this.consequence}`, fix, aliases: ['IST0106'] });
  }

  /** The control plane takes what is here, with a warning. */
  warn(code: AdmissionCode, message: string, fix: string, alias = 'IST0133'): void {
    this.add({ code, severity: 'warning', message, fix, aliases: [alias] });
  }

  private add(problem: Omit<Problem, 'pointer'>): void {
    if (this.problems.length < 200) this.problems.push({ ...problem, pointer: pointer(this.path) });
  }
}
