import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { type Port, scan } from "../../cli/exposure/ports";
import { type ContainerEngine, ensureContainerEngine, releaseContainerEngine } from "../../drivers/lab/containerEngine";
import { countObjects, removeStrays } from "../../drivers/lab/strays";
import { cacheRoot } from "../../tools/cacheRoot";
import { blocks, documents } from "../docs/markdown";
import { keyFiles } from "../lab/platform";
import { Somebody } from "./somebody";

const example = "own-service";

/** The last line of the README's commands asks the service. */
const asking = blocks(documents().find(({ path }) => path === `examples/${example}/README.md`)!, "sh")
  .join("")
  .trim()
  .split("\n")
  .at(-1)!;

describe("an example, for real", function () {
  this.timeout(600_000);
  const prefix = `ruche-sdk-${randomBytes(4).toString("hex")}`;
  const keysBefore = keyFiles();
  let somebody: Somebody;
  let engine: ContainerEngine;

  before("a Docker engine runs, as the README asks for", async () => {
    [somebody, engine] = await Promise.all([
      Somebody.withThePackage(),
      ensureContainerEngine({ cache: cacheRoot(), onProgress: (line) => process.stderr.write(`${line}\n`) }),
    ]);
    await somebody.initialize(example);
    for (const [key, value] of Object.entries({ engine: engine.host, runtime: engine.runtime, prefix }))
      await pulumi("config", "set", key, value);
  });
  after(async () => {
    await removeStrays(engine, prefix, new Set());
    await releaseContainerEngine(engine);
    somebody.remove();
  });

  const pulumi = async (...words: string[]): Promise<string> =>
    (await somebody.run("pulumi", [...words, "--stack", "test", "--non-interactive"], example)).stdout;

  it("comes up and serves a page of its own image, through the ingress and with its authority's certificate", async () => {
    await pulumi("up", "--yes", "--skip-preview");
    const { stdout } = await somebody.run("bash", ["-c", asking], example);
    assert.equal(
      stdout,
      "<!doctype html><title>Hello</title><p>Hello, bees!\n<footer>from hello.example.internal</footer>",
    );
  });

  it("greets on the ports that it opens, and on no other: neither a spare one nor those inside the container", async () => {
    const address = (await pulumi("stack", "output", "address")).trim();
    const said = await text(connect({ host: address, port: 7070, timeout: 10_000 }));
    assert.equal(said, "Hello, bees!\n");
    const ports = ["7070/tcp", "7070/udp", "7000/tcp", "7000/udp", "7001/tcp", "7071/tcp"].map((text): Port => {
      const [port, protocol] = text.split("/");
      return { address, port: Number(port), protocol: protocol as Port["protocol"] };
    });
    // The firewall refuses what comes by TCP, and drops what comes by UDP.
    assert.deepEqual(await scan(ports), ["open", "open", "closed", "silent", "closed", "closed"]);
  });

  it("has nothing to change when it is brought up again", async () => {
    const steps = await somebody.preview(example);
    assert.deepEqual(
      steps.filter(({ op }) => op !== "same"),
      [],
    );
  });

  it("is not destroyed by accident: what keeps data is protected", async () => {
    await assert.rejects(pulumi("destroy", "--yes"), /because it is protected/);
    assert.deepEqual(
      (await somebody.preview(example)).filter(({ op }) => op !== "same"),
      [],
    );
  });

  it("is destroyed once it is unprotected, and nothing is left", async () => {
    await pulumi("state", "unprotect", "--all", "--yes");
    await pulumi("destroy", "--yes", "--skip-preview");
    assert.equal(await countObjects(engine, prefix), 0);
    assert.deepEqual(
      keyFiles().filter((file) => !keysBefore.includes(file)),
      [],
    );
  });
});
