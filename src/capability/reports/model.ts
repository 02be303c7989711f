/** What an implementation of Gateway API published of itself, for one of its versions. */
export interface ReportModel {
  readonly version: string;
  /** Release of Gateway API that it was tested by. */
  readonly api: string;
  readonly channel: string;
  readonly profiles: { readonly [name: string]: ProfileModel };
}

/** A group of tests. */
export interface ProfileModel {
  /** `success`, `partial` or `failure` of what every implementation must do. */
  readonly core: string;
  /** Extended features that it has, and that it has not. */
  readonly yes: readonly string[];
  readonly no: readonly string[];
}

/** Whether a report says that a profile has a feature; undefined when it does not say. */
export function reportedFeature(report: ReportModel, profile: string, feature: string): boolean | undefined {
  const p = report.profiles[profile];
  return p?.yes.includes(feature) ? true : p?.no.includes(feature) ? false : undefined;
}
