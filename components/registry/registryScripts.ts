import { shellProgram } from "../../tools/programFile";
import { fileIs, type ScriptFile, writeFile } from "../machines/configuration/file";
import { installPrograms, programsAreThere } from "../machines/configuration/packages";

/** Where the registry keeps its own files on a machine. */
export const registryDirectory = "/etc/ruche/registry";

/** Port of the registry on every node. */
export const registryPort = 5000;

/** The registry's settings; its secrets stand in files of their own. */
function registrySettings(data: string): ScriptFile {
  return {
    path: `${registryDirectory}/config.yml`,
    content: [
      "version: 0.1",
      "log: { level: warn, accesslog: { disabled: true } }",
      `storage: { filesystem: { rootdirectory: ${data} }, delete: { enabled: true } }`,
      "http:",
      `  addr: 0.0.0.0:${registryPort}`,
      `  tls: { certificate: ${registryDirectory}/certificate.pem, key: ${registryDirectory}/key.pem }`,
      `auth: { htpasswd: { realm: registry, path: ${registryDirectory}/htpasswd } }`,
    ].join("\n"),
  };
}

/** The unit: after the volume with its data, without any right but to its data. */
function registryUnit(data: string, mountUnit: string): ScriptFile {
  return {
    path: "/etc/systemd/system/ruche-registry.service",
    content: [
      "[Unit]",
      "Description=Registry of the platform",
      `After=network-online.target ${mountUnit}`,
      `Wants=${mountUnit}`,
      // What is mounted anew is not seen from its own root.
      `PartOf=${mountUnit}`,
      "StartLimitIntervalSec=0",
      "",
      "[Service]",
      `EnvironmentFile=${registryDirectory}/environment`,
      `ExecStartPre=/bin/sh -c 'mountpoint -q $(dirname ${data})'`,
      `ExecStart=/usr/bin/docker-registry serve ${registryDirectory}/config.yml`,
      "Restart=always",
      "RestartSec=1s",
      "NoNewPrivileges=yes",
      "ProtectSystem=full",
      "PrivateTmp=yes",
      "",
      "[Install]",
      "WantedBy=multi-user.target",
    ].join("\n"),
  };
}

const programs = ["docker-registry"];

/** Installs and starts the registry; `secrets` are the lines that write its secret files. */
export function registryScript(data: string, mountUnit: string, secrets: string): string {
  return [
    installPrograms(programs),
    "systemctl disable -q --now docker-registry 2>/dev/null || true",
    secrets,
    writeFile(registrySettings(data)),
    writeFile(registryUnit(data, mountUnit)),
    startScript(),
  ].join("\n");
}

const authority = `${registryDirectory}/authority.pem`;

/** Starts the registry, and waits for so many seconds until it asks for a password. */
export const startScript = (patience = 60): string =>
  shellProgram(__dirname, "start.sh", { authority, port: String(registryPort), patience: String(patience) });

const status = `curl -so /dev/null -w '%{http_code}' --cacert ${authority} https://127.0.0.1:${registryPort}/v2/`;

/** Probe of a node's registry; `secrets` are the lines that know its secret files. */
export function registryProbe(data: string, mountUnit: string, secrets: string): string {
  return [
    programsAreThere(programs),
    ...[registrySettings(data), registryUnit(data, mountUnit)].map(fileIs),
    secrets,
    "systemctl is-enabled -q ruche-registry",
    "systemctl is-active -q ruche-registry",
    `[ "$(${status})" = 401 ]`,
  ].join("\n");
}

/** Brings an image to a machine. */
export const pullImage = (reference: string): string => shellProgram(__dirname, "pull.sh", { reference });
