import { notJudged, type Policy, type PolicyFinding, type Resource, violation } from "../core/policy";
import { types } from "../core/resource";
import { at, Unknown, unknownsIn, type Value } from "../core/value";

const required = "connections that know whom they talk to";

/** Options of ssh with which any machine will do. */
const careless = /StrictHostKeyChecking[= ]+"?(no|off|accept-new)\b/i;

/** Connections to the right machine. */
export const hostKeys: Policy = {
  id: "SEC-006",
  title: "Every connection to a machine knows its host key",
  why:
    "Whoever sits in between otherwise receives everything that is sent: scripts that run as root, " +
    "and the secrets in them. A key that is taken on first use is the stranger's where the stranger came first.",
  severity: "critical",
  remedy: "write the machine's host key into the environment; connections of Ruche use it by themselves",
  applies: ({ type }) => type === types.remoteCommand || type === types.localCommand || type === types.dockerProvider,
  rule(resource) {
    if (resource.type === types.remoteCommand)
      return [...keyOf(resource, at(resource.props, "connection"), "it"), ...jump(resource)];
    if (resource.type === types.localCommand)
      return [at(resource.props, "create"), at(resource.props, "update")]
        .flatMap((script) => options(resource, script))
        .slice(0, 1);
    return [...options(resource, at(resource.props, "sshOpts")), ...engine(resource)];
  },
};

function keyOf(resource: Resource, connection: Value, who: string): PolicyFinding[] {
  if (connection instanceof Unknown) return [notJudged(resource, connection)];
  const key = at(connection, "hostKey");
  if (key instanceof Unknown) return [notJudged(resource, key)];
  return typeof key === "string" && key !== ""
    ? []
    : [
        violation(
          resource,
          `${who} connects to a machine whose key it does not know`,
          required,
          "give the connection its hostKey",
        ),
      ];
}

/** A machine on the way. */
function jump(resource: Resource): PolicyFinding[] {
  const proxy = at(resource.props, "connection", "proxy");
  return proxy === undefined || proxy === null || proxy === at(resource.props, "connection")
    ? []
    : keyOf(resource, proxy, "its proxy");
}

/** What is known of a text, or of a list of words, is read; an unknown one of a script that cannot be seen is not. */
function options(resource: Resource, value: Value): PolicyFinding[] {
  const [unknown] = unknownsIn(value);
  if (unknown !== undefined) return resource.type === types.dockerProvider ? [notJudged(resource, unknown)] : [];
  const words = Array.isArray(value) ? value : [value].filter((word) => typeof word === "string");
  const text = words.join(" ");
  return careless.test(text)
    ? [
        violation(
          resource,
          "it tells ssh not to check the host key",
          required,
          "remove StrictHostKeyChecking and give the key by KnownHostsCommand",
        ),
      ]
    : [];
}

/** An engine behind a bare port: neither side knows the other. */
function engine(resource: Resource): PolicyFinding[] {
  const host = at(resource.props, "host");
  if (host instanceof Unknown) return [notJudged(resource, host)];
  const protectedBy = ["certMaterial", "certPath", "caMaterial"].some((key) => at(resource.props, key) !== undefined);
  return typeof host === "string" && /^(tcp|http):/.test(host) && !protectedBy
    ? [violation(resource, `it talks to ${host} without certificates`, required, "reach the engine by ssh://")]
    : [];
}
