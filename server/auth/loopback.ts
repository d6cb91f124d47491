/** Whether a request comes from the machine the server runs on: the demo sign-in is for such requests only. */

export interface RequestOrigin {
  /** The peer's address as the socket knows it. */
  remoteAddress: string;
  /** The `Host` header. */
  host: string | null;
  /** Whether a header says that a proxy passed the request on. */
  isForwarded: boolean;
}

const loopbackAddress = /^(::ffff:)?127\.\d+\.\d+\.\d+$|^::1$/;
const loopbackHost = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?$/i;

/**
 * Tells whether a request was made on this machine, to it, by a loopback name. The `Host` is looked at because a
 * foreign name may resolve to 127.0.0.1 (DNS rebinding), the proxy headers because a proxy's own address is loopback.
 */
export function isLoopbackRequest(origin: RequestOrigin): boolean {
  const isLocalName = origin.host !== null && loopbackHost.test(origin.host);
  return loopbackAddress.test(origin.remoteAddress) && isLocalName && !origin.isForwarded;
}
