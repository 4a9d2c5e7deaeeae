/**
 * Why a request got no answer, in words: `fetch` says "fetch failed" and hides the reason in a chain of causes.
 * @module
 */

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: "nothing listens there (ECONNREFUSED)",
  ECONNRESET: "the connection was cut",
  UND_ERR_SOCKET: "the connection was cut",
  EPIPE: "the connection was cut",
  ENOTFOUND: "the name of the host is not known (DNS)",
  EAI_AGAIN: "the name of the host cannot be looked up now (DNS)",
  EHOSTUNREACH: "there is no route to the host",
  ENETUNREACH: "there is no route to the network",
  ETIMEDOUT: "the host does not accept the connection in time",
  UND_ERR_CONNECT_TIMEOUT: "the host does not accept the connection in time",
  EPROTO: "it does not speak TLS: is it http:// and not https://?",
  ERR_SSL_WRONG_VERSION_NUMBER: "it does not speak TLS: is it http:// and not https://?",
  ERR_SSL_PACKET_LENGTH_TOO_LONG: "it does not speak TLS: is it http:// and not https://?",
  CERT_HAS_EXPIRED: "its TLS certificate has expired",
  DEPTH_ZERO_SELF_SIGNED_CERT: "its TLS certificate is self-signed",
  SELF_SIGNED_CERT_IN_CHAIN: "its TLS certificate is self-signed",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "nobody known has signed its TLS certificate",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "nobody known has signed its TLS certificate",
  ERR_TLS_CERT_ALTNAME_INVALID: "its TLS certificate is for another host",
};

/** Of undici's proxy agent. */
const PROXY_ANSWER = /^Proxy (?:response|Authentication Required) \((\d+)\)/;

/** @returns without a full stop. */
export function connectionFault(error: unknown): string {
  let deepest = "";
  for (let at = error, depth = 0; at instanceof Error && depth < 8; depth++) {
    const code = (at as NodeJS.ErrnoException).code;
    const known = code === undefined ? undefined : REASONS[code];
    if (known !== undefined) return `${known}${placeOf(at)}`;
    const [, status] = PROXY_ANSWER.exec(at.message) ?? [];
    if (status !== undefined) return `the proxy answers with HTTP status ${status}`;
    if (at.message !== "") deepest = at.message;
    // Several addresses of one name were tried.
    at = at instanceof AggregateError && at.cause === undefined ? at.errors[0] : at.cause;
  }
  return (deepest === "" ? String(error) : deepest).replace(/\.$/, "");
}

function placeOf(error: Error): string {
  const { address, port, hostname } = error as { address?: string; port?: number; hostname?: string };
  if (address !== undefined && port !== undefined) return `: ${address} port ${port}`;
  return hostname === undefined ? "" : `: ${hostname}`;
}
