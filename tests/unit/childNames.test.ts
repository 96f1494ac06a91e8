import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { DokuWiki, Firewall, guarded, HostedService, Mattermost } from "../../components";
import { formerly, RucheComponent } from "../../components/core/component";
import { answerOf, settled, smallPlatform, startMocks } from "./support/mockedProgram";

/** What Pulumi itself keeps of a resource. */
interface Kept {
  readonly __name: string;
  readonly __childResources?: ReadonlySet<pulumi.Resource>;
  readonly __aliases: readonly pulumi.Output<string>[];
}

const keptOf = (resource: pulumi.Resource): Kept => resource as unknown as Kept;
const childrenOf = (resource: pulumi.Resource): pulumi.Resource[] => [...(keptOf(resource).__childResources ?? [])];
const withAllBelow = (resource: pulumi.Resource): pulumi.Resource[] => [
  resource,
  ...childrenOf(resource).flatMap(withAllBelow),
];

/** A platform with everything that a platform may have, and all that is below it. */
function everything(name: string): pulumi.Resource[] {
  const { lab, volume, on, platform } = smallPlatform(name, {
    databases: ["mariadb"],
    certificates: { directory: "https://acme.example/directory", email: "a@example.org" },
    backup: { rpoSeconds: 3600, keepSeconds: 86400, repositories: [{ name: "cellar", on: 0 }] },
  });
  const options = { on: platform, exposure: "public" } as const;
  new DokuWiki(`${name}-wiki`, options);
  new Mattermost(`${name}-chat`, options);
  const firewall = new Firewall(`${name}-firewall`, {
    machine: lab.all[0]!,
    peers: lab.all,
    administrationFrom: ["10.0.0.0/8"],
    tier: "development",
  });
  return [lab, volume, on, platform, firewall].flatMap(withAllBelow);
}

describe("names", () => {
  it("of children begin with the parent's, but for services; and two platforms of one program share none", async () => {
    startMocks();
    const [first, second] = [everything("first"), everything("second")];
    await settled();
    const others = first.flatMap((parent) =>
      childrenOf(parent)
        .filter((child) => !(child instanceof HostedService))
        .map((child) => [keptOf(parent).__name, keptOf(child).__name] as const)
        .filter(([above, below]) => !below.startsWith(`${above}-`)),
    );
    assert.deepEqual(others, []);
    assert.ok(first.length > 80, String(first.length));
    const urns = await Promise.all([...first, ...second].map(({ urn }) => answerOf(urn)));
    assert.equal(new Set(urns).size, urns.length);
  });
});

describe("names from before 0.1.0", () => {
  const formerOf = async (resources: readonly pulumi.Resource[]): Promise<string[]> => {
    const aliases = await Promise.all(resources.flatMap((resource) => keptOf(resource).__aliases.map(answerOf)));
    return aliases.map((alias) => alias.split("::").at(-1)!);
  };
  const made = (name: string, formerNames?: boolean): pulumi.Resource[] => {
    const { lab, platform } = smallPlatform(name, { databases: ["mariadb"], formerNames });
    const [machine] = guarded(name, lab.all, { domain: "example.org", administrationFrom: [], formerNames });
    return [...childrenOf(platform), ...machine!.network];
  };

  it("are those of a platform and of a network that say so, and of no other", async () => {
    startMocks();
    const [first, second] = [made("first", true), made("second")];
    await settled();
    const former = await formerOf(first);
    for (const name of ["registry", "ingress", "mariadb", "first-lab1", "first-lab1-names"])
      assert.ok(former.includes(name), name);
    assert.deepEqual(
      (await formerOf(second)).filter((name) => !name.startsWith("second-")),
      [],
    );
  });
});

/** A component with a resource below it, and another component below that. */
class Branch extends RucheComponent<object> {
  constructor(name: string, depth: number, options?: pulumi.ComponentResourceOptions) {
    super("ruche:ingress:Ingress", name, {}, options);
    new Leaf(this.child("leaf"), { parent: this });
    if (depth > 0) new Branch(this.child("branch"), depth - 1, { parent: this });
  }

  protected outputs(): pulumi.Inputs {
    return {};
  }
}

class Leaf extends pulumi.CustomResource {
  constructor(name: string, options: pulumi.CustomResourceOptions) {
    super("command:local:Command", name, {}, options);
  }
}

describe("a component that had another name", () => {
  beforeEach(() => startMocks());

  const namesBefore = async (resource: pulumi.Resource): Promise<string[]> => {
    const aliases = await Promise.all(keptOf(resource).__aliases.map(answerOf));
    return aliases.map((alias) => alias.split("::").slice(2).join(" ")).sort();
  };

  it("is known by it, by its former type, and by both; and so is what is below it", async () => {
    const branch = new Branch("platform-ingress", 1, formerly("ingress", {}));
    const all = withAllBelow(branch);
    await settled();
    const known = await Promise.all(
      all.map(async (resource) => [keptOf(resource).__name, await namesBefore(resource)] as const),
    );
    assert.deepEqual(Object.fromEntries(known), {
      "platform-ingress": [
        "ruche:exposure:Ingress ingress",
        "ruche:exposure:Ingress platform-ingress",
        "ruche:ingress:Ingress ingress",
      ],
      "platform-ingress-leaf": ["ruche:ingress:Ingress$command:local:Command ingress-leaf"],
      "platform-ingress-branch": [
        "ruche:ingress:Ingress$ruche:exposure:Ingress platform-ingress-branch",
        "ruche:ingress:Ingress$ruche:ingress:Ingress ingress-branch",
      ],
      "platform-ingress-branch-leaf": [
        "ruche:ingress:Ingress$ruche:ingress:Ingress$command:local:Command ingress-branch-leaf",
      ],
    });
  });

  it("keeps the aliases and the transformations that it is given", async () => {
    const branch = new Branch("platform-ingress", 0, {
      aliases: ["urn:pulumi:lab::trial::other::way-in"],
      transformations: [
        ({ props, opts }) => ({ props, opts: pulumi.mergeOptions(opts, { aliases: [{ name: "x" }] }) }),
      ],
    });
    const leaf = childrenOf(branch)[0]!;
    await settled();
    assert.deepEqual(await namesBefore(leaf), ["ruche:ingress:Ingress$command:local:Command x"]);
    assert.ok((await namesBefore(branch)).includes("other way-in"));
  });
});
