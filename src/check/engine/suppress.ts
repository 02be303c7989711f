import { label, type Item } from '../../world/item';
import { CheckLayer, Severity, type Finding } from '../finding';

const ISTIOCTL = 'galley.istio.io/analyze-suppress';
const KIALI = 'kiali.io/ignore-validations';
/** This library's annotation for manifests not created by constructs: `MESH201=reason; MESH305=reason`. */
export const ACKNOWLEDGE = 'cdk8s-mesh.dev/acknowledge';

/** Code of the finding for an acknowledgement that suppresses nothing or can't be parsed. */
export const IDLE = 'MESH005';
/** A problem with an acknowledgement, and its fix. */
interface Useless {
  readonly severity: Severity;
  readonly message: string;
  readonly fix: string;
}

/** How a finding is suppressed: by its own code, which also suppresses equivalent findings at the same place, or by an alias (a code of istioctl or Kiali), which suppresses it alone. */
export type Silenced = 'code' | 'alias' | undefined;

/** The findings that annotations of objects suppress, and the annotations that suppress none. */
export class Suppressions {
  private readonly needed = new Map<Item, Set<string>>();

  /**
   * Whether the object itself has an annotation that suppresses the finding. Annotations of istioctl or Kiali can't suppress what an API server
   * rejects.
   */
  public silences(item: Item, finding: Finding): Silenced {
    const { annotations } = item;
    const named = (code: string) => code === finding.code || finding.aliases.includes(code);
    const own = annotations[ACKNOWLEDGE];
    if (own) {
      const by = entries(own).filter(({ code, reason }) => reason && named(code));
      if (by.length) {
        const needed = this.needed.get(item) ?? new Set();
        this.needed.set(item, needed);
        for (const { code } of by) needed.add(code);
        return by.some(({ code }) => code === finding.code) ? 'code' : 'alias';
      }
    }
    if (finding.layer !== CheckLayer.SEMANTIC && finding.severity === Severity.ERROR) return undefined;
    for (const annotation of [ISTIOCTL, KIALI]) {
      const value = annotations[annotation];
      if (value && value.split(',').map((c) => c.trim()).some((c) => c === '*' || named(c))) return 'alias';
    }
    return undefined;
  }

  /** The acknowledgements of an object that suppress nothing, after all checks have run. Such an acknowledgement could hide tomorrow's mistake. */
  public useless(item: Item, complete: boolean): readonly Useless[] {
    const own = item.annotations[ACKNOWLEDGE];
    if (own === undefined) return [];
    const what = `annotation ${ACKNOWLEDGE} of ${label(item)}`;
    const read = entries(own);
    if (!read.length) return [{ severity: Severity.WARNING, message: `${what} is empty, so it suppresses nothing`, fix: `remove it, or use ${FORM}` }];
    return read.flatMap(({ code, reason }): Useless[] => {
      if (!/^[A-Za-z]+[0-9]+$/.test(code)) return [{ severity: Severity.WARNING, message: `${what} has "${code}" instead of a code like MESH201, so it suppresses nothing`, fix: `use ${FORM}` }];
      if (!reason) return [{ severity: Severity.WARNING, message: `${what} has ${code} without a reason, so it suppresses nothing`, fix: `add the reason: ${code}=reason` }];
      if (this.needed.get(item)?.has(code)) return [];
      return [{
        severity: complete ? Severity.WARNING : Severity.INFO,
        message: `acknowledgement of ${code} ("${reason}") on ${label(item)} is not used: no check reports ${code}, and it would hide the next such finding`,
        fix: `remove ${code} from the annotation ${ACKNOWLEDGE}`,
      }];
    });
  }
}
const FORM = 'CODE=reason, separated by semicolons: MESH201=reason; MESH305=reason';

/** Codes and reasons of the annotation. A code without a reason is ignored. */
const entries = (annotation: string): { code: string; reason: string }[] => annotation.split(';').filter((part) => part.trim()).map((part) => {
  const at = part.indexOf('=');
  return at < 0 ? { code: part.trim(), reason: '' } : { code: part.slice(0, at).trim(), reason: part.slice(at + 1).trim() };
});
