/** The published conformance report of a Gateway API implementation, for one of its versions. */
export interface ReportModel {
  readonly version: string;
  /** Gateway API release of the tests. */
  readonly api: string;
  readonly channel: string;
  readonly profiles: { readonly [name: string]: ProfileModel };
}

/** A group of tests. */
export interface ProfileModel {
  /** `success`, `partial` or `failure` of the core tests, which every implementation must pass. */
  readonly core: string;
  /** Extended features that it supports, and that it does not support. */
  readonly yes: readonly string[];
  readonly no: readonly string[];
}

/** Whether a profile has a feature according to a report; undefined if the report does not mention it. */
export function reportedFeature(report: ReportModel, profile: string, feature: string): boolean | undefined {
  const p = report.profiles[profile];
  return p?.yes.includes(feature) ? true : p?.no.includes(feature) ? false : undefined;
}
