import { strict as assert } from "node:assert";
import { Bench, request } from "./support";

describe("image web", function () {
  this.timeout(120_000);
  let bench: Bench;
  let url: string;
  before(async () => {
    bench = await Bench.open();
    const page = bench.secret("index.html", "<p>bees</p>");
    url = `http://${await bench.start("web", "web", ["--read-only", "--tmpfs", "/tmp", "--volume", `${page}:/srv/www/index.html:ro`])}:8080`;
    await bench.healthy("web");
  });
  after(() => bench?.end());

  it("serves files, on a container that cannot be written and not as root", async () => {
    assert.equal((await request(`${url}/`)).body, "<p>bees</p>");
    assert.equal((await request(`${url}/none`)).status, 404);
    assert.equal(await bench.inside("web", "id", "-u"), "33");
  });

  it("hides files that begin with a dot, and its version", async () => {
    const answer = await request(`${url}/.git/config`);
    assert.equal(answer.status, 404);
    assert.equal(answer.headers.server, "nginx");
  });
});
