// A Pulumi program that makes what platform.json says: components with their descriptors, Docker resources with their
// inputs.
const docker = require("@pulumi/docker");
const command = require("@pulumi/command");
const pulumi = require("@pulumi/pulumi");

class Component extends pulumi.ComponentResource {
  constructor(type, name, descriptor, options) {
    super(type, name, descriptor, options);
    this.registerOutputs({});
  }
}

// What keeps the time of a first deployment: known once it was made.
const since = (name, props, parent) => new command.local.Command(name, props, { parent, ignoreChanges: ["*"] });

const made = new Map();
// Nobody listens there: a preview does not need a daemon, and an update must not reach one.
const engine = (name, parent) =>
  new docker.Provider(
    `${name}-engine`,
    { host: "unix:///nonexistent/docker.sock", disableDockerDaemonCheck: true },
    { parent },
  );
const engines = new Map();
let shared;

/**
 * `{ "$later": "text" }` becomes what a command prints, which a preview cannot know; `{ "$idOf": "name" }` the id of a
 * resource that stands before.
 */
function filled(value, where) {
  if (Array.isArray(value)) return value.map((item, index) => filled(item, `${where}-${index}`));
  if (value === null || typeof value !== "object") return value;
  if ("$later" in value) return new command.local.Command(where, { create: `echo ${value.$later}` }).stdout;
  if ("$idOf" in value) return made.get(value.$idOf).id;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, filled(inner, `${where}-${key}`)]));
}

const dockerTypes = {
  "docker:index/container:Container": docker.Container,
  "docker:index/network:Network": docker.Network,
  "docker:index/secret:Secret": docker.Secret,
};

for (const { type, name, parent, provider, props } of require("./platform.json")) {
  const above = made.get(parent);
  if (type.startsWith("ruche:")) {
    const component = new Component(type, name, filled(props, name), { parent: above });
    made.set(name, component);
    continue;
  }
  if (type === "command:local:Command") {
    since(name, props, above);
    continue;
  }
  const own = made.get(provider);
  if (own && !engines.has(provider)) engines.set(provider, engine(provider, own));
  if (!own) shared ??= engine("shared");
  const maker = own ? engines.get(provider) : shared;
  const Resource = dockerTypes[type] ?? docker.Service;
  made.set(name, new Resource(name, filled(props, name), { parent: above, provider: maker }));
}
