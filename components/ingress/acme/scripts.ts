import { createHash } from "node:crypto";
import type { Input } from "@pulumi/pulumi";
import { programFile } from "../../../tools/programFile";
import { quote } from "../../../tools/shell";
import type { ScriptFile } from "../../machines/configuration/file";

/** Somebody who issues certificates by ACME (RFC 8555). */
export interface AcmeAuthority {
  /** Address of its directory: `https://…`. */
  readonly directory: Input<string>;
  /** Where it may warn. */
  readonly email: Input<string>;
  /**
   * PEM of what its directory's own certificate is trusted by.
   *
   * @default what the machine trusts
   */
  readonly trust?: Input<string> | null;
}

/** Name of the service that answers challenges, and of its route. */
export const challengesName = "acme-challenges";

/**
 * Where every machine keeps what the program needs, and where Traefik reads routes; the latter belongs to the ingress.
 */
const certificatesDirectory = "/etc/ruche/certificates";

const programPath = "/usr/local/sbin/ruche-certificates";
const unitName = "ruche-certificates";

/** Below the volume: `hosts`, `challenges`, and a store for each directory (`acme/<key>`). */
export const sharedDirectory = (mount: string): string => `${mount}/ingress`;

/** Directories of the volume, made once. Challenges are read by the web server's user. */
export function sharedScript(mount: string): string {
  const shared = sharedDirectory(mount);
  return [
    `install -d -m 755 ${shared}`,
    `install -d -m 755 ${shared}/hosts`,
    `install -d -m 700 ${shared}/acme`,
    `install -d -m 750 -o 33 -g 33 ${shared}/challenges`,
  ].join("\n");
}

export const sharedProbe = (mount: string): string =>
  [
    ["challenges", "33:750"],
    ["acme", "0:700"],
    ["hosts", "0:755"],
  ]
    .map(([directory, kept]) => `[ "$(stat -c %u:%a ${sharedDirectory(mount)}/${directory})" = ${kept} ]`)
    .join("\n");

/** What a machine's part in certificates is made of. */
export interface CertificatesOnMachine {
  readonly authority: { readonly directory: string; readonly email: string; readonly trust?: string | null };
  /** Where the volume is mounted. */
  readonly mount: string;
  readonly mountUnit: string;
  /** The machine's own address: its ingress answers there. */
  readonly address: string;
  /** Directory of Traefik's route files, and the id of its user. */
  readonly routes: string;
  readonly user: number;
}

/**
 * The files of a machine: settings of the program and of the client, program, units, route of the challenges.
 *
 * The store is named after the directory: with another authority certificates are asked for anew, with the first one
 * again what it issued is still there.
 */
export function certificateFiles({
  authority,
  mount,
  mountUnit,
  address,
  routes,
  user,
}: CertificatesOnMachine): readonly ScriptFile[] {
  const { directory, email, trust } = authority;
  const shared = sharedDirectory(mount);
  const store = `${shared}/acme/${createHash("sha256").update(directory).digest("hex").slice(0, 12)}`;
  const trustFile = `${certificatesDirectory}/authority.pem`;
  const assign = (values: Readonly<Record<string, string | number>>): string =>
    Object.entries(values)
      .map(([key, value]) => `${key}=${quote(String(value))}`)
      .join("\n");
  return [
    ...(trust ? [{ path: trustFile, content: trust }] : []),
    {
      path: `${certificatesDirectory}/settings`,
      content: assign({
        shared,
        store,
        directory,
        trust: trust ? trustFile : "",
        address,
        routes,
        traefik: user,
        here: certificatesDirectory,
      }),
    },
    {
      path: `${certificatesDirectory}/dehydrated`,
      content: assign({
        CA: directory,
        CONTACT_EMAIL: email,
        BASEDIR: store,
        CERTDIR: `${store}/certificates`,
        ACCOUNTDIR: `${store}/accounts`,
        CHALLENGETYPE: "http-01",
        WELLKNOWN: `${shared}/challenges`,
        KEY_ALGO: "prime256v1",
        AUTO_CLEANUP: "yes",
        CURL_OPTS: `--max-time 60${trust ? ` --cacert ${trustFile}` : ""}`,
      }),
    },
    { path: programPath, mode: "755", content: programFile(__dirname, "certificates.sh") },
    {
      path: `/etc/systemd/system/${unitName}.service`,
      content: [
        "[Unit]",
        "Description=Certificates of the platform",
        `After=network-online.target docker.service ${mountUnit}`,
        "",
        "[Service]",
        "Type=oneshot",
        `ExecStart=${programPath} run`,
        "TimeoutStartSec=15min",
        "Nice=10",
        // It runs all the time: only what it has to say goes into the journal, not that it ran.
        "SyslogLevel=notice",
        "LogLevelMax=notice",
      ].join("\n"),
    },
    {
      path: `/etc/systemd/system/${unitName}.timer`,
      content: [
        "[Unit]",
        "Description=Looks after the platform's certificates",
        "",
        "[Timer]",
        "OnActiveSec=10s",
        "OnUnitInactiveSec=10s",
        "AccuracySec=1s",
        "",
        "[Install]",
        "WantedBy=timers.target",
      ].join("\n"),
    },
    { path: `${routes}/${challengesName}.yml`, mode: "600", owner: `${user}:${user}`, content: challengesRoute },
  ];
}

/** Every host's challenges, on plain HTTP, before the redirection to HTTPS. JSON, which is YAML as well. */
const challengesRoute = JSON.stringify(
  {
    http: {
      routers: {
        [challengesName]: {
          rule: "PathPrefix(`/.well-known/acme-challenge/`)",
          entryPoints: ["http"],
          priority: 1000,
          service: challengesName,
          middlewares: [challengesName],
        },
      },
      middlewares: { [challengesName]: { stripPrefix: { prefixes: ["/.well-known/acme-challenge"] } } },
      services: { [challengesName]: { loadBalancer: { servers: [{ url: `http://${challengesName}:8080` }] } } },
    },
  },
  null,
  2,
);

/** Lets the program run, from now on and from boot on. */
export const startScript = `systemctl daemon-reload\nsystemctl enable -q --now ${unitName}.timer`;

/** A probe's lines: it runs. A certificate that has not come yet is no drift: `status` tells of it. */
export const certificatesProbe = `systemctl is-enabled -q ${unitName}.timer\nsystemctl is-active -q ${unitName}.timer`;

/** Takes it off a machine. Certificates stay on the volume: another `up` finds them. */
export const removeScript = (routes: string): string =>
  [
    `systemctl disable -q --now ${unitName}.timer`,
    `systemctl stop ${unitName}.service`,
    `rm -rf /etc/systemd/system/${unitName}.service /etc/systemd/system/${unitName}.timer ${programPath} ` +
      `${certificatesDirectory} ${routes}/${challengesName}.yml ${routes}/*.tls.yml`,
  ].join("; ");

/**
 * Paths of a service's part on every machine: its host name, and the certificate that is served until there is another.
 */
export const hostPath = (service: string): string => `${certificatesDirectory}/routes/${service}/host`;
export const ownCertificatePath = (service: string): string => `${certificatesDirectory}/routes/${service}/own.yml`;

/** Puts the certificate that there is into service. */
export const copyScript = `${programPath} copy`;

/**
 * Asks for a host's certificate; on one machine. Whether it comes now does not matter: it is asked for until it is
 * there.
 */
export const wantScript = (mount: string, service: string, host: string): string =>
  [
    `printf '%s\\n' ${quote(host)} > ${sharedDirectory(mount)}/hosts/${service}`,
    `systemctl start --no-block ${unitName}.service`,
  ].join("\n");

export const wantProbe = (mount: string, service: string, host: string): string =>
  `cmp -s ${sharedDirectory(mount)}/hosts/${service} <(echo ${quote(host)})`;

export const unwantScript = (mount: string, service: string): string =>
  `rm -f ${sharedDirectory(mount)}/hosts/${service}`;
