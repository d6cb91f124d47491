import { describe, expect, test } from "vitest";
import { compact, html, jsonScript, raw } from "./html";

describe("the html template", () => {
  test("escapes text in content and in attributes", () => {
    const name = `<b>"Tea & 'leaf'"</b>`;
    expect(html`<p title="${name}">${name}</p>`.markup).toBe(
      '<p title="&lt;b&gt;&quot;Tea &amp; &#39;leaf&#39;&quot;&lt;/b&gt;">' +
        "&lt;b&gt;&quot;Tea &amp; &#39;leaf&#39;&quot;&lt;/b&gt;</p>",
    );
  });

  test("keeps nested templates, joins lists, prints zero and drops nothing-values", () => {
    const items = [1, 0].map((n) => html`<li>${n}</li>`);
    expect(html`<ul>${items}${null}${undefined}${false}</ul>${raw("<hr>")}`.markup).toBe(
      "<ul><li>1</li><li>0</li></ul><hr>",
    );
  });

  test("lets no value close a script element", () => {
    expect(jsonScript({ a: "</script><script>alert(1)" }).markup).not.toContain("</script>");
  });

  test("drops the indentation between elements", () => {
    expect(
      compact(html`<p>
      <b>a</b>
      b
    </p>`),
    ).toBe("<p><b>a</b> b </p>");
  });
});
