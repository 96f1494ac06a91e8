import { strict as assert } from "node:assert";
import { cleanupScript, isEngineLink, leftEmpty } from "../../drivers/lab/engineRules";

const BEFORE = `*filter
:INPUT ACCEPT [0:0]
:FORWARD ACCEPT [0:0]
:OUTPUT ACCEPT [0:0]
:MINE - [0:0]
-A FORWARD -j MINE
COMMIT
`;

const DURING = `# Generated
*filter
:INPUT ACCEPT [5:6]
:FORWARD DROP [0:0]
:OUTPUT ACCEPT [0:0]
:DOCKER - [0:0]
:DOCKER-ISOLATION-STAGE-1 - [0:0]
:DOCKER-USER - [0:0]
:MINE - [0:0]
-A INPUT -s 192.0.2.1/32 -j DROP
-A FORWARD -j DOCKER-USER
-A FORWARD -o docker0 -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
-A FORWARD -o br-0123456789ab -j DOCKER
-A FORWARD -i br-lan -j ACCEPT
-A FORWARD -j MINE
-A DOCKER-USER -j RETURN
COMMIT
*nat
:PREROUTING ACCEPT [0:0]
:POSTROUTING ACCEPT [0:0]
:DOCKER - [0:0]
-A PREROUTING -m addrtype --dst-type LOCAL -j DOCKER
-A POSTROUTING -s 10.70.1.0/24 ! -o docker0 -j MASQUERADE
-A POSTROUTING -s 10.70.1.2/32 -d 10.70.1.2/32 -p tcp -m tcp --dport 80 -j MASQUERADE
-A POSTROUTING -s 10.9.0.0/24 -o eth0 -j MASQUERADE
COMMIT
`;

describe("engine rules", () => {
  it("takes away what an engine made, and nothing of anybody else", () => {
    assert.deepEqual(cleanupScript(BEFORE, DURING).trim().split("\n"), [
      "*filter",
      ":FORWARD ACCEPT [0:0]",
      "-D FORWARD -j DOCKER-USER",
      "-D FORWARD -o docker0 -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT",
      "-D FORWARD -o br-0123456789ab -j DOCKER",
      "-F DOCKER",
      "-F DOCKER-ISOLATION-STAGE-1",
      "-F DOCKER-USER",
      "-X DOCKER",
      "-X DOCKER-ISOLATION-STAGE-1",
      "-X DOCKER-USER",
      "COMMIT",
      "*nat",
      "-D PREROUTING -m addrtype --dst-type LOCAL -j DOCKER",
      "-D POSTROUTING -s 10.70.1.0/24 ! -o docker0 -j MASQUERADE",
      "-D POSTROUTING -s 10.70.1.2/32 -d 10.70.1.2/32 -p tcp -m tcp --dport 80 -j MASQUERADE",
      "-F DOCKER",
      "-X DOCKER",
      "COMMIT",
    ]);
  });

  it("has nothing to do where nothing changed, or where all of it was there before", () => {
    assert.equal(cleanupScript(BEFORE, BEFORE), "");
    assert.equal(cleanupScript(DURING, DURING), "");
    assert.equal(cleanupScript("", ""), "");
  });

  it("sets back a policy that was DROP before", () => {
    assert.match(
      cleanupScript(BEFORE.replace("FORWARD ACCEPT", "FORWARD DROP"), DURING.replace("FORWARD DROP", "FORWARD ACCEPT")),
      /^:FORWARD DROP/m,
    );
  });

  it("knows empty tables and an engine's links", () => {
    assert.deepEqual(leftEmpty("*nat\n:POSTROUTING ACCEPT [1:2]\nCOMMIT\n*filter\n:FORWARD DROP [0:0]\nCOMMIT\n"), [
      "nat",
    ]);
    assert.deepEqual(["docker0", "br-0123456789ab", "veth0a1b2c3", "br-lan", "eth0", "docker1"].filter(isEngineLink), [
      "docker0",
      "br-0123456789ab",
      "veth0a1b2c3",
    ]);
  });
});
