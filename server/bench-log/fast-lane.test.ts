import { expect, it } from "vitest";
import { bodyLengthOf } from "./fast-lane";

const plain = "POST /add HTTP/1.1\r\nHost: x\r\nContent-Length: 12\r\n";

it("the short way is for a plain POST /add, however its headers are spelt and ordered", () => {
  expect(bodyLengthOf(plain)).toBe(12);
  expect(bodyLengthOf("POST /add HTTP/1.1\r\ncontent-length:0\r\nhost:x\r\n")).toBe(0);
  expect(bodyLengthOf(`${plain}Accept: */*\r\nX-Content-Length: 7\r\n`)).toBe(12);
  expect(bodyLengthOf(plain.replace("12", "65535"))).toBe(65_535);
});

it.each([
  plain.replace("POST", "PUT"),
  plain.replace("/add", "/adder"),
  plain.replace("/add", "/add?x"),
  plain.replace("1.1", "1.0"),
  plain.replace("Host: x\r\n", ""),
  plain.replace("Content-Length: 12\r\n", ""),
  plain.replace("12", "65536"),
  plain.replace("12", "-1"),
  plain.replace("12", "0x10"),
  plain.replace("12", "1 2"),
  plain.replace("12", ""),
  plain.replace(": 12", " : 12"),
  `${plain}Content-Length: 12\r\n`,
  `${plain}Host: y\r\n`,
  `${plain}Transfer-Encoding: chunked\r\n`,
  `${plain}transfer-encoding : chunked\r\n`,
  `${plain}Connection: close\r\n`,
  `${plain}Expect: 100-continue\r\n`,
  `${plain}Upgrade: h2c\r\n`,
  `${plain}X: a\r\n folded\r\n`,
  `${plain}X: a\nTransfer-Encoding: chunked\r\n`,
  `${plain}X: a\rTransfer-Encoding: chunked\r\n`,
])("%j is left to node:http", (head) => {
  expect(bodyLengthOf(head)).toBe(-1);
});
