import * as assert from "node:assert/strict";
import { AnalyzerStackConfigureRequest } from "@pulumi/pulumi/proto/analyzer_pb";
import { StackSettings, listen } from "../../policies/core/settings";

describe("tier that a pack judges by", () => {
  const started = (config: string | undefined): string => new StackSettings({ PULUMI_CONFIG: config }).current.tier;

  it("is the one of the stack's configuration, which the engine sends", () => {
    const tier = new StackSettings({});
    const method = { requestDeserialize: (bytes: Buffer) => AnalyzerStackConfigureRequest.deserializeBinary(bytes) as never };
    listen(tier, method);
    for (const name of ["development", "staging", "production"]) {
      const request = new AnalyzerStackConfigureRequest();
      request.getConfigMap().set("ruche:tier", name).set("ruche:domain", "example.org");
      assert.equal((method.requestDeserialize(Buffer.from(request.serializeBinary())) as AnalyzerStackConfigureRequest).getConfigMap().get("ruche:domain"), "example.org");
      assert.equal(tier.current.tier, name);
    }
  });

  it("is the strictest again for a stack that says none", () => {
    const tier = new StackSettings({ PULUMI_CONFIG: '{"ruche:tier":"development"}' });
    assert.equal(tier.current.tier, "development");
    tier.configure(new Map());
    assert.equal(tier.current.tier, "production");
  });

  it("is the strictest where it is missing, unknown or unreadable", () => {
    assert.deepEqual([undefined, "{}", '{"ruche:tier":"dev"}', "{"].map(started), ["production", "production", "production", "production"]);
  });
});
