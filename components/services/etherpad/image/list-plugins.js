// What `npm ls --long --json --depth=0` would say of /opt/etherpad/node_modules.
const fs = require("node:fs");
const root = "/opt/etherpad/node_modules";
const dependencies = {};
for (const name of fs.readdirSync(root)) {
  const path = `${root}/${name}`;
  const { version } = JSON.parse(fs.readFileSync(`${path}/package.json`, "utf8"));
  dependencies[name] = { name, version, path };
}
console.log(JSON.stringify({ dependencies }));
