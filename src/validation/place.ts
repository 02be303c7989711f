import { AdmissionCode } from './codes';
import { pointer, Problem } from './problem';

/** A value's position in the manifest, where problems are reported. Created often and mostly unused, so it is small: the path is built on demand. */
export class Place {
  /** The position of the whole manifest. */
  static root(problems: Problem[], consequence = 'istiod refuses the object'): Place {
    return new Place({ problems, consequence });
  }

  private constructor(
    private readonly sink: { readonly problems: Problem[]; readonly consequence: string },
    private readonly parent?: Place,
    private readonly parts: readonly (string | number)[] = [],
    private readonly isOurs = false,
  ) {}

  /** A position below this one. */
  at(...parts: (string | number)[]): Place {
    return new Place(this.sink, this, parts, this.isOurs);
  }

  /** The same position, for warnings that only these checks report: the control plane detects the same problems, but does not report them. */
  ours(): Place {
    return new Place(this.sink, this, [], true);
  }

  /** Reports something that the control plane rejects. */
  error(code: AdmissionCode, message: string, fix: string): void {
    this.add({ code, severity: 'error', message: `${message}; ${this.sink.consequence}`, fix, aliases: ['IST0106'] });
  }

  /** Reports something that the control plane accepts with a warning. */
  warn(code: AdmissionCode, message: string, fix: string, ...aliases: string[]): void {
    this.add({ code, severity: 'warning', message, fix, aliases: this.isOurs ? [] : aliases.length ? aliases : ['IST0133'] });
  }

  /** Reports information for each object of the kind; mostly fine. */
  inform(code: AdmissionCode, message: string, fix: string): void {
    this.add({ code, severity: 'info', message, fix, aliases: ['IST0133'] });
  }

  private add(problem: Omit<Problem, 'pointer'>): void {
    if (this.sink.problems.length < 200) this.sink.problems.push({ ...problem, pointer: pointer(this.path()) });
  }

  private path(): (string | number)[] {
    return [...this.parent?.path() ?? [], ...this.parts];
  }
}
