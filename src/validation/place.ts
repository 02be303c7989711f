import { AdmissionCode } from './codes';
import { pointer, Problem } from './problem';

/** A value's place in the manifest, where problems are reported. Made often and mostly for nothing, so it is small: the path is put together when needed. */
export class Place {
  /** The place of a manifest as a whole. */
  static root(problems: Problem[], consequence = 'istiod refuses the object'): Place {
    return new Place({ problems, consequence });
  }

  private constructor(
    private readonly sink: { readonly problems: Problem[]; readonly consequence: string },
    private readonly parent?: Place,
    private readonly parts: readonly (string | number)[] = [],
    private readonly isOurs = false,
  ) {}

  /** A place below. */
  at(...parts: (string | number)[]): Place {
    return new Place(this.sink, this, parts, this.isOurs);
  }

  /** The same place, where warnings are ours alone: the control plane finds the same, and loses it. */
  ours(): Place {
    return new Place(this.sink, this, [], true);
  }

  /** The control plane refuses what is here. */
  error(code: AdmissionCode, message: string, fix: string): void {
    this.add({ code, severity: 'error', message: `${message}; ${this.sink.consequence}`, fix, aliases: ['IST0106'] });
  }

  /** The control plane takes what is here, with a warning. */
  warn(code: AdmissionCode, message: string, fix: string, ...aliases: string[]): void {
    this.add({ code, severity: 'warning', message, fix, aliases: this.isOurs ? [] : aliases.length ? aliases : ['IST0133'] });
  }

  /** Worth knowing of each object of the kind, and mostly fine. */
  tell(code: AdmissionCode, message: string, fix: string): void {
    this.add({ code, severity: 'info', message, fix, aliases: ['IST0133'] });
  }

  private add(problem: Omit<Problem, 'pointer'>): void {
    if (this.sink.problems.length < 200) this.sink.problems.push({ ...problem, pointer: pointer(this.path()) });
  }

  private path(): (string | number)[] {
    return [...this.parent?.path() ?? [], ...this.parts];
  }
}
