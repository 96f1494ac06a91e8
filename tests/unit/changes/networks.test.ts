import assert from "node:assert/strict";
import { changeObjections } from "../../../model/changes/objections";
import { changed, refusedOf, small } from "../support/deployments";

describe("networks and kinds of a platform that is up", () => {
  it("networks keep their addresses, given or left to the cluster", () => {
    const other = changed((copy) => {
      copy.networks = { edge: null, data: "10.22.0.0/24" };
    });
    assert.deepEqual(refusedOf(other), [
      "ruche:networks.edge.subnet: the network edge is up with 10.21.0.0/24, and everything that runs is in it",
      "ruche:networks.data.subnet: the network data is up with addresses of the cluster's choice, and everything that runs is in it",
    ]);
    assert.deepEqual(
      changeObjections(other, small).map(({ remedy }) => remedy.split(";")[0]),
      ["write 10.21.0.0/24", "remove ruche:networks.data"],
    );
  });

  it("nothing is refused of a platform from before, of which nobody knows the addresses", () => {
    assert.deepEqual(refusedOf(small, { ...small, networks: undefined }), []);
  });

  it("a kind that changes is refused with both ways to do it", () => {
    const other = changed((copy) => {
      copy.services[1].kind = "etherpad";
    });
    const [objection] = changeObjections(other, small);
    assert.match(objection!.remedy, /^give the etherpad another name.* Or take wiki out, run up, .* would find it$/);
  });
});
