import assert from "node:assert/strict";
import { htmlPage } from "../../cli/review/html";
import { poisoned } from "./support/poisoned";
import { exampleReview } from "./support/review";

describe("a report as a page", () => {
  it("shows what is in force and on how much; a policy that judged nothing or is disabled is shown as such", () => {
    const text = htmlPage(exampleReview());
    const row = (id: string): string =>
      [...text.matchAll(/<tr>.*<\/tr>/g)]
        .map(([found]) => found)
        .filter((found) => found.includes(`<code>${id}</code>`))
        .at(-1)!;
    assert.match(row("EXP-001"), /data-name="judged"><span>2 resources<.*1 violation</);
    assert.match(row("QRM-001"), /data-name="judged"><span><span class="warn">nothing: there is no such resource</);
    assert.match(row("QRM-002"), /class="warn">disabled<.*class="warn">not asked</);
    assert.match(row("SEC-006"), /5 not judged yet/);
    assert.match(text, /1 judged nothing<.*1 are disabled</);
    assert.match(text, /<h2>Exceptions<\/h2>[\s\S]*needs the device[\s\S]*class="bad">expired</);
    assert.match(text, /Without a firewall: hive2/);
    assert.match(text, /<code>9090\/tcp<\/code>/);
    assert.match(text, /<td data-name="lost"><span><code>rack<\/code><br>hive2</);
  });

  it("needs nothing from elsewhere and runs nothing, whatever people write into it", () => {
    const text = htmlPage(poisoned(exampleReview({ errors: ["an error"] })));
    assert.match(text, /default-src 'none'; style-src 'unsafe-inline'/);
    assert.ok(text.includes("&lt;script&gt;alert(1)&lt;/script&gt;"));
    const body = text.slice(text.indexOf("<body>"));
    const tags = new Set([...body.matchAll(/<\/?([a-z0-9]+)/g)].map(([, tag]) => tag));
    assert.deepEqual([...tags].sort(), [
      "body",
      "br",
      "code",
      "footer",
      "h1",
      "h2",
      "header",
      "html",
      "li",
      "p",
      "section",
      "span",
      "table",
      "tbody",
      "td",
      "th",
      "thead",
      "tr",
      "ul",
    ]);
    assert.doesNotMatch(
      body.replace(/<[a-z0-9]+( (class|data-name|scope)="[^"<>]*")*>/g, "").replace(/<\/[a-z0-9]+>/g, ""),
      /[<>]/,
    );
    assert.doesNotMatch(text, /<(link|script|img|iframe|object)|src=[^x]|url\(|@import/);
  });
});
