import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import fc from "fast-check";
import { decide, forAll } from "./decisions";

const reason = (...lines: string[]): string => decide<string>("reason", [[`${lines.join("\n")}\n`]])[0]!;

describe("the reason why something failed", () => {
  it("is what stands between here and there, also where restic says more, and before it", () => {
    for (const cause of [
      "ssh: connect to host cellar port 22: No route to host",
      "no space left in the repository cellar on cellar: 3 MiB are free, 256 MiB are kept as reserve",
      "the repository cellar is not at /srv on cellar: is its disk mounted?",
      "ruche-backup@10.0.0.4: Permission denied (publickey).",
      "kex_exchange_identification: Connection refused",
      "client_loop: send disconnect: Connection timed out",
      "connect: Network is unreachable",
    ])
      assert.equal(reason("Fatal: unable to open repository: unexpected EOF", "", cause), cause);
  });

  it("is that the connection broke off, where nobody says why", () => {
    assert.equal(
      reason("Fatal: unable to open repository at rclone:ruche: unexpected EOF"),
      "the connection broke off",
    );
  });

  it("is otherwise the first thing that restic, a database or an image complains about", () => {
    for (const cause of [
      "Fatal: wrong password or no key found",
      "pg_restore: error: could not execute query",
      "ERROR 1064 (42000) at line 3: You have an error in your SQL syntax",
    ])
      assert.equal(reason("repository opened", cause, "error: more of it"), cause);
  });

  it("is no line of restic's own program, nor an empty one", () => {
    const stack = [
      "main.main",
      "runtime.error",
      "golang.org/x/error",
      "github.com/restic/error",
      "\t/build/error.go:12",
    ];
    assert.equal(reason(...stack, "", "  ", "Fatal: it is broken"), "Fatal: it is broken");
  });

  it("is the last thing that was said, where nobody complains", () => {
    assert.equal(reason("it starts", "it goes on", "it ends"), "it ends");
    assert.equal(reason("it ends\r"), "it ends", "without the end of a line that ssh writes");
    assert.equal(reason(), "nothing was said about why");
  });
});

describe("a database as text", () => {
  const hash = (text: string): string => createHash("sha256").update(text).digest("hex");
  const left = (text: string): string =>
    text
      .split(/(?<=\n)/)
      .filter((line) => !/^(--|.restrict |.unrestrict )/.test(line))
      .join("");

  it("is compared by its rows, however long a line is and wherever what is read ends", () => {
    const line = fc.oneof(
      fc.stringMatching(/^[a-z-]{0,80}$/),
      fc.stringMatching(/^--[a-z]{0,80}$/),
      fc.stringMatching(/^\\(un)?restrict [a-z]{0,40}$/),
      fc.constantFrom("", "-", "--", "\\restrict", "\\restrict ", "row"),
    );
    const text = fc
      .tuple(fc.array(line, { maxLength: 12 }), fc.boolean())
      .map(([lines, ends]) => lines.join("\n") + (ends ? "\n" : ""));
    forAll(text, (batch) => {
      const found = decide<[string, number]>(
        "digest",
        batch.map((one) => [one]),
      );
      for (const [index, one] of batch.entries())
        assert.deepEqual(found[index], [hash(left(one)), one.split("\n").length - 1], JSON.stringify(one));
    });
  });
});
