/** Changes to headers; names are case-insensitive. */
export interface HeaderOperations {
  /**
   * Headers to overwrite; values can contain Envoy's `%…%` operators.
   *
   * @default - none
   */
  readonly set?: { [key: string]: string };

  /**
   * Headers to append these values to.
   *
   * @default - none
   */
  readonly add?: { [key: string]: string };

  /**
   * Headers to remove.
   *
   * @default - none
   */
  readonly remove?: string[];
}

/** Changes to the headers of requests and of responses. */
export interface HttpHeaders {
  /**
   * Changes before the request goes to the destination.
   *
   * @default - none
   */
  readonly request?: HeaderOperations;

  /**
   * Changes before the response goes to the caller.
   *
   * @default - none
   */
  readonly response?: HeaderOperations;
}
