import { type Connection, connectionIn, isProvider } from "../../model/cluster";
import { at, Unknown, unknownsIn, type Value } from "../../model/inputs";
import { notJudged, type Policy, type PolicyFinding, type Resource, violation } from "../core/policy";
import { types } from "../core/resource";

const required = "connections that know whom they talk to";

/** Options of ssh with which any machine will do. */
const anyMachine = /StrictHostKeyChecking[= ]+"?(no|off|accept-new)\b/i;

/** Connections to the right machine. */
export const hostKeys: Policy = {
  id: "SEC-006",
  title: "Every connection to a machine knows its host key",
  why:
    "Whoever sits in between otherwise receives everything that is sent: scripts that run as root, " +
    "and the secrets in them. A key that is taken on first use is the stranger's where the stranger came first.",
  severity: "critical",
  remedy: "write the machine's host key into the environment; connections of Ruche use it by themselves",
  applies: ({ type }) => type === types.remoteCommand || type === types.localCommand || isProvider(type),
  rule(resource) {
    if (resource.type === types.remoteCommand)
      return [...keyOf(resource, at(resource.props, "connection"), "it"), ...jump(resource)];
    if (resource.type === types.localCommand)
      return [at(resource.props, "create"), at(resource.props, "update")]
        .flatMap((script) => careless(resource, script))
        .slice(0, 1);
    const connection = connectionIn(resource.type, resource.props);
    return connection === undefined ? [] : provider(resource, connection);
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

/** The connection of a provider: its options, and a bare port, where neither side knows the other. */
function provider(resource: Resource, { address, sshOptions, certified }: Connection): PolicyFinding[] {
  const [unknown] = unknownsIn(sshOptions);
  return [
    ...(unknown === undefined ? careless(resource, sshOptions) : [notJudged(resource, unknown)]),
    ...(address instanceof Unknown ? [notJudged(resource, address)] : []),
    ...(typeof address === "string" && /^(tcp|http):/.test(address) && !certified
      ? [violation(resource, `it talks to ${address} without certificates`, required, "reach the engine by ssh://")]
      : []),
  ];
}

/** A text, or a list of words, is read if all of it is known: a script that cannot be seen yet is not judged. */
function careless(resource: Resource, value: Value): PolicyFinding[] {
  if (unknownsIn(value).length > 0) return [];
  const words = Array.isArray(value) ? value : [value].filter((word) => typeof word === "string");
  return anyMachine.test(words.join(" "))
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
