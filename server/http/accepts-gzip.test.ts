import { expect, it } from "vitest";
import { acceptsGzip } from "./accepts-gzip";

it.each([
  [undefined, false],
  ["", false],
  ["identity", false],
  ["gzip", true],
  ["GZIP", true],
  ["x-gzip", true],
  ["br, gzip;q=0.5, identity;q=0.1", true],
  ["gzip, deflate, br", true],
  ["gzip;q=0", false],
  ["gzip; q=0.000", false],
  ["gzip;q=0.001", true],
  ["*", true],
  ["*;q=0", false],
  ["gzip;q=0, *", false],
  ["*, gzip;q=0", false],
  ["notgzip, gzipped", false],
])("Accept-Encoding %j allows gzip: %s", (header, expected) => {
  expect(acceptsGzip(header)).toBe(expected);
});
