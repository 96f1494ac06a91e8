import assert from "node:assert/strict";
import { refuseOtherKinds } from "../../cli/backup/kinds";
import type { ServiceSummary } from "../../model/summary";

const known = { services: [{ name: "wiki", kind: "dokuwiki" }] as unknown as ServiceSummary[] };

describe("a service whose kind is changed under its name", () => {
  it("is refused before anything is touched, with the way to do it", () => {
    assert.throws(
      () => refuseOtherKinds("lab", [{ name: "wiki", kind: "etherpad" }], known),
      /^Refusal: wiki is of the kind dokuwiki, and this environment declares etherpad\.\nA service keeps its kind: nothing was touched\. .*take wiki out, run \.\/ruche up lab/,
    );
  });

  it("is let pass if the kind stayed, and if the service is new or gone", () => {
    refuseOtherKinds("lab", [{ name: "wiki", kind: "dokuwiki" }], known);
    refuseOtherKinds("lab", [{ name: "pad", kind: "etherpad" }], known);
    refuseOtherKinds("lab", [], known);
  });
});
