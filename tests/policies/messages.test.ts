import * as assert from "node:assert/strict";
import { createRequire } from "node:module";
import {
  AnalyzeRequest,
  AnalyzerPropertyDependencies,
  AnalyzerProviderResource,
  AnalyzerResource,
  AnalyzerResourceOptions,
  AnalyzeStackRequest,
} from "@pulumi/pulumi/proto/analyzer_pb";
import fc from "fast-check";
import type { Struct as ProtobufStruct } from "google-protobuf/google/protobuf/struct_pb";
import { Writer } from "protobufjs/minimal";
import { at, Unknown, unknowns } from "../../model/inputs";
import { readResource, readStack } from "../../policies/protocol/messages";
import { holds } from "../support/holds";

// The SDK's own: its messages work with no other.
const { Struct } = createRequire(require.resolve("@pulumi/pulumi/package.json"))(
  "google-protobuf/google/protobuf/struct_pb",
) as { Struct: typeof ProtobufStruct };

const text = fc.string({ unit: "binary" });
/** The SDK's own messages lose what is called `__proto__`. */
const key = text.filter((name) => name !== "__proto__");
const plain = fc.dictionary(
  key,
  fc.letrec((tie) => ({
    value: fc.oneof(
      { depthSize: "small" },
      fc.constant(null),
      fc.boolean(),
      fc.double({ noNaN: true }),
      text,
      fc.array(tie("value")),
      fc.dictionary(key, tie("value"), { noNullPrototype: true }),
    ),
  })).value,
  { noNullPrototype: true },
);
const resource = fc.record({ urn: text, type: text, name: text, parent: text, provider: text, plain });

/** Everything that the engine fills in, and that is of no use here, stands between what is read. */
function filled<Message extends AnalyzeRequest | AnalyzerResource>(
  message: Message,
  {
    urn,
    type,
    name,
    parent,
    provider,
    plain,
  }: { urn: string; type: string; name: string; parent: string; provider: string; plain: object },
): Message {
  const options = new AnalyzerResourceOptions()
    .setProtect(true)
    .setParent(parent)
    .setAliasesList(["before"])
    .setIgnorechangesList(["a", "b"])
    .setCustomtimeouts(new AnalyzerResourceOptions.CustomTimeouts().setCreate(600));
  message
    .setUrn(urn)
    .setType(type)
    .setName(name)
    .setProperties(Struct.fromJavaScript(plain as never))
    .setOptions(options);
  if (provider !== "")
    message.setProvider(
      new AnalyzerProviderResource()
        .setUrn(provider)
        .setName("engine")
        .setProperties(Struct.fromJavaScript({ host: "ssh://hive1" })),
    );
  return message;
}

const undefinedIfEmpty = (found: string): string | undefined => (found === "" ? undefined : found);
/** As JSON: -0 and 0 are the same number. */
const same = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

describe("what the engine asks", () => {
  it("a resource is read as the SDK would read it", () => {
    holds(
      fc.property(resource, (asked) => {
        const { properties, dependencies, ...read } = readResource(
          Buffer.from(filled(new AnalyzeRequest(), asked).serializeBinary()),
        );
        assert.deepEqual(read, {
          urn: asked.urn,
          type: asked.type,
          name: asked.name,
          parentUrn: undefinedIfEmpty(asked.parent),
          providerUrn: undefinedIfEmpty(asked.provider),
        });
        assert.deepEqual(same(properties()), same(asked.plain));
        assert.deepEqual(dependencies("env"), []);
      }),
    );
  });

  it("so are the resources of a stack, whose parents stand elsewhere", () => {
    holds(
      fc.property(fc.array(resource, { maxLength: 4 }), (list) => {
        const request = new AnalyzeStackRequest().setResourcesList(
          list.map((asked) =>
            filled(new AnalyzerResource(), { ...asked, parent: "" })
              .setParent(asked.parent)
              .setDependenciesList(["a", "b"]),
          ),
        );
        const read = readStack(Buffer.from(request.serializeBinary()));
        assert.deepEqual(
          read.map(({ urn, parentUrn }) => ({ urn, parentUrn })),
          list.map(({ urn, parent }) => ({ urn, parentUrn: undefinedIfEmpty(parent) })),
        );
        assert.deepEqual(same(read.map(({ properties }) => properties())), same(list.map(({ plain }) => plain)));
      }),
    );
  });

  it("what an input comes from is read for one input", () => {
    holds(
      fc.property(fc.dictionary(key, fc.array(text), { noNullPrototype: true }), resource, (origins, asked) => {
        const message = filled(new AnalyzerResource(), asked);
        for (const [key, urns] of Object.entries(origins))
          message.getPropertydependenciesMap().set(key, new AnalyzerPropertyDependencies().setUrnsList(urns));
        const [read] = readStack(Buffer.from(new AnalyzeStackRequest().setResourcesList([message]).serializeBinary()));
        for (const [key, urns] of Object.entries(origins)) assert.deepEqual(read!.dependencies(key), urns);
        assert.deepEqual(read!.dependencies("none of them, for its length"), []);
      }),
    );
  });

  it("what is inside a secret is read, and what is not known yet is an unknown at its place", () => {
    const secret = (value: unknown): object => ({
      "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
      value,
    });
    const request = filled(new AnalyzeRequest(), {
      urn: "u",
      type: "t",
      name: "n",
      parent: "",
      provider: "",
      plain: { env: secret({ KEY: unknowns.text, NAME: "wiki" }), ports: [80, unknowns.number] },
    });
    const properties = readResource(Buffer.from(request.serializeBinary())).properties();
    assert.equal(at(properties, "env", "NAME"), "wiki");
    assert.deepEqual(
      [at(properties, "env", "KEY"), (at(properties, "ports") as unknown[])[1]],
      [new Unknown(".env.KEY"), new Unknown(".ports[1]")],
    );
  });

  it("an input called __proto__ is an input, and hides nothing", () => {
    // The SDK's classes lose it.
    const entry = (key: string, value: boolean): Uint8Array =>
      Writer.create().uint32(10).string(key).uint32(18).bytes(Writer.create().uint32(32).bool(value).finish()).finish();
    const struct = Writer.create()
      .uint32(10)
      .bytes(entry("__proto__", false))
      .uint32(10)
      .bytes(entry("privileged", true))
      .finish();
    const properties = readResource(Writer.create().uint32(18).bytes(struct).finish()).properties();
    assert.deepEqual(Object.keys(properties as object).sort(), ["__proto__", "privileged"]);
    assert.equal(at(properties, "privileged"), true);
  });
});
