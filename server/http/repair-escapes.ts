/**
 * Makes an address decodable: Next answers an undecodable one with a bare 500, where a page should say kindly what is
 * wrong with the code. A `%` that begins no escape, or all of them where the bytes are no UTF-8, become `%25`.
 * @param url path and query, as sent
 */
export function repairEscapes(url: string): string {
  const end = url.indexOf("?");
  const path = end < 0 ? url : url.slice(0, end);
  if (isDecodable(path)) return url;
  const repaired = path.replace(/%(?![0-9A-Fa-f]{2})/g, "%25");
  const readable = isDecodable(repaired) ? repaired : path.replaceAll("%", "%25");
  return end < 0 ? readable : readable + url.slice(end);
}

function isDecodable(path: string): boolean {
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
}
