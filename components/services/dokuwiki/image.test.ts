import { strict as assert } from "node:assert";
import { type Answer, Bench, basic, request } from "../../../tests/images/support";

const PASSWORD = "qu'een & bee";

describe("image dokuwiki", function () {
  this.timeout(180_000);
  let bench: Bench;
  let url: string;
  let data: string;
  const start = async (as: string) => {
    url = `http://${await bench.start("dokuwiki", as, ["--volume", `${data}:/storage`, "--volume", `${bench.secret(`admin-${as}`, PASSWORD)}:/run/secrets/dokuwiki-admin:ro`, "--env", "DOKUWIKI_TITLE=Bees' wiki"])}:8080`;
    await bench.healthy(as);
  };
  const call = (method: string, values: string[], authorization?: string): Promise<Answer> => {
    const escaped = values.map((value) => value.replaceAll("&", "&amp;").replaceAll("<", "&lt;"));
    const body = `<?xml version="1.0"?><methodCall><methodName>${method}</methodName><params>${escaped.map((value) => `<param><value><string>${value}</string></value></param>`).join("")}</params></methodCall>`;
    return request(`${url}/lib/exe/xmlrpc.php`, {
      method: "POST",
      body,
      headers: { "content-type": "text/xml", ...(authorization ? { authorization } : {}) },
    });
  };
  before(async () => {
    bench = await Bench.open();
    data = await bench.volume("data");
    await start("wiki");
  });
  after(async () => {
    await bench?.end();
  });

  it("takes a page by XML-RPC and gives it back", async () => {
    const put = await call(
      "wiki.putPage",
      ["bees:queen", "A hive has **one** queen & many workers."],
      basic("admin", PASSWORD),
    );
    assert.match(put.body, /<boolean>1<\/boolean>/);
    const got = await call("wiki.getPage", ["bees:queen"], basic("admin", PASSWORD));
    assert.match(got.body, /\*\*one\*\* queen &amp; many workers/);
  });

  it("lets everybody read, and nobody write or call it without logging in", async () => {
    const page = await request(`${url}/bees:queen`);
    assert.equal(page.status, 200);
    assert.match(page.body, /<strong>one<\/strong> queen/);
    assert.match(page.body, /Bees&#0?39; wiki|Bees' wiki/);
    assert.doesNotMatch((await call("wiki.putPage", ["bees:drone", "x"])).body, /<boolean>1<\/boolean>/);
    assert.doesNotMatch(
      (await call("wiki.putPage", ["bees:drone", "x"], basic("admin", "wrong"))).body,
      /<boolean>1<\/boolean>/,
    );
    assert.match((await request(`${url}/bees:drone`)).body, /topic does not exist/);
  });

  it("offers no registration and no installer", async () => {
    assert.doesNotMatch((await request(`${url}/start?do=register`)).body, /name="passchk"|id="dw__register"/);
    assert.notEqual((await request(`${url}/install.php`)).status, 200);
  });

  it("gives no file of its configuration, data or code", async () => {
    for (const path of [
      "conf/users.auth.php",
      "conf/local.php",
      "data/pages/bees/queen.txt",
      "inc/init.php",
      "bin/dwpage.php",
      "vendor/autoload.php",
      ".htaccess",
      "storage/conf/users.auth.php",
      "lib/plugins/authplain/conf/default.php",
      "conf%2fusers.auth.php",
      "lib/../conf/users.auth.php",
    ]) {
      const answer = await request(`${url}/${path}`);
      assert.ok(answer.status === 403 || answer.status === 404, `${path}: ${answer.status}`);
    }
  });

  it("has its style, scripts and images", async () => {
    for (const path of [
      "lib/exe/css.php?t=dokuwiki",
      "lib/exe/js.php?t=dokuwiki",
      "lib/exe/jquery.php",
      "lib/tpl/dokuwiki/images/logo.png",
    ]) {
      const answer = await request(`${url}/${path}`);
      assert.equal(answer.status, 200, path);
      assert.ok(answer.body.length > 500, path);
    }
  });

  it("runs as www-data", async () => {
    assert.doesNotMatch(
      await bench.inside(
        "wiki",
        "sh",
        "-c",
        "for p in /proc/[0-9]*; do grep -q -E 'nginx|php' $p/comm && stat -c %U $p; done; true",
      ),
      /root/,
    );
  });

  it("keeps everything in /storage: another container goes on with it", async () => {
    await bench.docker("rm", "--force", `${bench.name}-wiki`);
    await start("other");
    assert.match((await request(`${url}/bees:queen`)).body, /<strong>one<\/strong> queen/);
    assert.match(
      (await call("wiki.putPage", ["bees:queen", "two"], basic("admin", PASSWORD))).body,
      /<boolean>1<\/boolean>/,
    );
  });

  it("ends when its web server dies, so that it is started anew", async () => {
    await bench.inside(
      "other",
      "sh",
      "-c",
      "for p in /proc/[0-9]*; do read -r name < $p/comm; [ $name != nginx ] || kill -9 ${p#/proc/}; done",
    );
    assert.notEqual(await bench.docker("wait", `${bench.name}-other`), "0");
  });
});
