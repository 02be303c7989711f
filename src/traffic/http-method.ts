/** The method of an HTTP request. */
export enum HttpMethod {
  /** Read. */
  GET = 'GET',
  /** Read, headers only. */
  HEAD = 'HEAD',
  /** Submit for processing. */
  POST = 'POST',
  /** Store under this path. */
  PUT = 'PUT',
  /** Remove. */
  DELETE = 'DELETE',
  /** Open a tunnel. */
  CONNECT = 'CONNECT',
  /** Query the allowed methods. */
  OPTIONS = 'OPTIONS',
  /** Echo. */
  TRACE = 'TRACE',
  /** Change in part. */
  PATCH = 'PATCH',
}
