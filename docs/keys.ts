/**
 * What the keys of an environment mean. Their form and defaults come from the schema; a test asks that every key has
 * its meaning.
 */
export const meanings: Readonly<Record<string, string>> = {
  "ruche:tier": "How strict the policies are. Above `development` a seed must be given.",
  "ruche:domain": "A service is reached as `<service>.<domain>`.",
  "ruche:machines": "The machines of the platform.",
  "ruche:machines.provider":
    "Where the machines come from. `lab` makes them on this computer; the others are refused in this version.",
  "ruche:machines.hosts": "The machines by name; `{}` where nothing is to be said of one.",
  "ruche:machines.hosts.<name>.address": "The address that SSH reaches. A lab's machines get theirs.",
  "ruche:machines.hosts.<name>.user": "The user that SSH logs in as.",
  "ruche:machines.hosts.<name>.hostKey": "The machine's public host key. Nothing is trusted on first use.",
  "ruche:machines.hosts.<name>.labels": "Labels of the machine.",
  "ruche:machines.hosts.<name>.diesWith":
    "What takes this machine down with it, such as a hypervisor or a room. Without it: the machine alone.",
  "ruche:machines.network": "Network of the machines: for a lab a /24; without it a free one is taken.",
  "ruche:machines.administrationFrom": "Networks from which SSH is let in. A lab's own computer is always among them.",
  "ruche:storage": "The volumes by name. A name stays what it was: data does not move with it.",
  "ruche:storage.<name>.kind": "What the volume is made of.",
  "ruche:storage.<name>.on": "The machines that hold a copy: as many as `replicas`.",
  "ruche:storage.<name>.replicas":
    "Copies of each file, the arbiter included. Two are refused: they end in split brain.",
  "ruche:storage.<name>.arbiter": "Whether the last of three copies keeps names only.",
  "ruche:storage.<name>.mount": "Where every one of its machines mounts it.",
  "ruche:platform": "What services have in common.",
  "ruche:platform.volume":
    "The volume of databases, registry and the state of backups. Must be said where there are several.",
  "ruche:cluster": "What runs the services; must be there as soon as there is a service.",
  "ruche:cluster.kind": "What runs the services.",
  "ruche:cluster.managers": "Machines that manage the cluster and run services too: 1, 3 or 5.",
  "ruche:cluster.workers": "Machines that only run services.",
  "ruche:certificates": "Where certificates come from.",
  "ruche:certificates.authority":
    "Who signs the certificates that people see: the platform itself, or an authority that speaks ACME.",
  "ruche:certificates.directory": "Directory of the ACME authority. Default with `acme`: Let's Encrypt's.",
  "ruche:certificates.email": "Whom the ACME authority may warn; needed with `acme`.",
  "ruche:certificates.trust":
    "What the directory's own certificate is trusted by, where the authority is a private one.",
  "ruche:members":
    "Who may use what is exposed to `members`: names whose passwords are derived from the seed, or a map with a hash for each.",
  "ruche:members.<name>.passwordHash": "A bcrypt hash of a password that this person chose.",
  "ruche:backup": "The goals from which backup plans are derived.",
  "ruche:backup.rpo": "The most that may be lost.",
  "ruche:backup.keep": "How far back one can go.",
  "ruche:backup.repositories": "Where backups lie, by name.",
  "ruche:backup.repositories.<name>.on": "The machine that holds the repository.",
  "ruche:services": "The services by name.",
  "ruche:services.<name>.kind": "A kind of the catalogue, see [services](services.md).",
  "ruche:services.<name>.exposure": "Who may reach it. There is no default. `vpn` is refused in this version.",
  "ruche:services.<name>.replicas": "Copies that run. More than one only for kinds that allow several writers.",
  "ruche:services.<name>.host": "Its host name. Without it: `<name>.<domain>`.",
  "ruche:services.<name>.path": "Path prefix below which it is served.",
  "ruche:services.<name>.volume": "The volume of its files. Must be said where there are several.",
  "ruche:services.<name>.settings": "What its kind lets one choose: see its chapter in [services](services.md).",
  "ruche:services.<name>.ports":
    "Ports of its kind that are opened on the machines, for protocols other than HTTP. What is not named is not opened.",
  "ruche:services.<name>.ports.<name>.exposure":
    "Who may reach it: `cluster` (the platform's machines) or `public`. Nothing before it asks for a password.",
  "ruche:services.<name>.ports.<name>.port": "Its number on the machines. Without it: the number inside the container.",
  "ruche:networks": "Addresses of the networks inside the cluster. Docker takes free ones for what is left out.",
  "ruche:networks.edge": "Between the ingress and services.",
  "ruche:networks.edge.subnet": "Its addresses.",
  "ruche:networks.data": "Between services and databases.",
  "ruche:networks.data.subnet": "Its addresses.",
  "ruche:exceptions": "Policies that a resource need not keep for a while: see [exceptions](policies.md#exceptions).",
  "ruche:exceptions[].policy": "Which policy.",
  "ruche:exceptions[].resource": "Which resource. Outside of production also a pattern for several: `wiki-*`.",
  "ruche:exceptions[].reason": "Why it cannot be kept yet.",
  "ruche:exceptions[].owner": "Who answers for it: somebody that one can write to.",
  "ruche:exceptions[].until": "The last day on which the exception holds, in UTC.",
  "ruche:state":
    "Where Pulumi keeps the state. In this clone, or for a team in PostgreSQL or an object store; " +
    "whose passwords come from the process environment.",
  "ruche:rotate": "How often secrets were rotated, by purpose: see operations, passwords. The numbers only grow.",
  "ruche:seed":
    "The one secret of the environment. A development environment makes its own and keeps it in the encrypted state.",
};
