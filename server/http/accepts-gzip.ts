/**
 * Tells whether an Accept-Encoding header allows gzip (RFC 9110 §12.5.3): named, or meant by `*`, and not with weight 0.
 * Without the header nothing is known of the client, and it gets the bytes as they are.
 */
export function acceptsGzip(header: string | undefined): boolean {
  let wildcard = false;
  for (const item of (header ?? "").toLowerCase().split(",")) {
    const [coding = "", ...parameters] = item.split(";").map((part) => part.trim());
    const isRefused = parameters.some((parameter) => /^q=0(\.0{0,3})?$/.test(parameter));
    if (coding === "gzip" || coding === "x-gzip") return !isRefused;
    if (coding === "*") wildcard = !isRefused;
  }
  return wildcard;
}
