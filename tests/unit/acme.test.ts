import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { X509Certificate } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { certificateFiles, removeScript, sharedScript, wantScript } from "../../components/ingress/acme/scripts";
import { certificateFile, type Route, traefikRoute } from "../../components/ingress/traefik/route";
import { FakeMachine } from "./support/fakeMachine";

const place = {
  mount: "/DATA",
  mountUnit: "ruche-mount-data.service",
  address: "10.0.0.1",
  routes: "/etc/ruche/ingress/routes",
  user: 402,
};
const authority = { directory: "https://acme.example.org/dir", email: "admin@example.org" };
const fileOf = (name: string, args: Parameters<typeof certificateFiles>[0] = { ...place, authority }): string =>
  certificateFiles(args).find(({ path }) => path.endsWith(name))?.content ?? "";

describe("a machine's part in certificates by ACME", () => {
  it("another authority has another store, with the account and certificates that it knows", () => {
    const store = (directory: string): string =>
      /store=(\S+)/.exec(fileOf("/settings", { ...place, authority: { ...authority, directory } }))![1]!;
    assert.match(store(authority.directory), /^\/DATA\/ingress\/acme\/[0-9a-f]{12}$/);
    assert.equal(store(authority.directory), store(authority.directory));
    assert.notEqual(store(authority.directory), store("https://acme-staging.example.org/dir"));
  });

  it("the authority's own certificate is trusted for it alone, where one is given", () => {
    assert.doesNotMatch(fileOf("/dehydrated"), /cacert/);
    assert.equal(fileOf("/authority.pem"), "");
    const given = { ...place, authority: { ...authority, trust: "PEM" } };
    assert.match(
      fileOf("/dehydrated", given),
      /CURL_OPTS='--max-time 60 --cacert \/etc\/ruche\/certificates\/authority.pem'/,
    );
    assert.equal(fileOf("/authority.pem", given), "PEM");
  });

  it("what a person wrote reaches the client as a word, not as a command", () => {
    const settings = fileOf("/dehydrated", {
      ...place,
      authority: { directory: "https://x/$(touch /tmp/no)", email: "a'b@example.org" },
    });
    const read = execFileSync("bash", ["-c", `${settings}\nprintf '%s|%s' "$CA" "$CONTACT_EMAIL"`]).toString();
    assert.equal(read, "https://x/$(touch /tmp/no)|a'b@example.org");
  });

  it("challenges of every host go to their service on plain HTTP, before anything else", () => {
    const {
      http: { routers },
    } = parse(fileOf("/acme-challenges.yml")) as {
      http: { routers: Record<string, { rule: string; priority: number; entryPoints: string[] }> };
    };
    assert.deepEqual(routers["acme-challenges"], {
      rule: "PathPrefix(`/.well-known/acme-challenge/`)",
      entryPoints: ["http"],
      priority: 1000,
      service: "acme-challenges",
      middlewares: ["acme-challenges"],
    });
  });

  it("every script is one that bash reads", () => {
    for (const script of [
      fileOf("/ruche-certificates"),
      sharedScript("/DATA"),
      wantScript("/DATA", "wiki", "wiki.example.org"),
      removeScript(place.routes),
    ]) {
      assert.equal(spawnSync("bash", ["-n"], { input: script }).status, 0, script);
    }
  });

  it("a route whose certificate is a file of its own has none inside", () => {
    const route: Route = {
      service: "pad",
      exposure: "public",
      host: "pad.example.org",
      path: "/",
      port: 443,
      authentication: "none",
      tls: "acme",
      backend: { host: "pad", port: 9001 },
    };
    assert.equal((parse(traefikRoute(route, { members: [] })) as { tls?: unknown }).tls, undefined);
    assert.deepEqual(parse(certificateFile({ certificate: "C\n", privateKey: "K\n" })), {
      tls: { certificates: [{ certFile: "C\n", keyFile: "K\n" }] },
    });
  });
});

/** A machine with the real program and openssl, a client and an authority of a few lines. */
class Machine extends FakeMachine {
  readonly host = "wiki.example.org";
  readonly target = this.path("routes/wiki.tls.yml");

  constructor() {
    super();
    const [shared, here, routes] = ["shared", "here", "routes"].map((name) => this.path(name)) as [
      string,
      string,
      string,
    ];
    const store = join(shared, "acme/store");
    this.write(
      "here/settings",
      Object.entries({
        shared,
        store,
        directory: authority.directory,
        trust: "",
        address: "10.0.0.1",
        routes,
        traefik: process.getuid!(),
        here,
      })
        .map(([key, value]) => `${key}='${value}'`)
        .join("\n"),
    );
    this.write("here/routes/wiki/host", this.host);
    this.write("here/routes/wiki/own.yml", "tls: own\n");
    this.write("shared/hosts/wiki", `${this.host}\n`);
    mkdirSync(join(shared, "challenges"), { recursive: true });
    mkdirSync(routes);
    this.lives("now", "90 days");
    this.write(
      "ca.cnf",
      `[ca]\ndefault_ca=d\n[d]\ndatabase=${this.folder}/index\nrand_serial=yes\nnew_certs_dir=${this.folder}\ndefault_md=sha256\npolicy=p\nunique_subject=no\n[p]\ncommonName=supplied\n[san]\nsubjectAltName=DNS:${this.host}\n`,
    );
    this.write("index", "");
    // Answers for the directory unless the file `away` is there, and for challenges as the ingress does.
    this.program(
      "curl",
      `url="\${@: -1}"; case $url in */.well-known/*) cat ${shared}/challenges/"\${url##*/}";; *) [ ! -e ${this.folder}/away ] || { echo "curl: (7) no route" >&2; exit 7; };; esac`,
    );
    this.program(
      "dehydrated",
      [
        `[ ! -e ${this.folder}/refuse ] || { echo '["detail"] "too many failures"'; exit 1; }`,
        `c=${store}/certificates/${this.host}; mkdir -p $c`,
        `openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=${this.host} -keyout $c/privkey.pem -out $c/cert.csr 2>/dev/null`,
        `at() { date -u -d "$(sed -n $1p ${this.folder}/life)" +%Y%m%d%H%M%SZ; }`,
        `openssl ca -batch -notext -selfsign -config ${this.folder}/ca.cnf -extensions san -keyfile $c/privkey.pem -in $c/cert.csr -out $c/cert.pem -startdate $(at 1) -enddate $(at 2) 2>/dev/null`,
        "cp $c/cert.pem $c/fullchain.pem",
      ].join("\n"),
    );
    this.write("bin/ruche-certificates", fileOf("/ruche-certificates"), 0o755);
  }

  /** When certificates of the authority begin and end, from now on. */
  lives(from: string, until: string): void {
    this.write("life", `${from}\n${until}\n`);
  }

  override environment(): Record<string, string> {
    return super.environment({ RUCHE_CERTIFICATES: this.path("here") });
  }

  /** Runs the program; what it said, and its status. */
  certificates(...args: string[]): { said: string; status: number | null } {
    const { stdout, stderr, status } = this.start("bin/ruche-certificates", args);
    assert.equal(stderr, "");
    return { said: stdout, status };
  }

  /** How often the client was started. */
  get orders(): number {
    return this.calls.filter((call) => call.startsWith("dehydrated ")).length;
  }

  /** The certificate that the ingress was given; undefined when it is the platform's own. */
  served(): X509Certificate | undefined {
    const { tls } = parse(readFileSync(this.target, "utf8")) as {
      tls: string | { certificates: { certFile: string; keyFile: string }[] };
    };
    if (typeof tls === "string") return undefined;
    assert.match(tls.certificates[0]!.keyFile, /^-----BEGIN PRIVATE KEY-----/);
    return new X509Certificate(tls.certificates[0]!.certFile);
  }
}

describe("the program that looks after certificates", () => {
  let machine: Machine;
  beforeEach(() => {
    machine = new Machine();
  });
  afterEach(() => machine.remove());

  it("serves the platform's own certificate first, then the authority's, readable by the ingress alone", () => {
    machine.certificates("copy");
    assert.equal(machine.served(), undefined);
    const { said } = machine.certificates("run");
    assert.match(said, /certificate of https:\/\/acme\.example\.org\/dir until/);
    assert.equal(machine.served()!.checkHost(machine.host), machine.host);
    assert.equal(statSync(machine.target).mode & 0o777, 0o600);
    assert.deepEqual(readdirSync(join(machine.folder, "shared/challenges")), []);
    assert.deepEqual(machine.certificates("report").said.split("\t").slice(0, 2), [machine.host, "issued"]);
  });

  it("serves nothing of a service that goes meanwhile", () => {
    machine.program("mv", `rm -rf ${machine.path("here/routes/wiki")} ${machine.target}; /bin/mv "$@"`);
    assert.equal(machine.certificates("copy").status, 0);
    assert.equal(existsSync(machine.target), false);
  });

  it("says nothing and asks nobody while all is well", () => {
    machine.certificates("run");
    assert.deepEqual(machine.certificates("run"), { said: "", status: 0 });
    assert.equal(machine.orders, 1);
  });

  it("sees what another machine wrote, and looks into everything once an hour", () => {
    machine.certificates("run");
    machine.certificates("run");
    rmSync(machine.target);
    machine.certificates("run");
    assert.ok(!existsSync(machine.target), "nothing it looks at has changed");
    execFileSync("touch", ["-d", "61 minutes ago", join(machine.folder, "here/well")]);
    machine.certificates("run");
    const { serialNumber } = machine.served()!;
    // As another machine's client does it; this one only copies.
    machine.start("bin/dehydrated");
    machine.certificates("run");
    assert.notEqual(machine.served()!.serialNumber, serialNumber);
  });

  it("renews thirty days before the end, a third of a short life before it, and by hand at any time", () => {
    const orders = (from: string, until: string): number => {
      rmSync(join(machine.folder, "shared/acme"), { recursive: true, force: true });
      machine.forget();
      machine.lives(from, until);
      machine.certificates("run");
      machine.lives("now", "90 days");
      machine.certificates("run");
      return machine.orders;
    };
    assert.deepEqual([orders("-61 days", "29 days"), orders("-59 days", "31 days")], [2, 1]);
    assert.deepEqual([orders("-17 hours", "7 hours"), orders("-15 hours", "9 hours")], [2, 1]);
    const before = machine.served()!.serialNumber;
    assert.equal(machine.certificates("renew", machine.host).status, 0);
    assert.notEqual(machine.served()!.serialNumber, before);
  });

  it("an authority that cannot be reached is asked again at once; what fails is said once", () => {
    machine.write("away", "");
    assert.match(machine.certificates("run").said, /cannot reach .*no route/);
    assert.deepEqual(machine.certificates("run"), { said: "", status: 0 });
    assert.equal(machine.served(), undefined);
    assert.match(machine.certificates("report").said, /waiting\t\tcannot reach/);
    assert.deepEqual(machine.certificates("report").said.split("\t").slice(0, 2), [machine.host, "waiting"]);
    rmSync(join(machine.folder, "away"));
    machine.certificates("run");
    assert.ok(machine.served());
    assert.match(machine.certificates("report").said, /\t\n$/);
  });

  it("an authority that refuses is left alone for an hour", () => {
    machine.write("refuse", "");
    assert.match(machine.certificates("run").said, /refused by .*too many failures/);
    machine.certificates("run");
    assert.equal(machine.orders, 1);
    rmSync(join(machine.folder, "refuse"));
    execFileSync("touch", ["-d", "61 minutes ago", join(machine.folder, "shared/acme/store/attempts", machine.host)]);
    machine.certificates("run");
    assert.ok(machine.served());
  });

  it("without the volume it goes on with what it served, until that ends; a key of another certificate is not taken", () => {
    machine.certificates("run");
    const { serialNumber } = machine.served()!;
    const key = join(machine.folder, "shared/acme/store/certificates", machine.host, "privkey.pem");
    execFileSync("openssl", ["genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", key], {
      stdio: "ignore",
    });
    machine.certificates("copy");
    assert.equal(machine.served()!.serialNumber, serialNumber);
    rmSync(join(machine.folder, "shared"), { recursive: true });
    assert.equal(machine.certificates("run").status, 0);
    assert.equal(machine.served()!.serialNumber, serialNumber);
    machine.write("here/routes/wiki/host", "pad.example.org");
    machine.certificates("copy");
    assert.equal(machine.served(), undefined);
  });

  it("one machine at a time asks", () => {
    machine.write("shared/lock", "");
    const answer = spawnSync(
      "flock",
      [join(machine.folder, "shared/lock"), join(machine.folder, "bin/ruche-certificates"), "run"],
      { env: machine.environment() },
    );
    assert.equal(answer.status, 0);
    assert.equal(machine.orders, 0);
  });
});
