/** The method of an HTTP request. */
export enum HttpMethod {
  /** Read. */
  GET = 'GET',
  /** Read, headers only. */
  HEAD = 'HEAD',
  /** Hand over for processing. */
  POST = 'POST',
  /** Store under this path. */
  PUT = 'PUT',
  /** Remove. */
  DELETE = 'DELETE',
  /** Open a tunnel. */
  CONNECT = 'CONNECT',
  /** Ask what is possible. */
  OPTIONS = 'OPTIONS',
  /** Echo. */
  TRACE = 'TRACE',
  /** Change in part. */
  PATCH = 'PATCH',
}
