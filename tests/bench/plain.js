// The resources that a program of Ruche's made (resources.json), declared by themselves: no component, no descriptor,
// nothing computed.
const docker = require("@pulumi/docker");
const command = require("@pulumi/command");
const pulumi = require("@pulumi/pulumi");

const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const secret = "4dabf18193072939515e22adb298388d";
const later = new command.local.Command("later", { create: "echo" });

/** What stands for secrets that are not text. */
const secrets = { connection: { host: "192.0.2.1", user: "root", privateKey: "x".repeat(400) }, uploads: [] };

/**
 * Inputs as a program writes them: what a preview did not know is the output of another resource, and a secret is one.
 */
function written(value, key) {
  if (value === unknown) return later.stdout;
  if (Array.isArray(value)) return value.map((item) => written(item));
  if (value === null || typeof value !== "object") return value;
  if (secret in value) return pulumi.secret(secrets[key] ?? "x".repeat(1_000));
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => !name.startsWith("__"))
      .map(([name, inner]) => [name, written(inner, name)]),
  );
}

const engines = new Map();

function maker(type) {
  const [pkg, path, name] = type.split(":");
  return pkg === "docker" ? docker[name] : command[path][name];
}

for (const { type, name, provider, inputs } of require("./resources.json")) {
  if (type === "pulumi:providers:docker")
    engines.set(name, new docker.Provider(name, { ...written(inputs), version: undefined }));
  else new (maker(type))(name, written(inputs), engines.has(provider) ? { provider: engines.get(provider) } : {});
}
