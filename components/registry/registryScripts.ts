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

/** Installs and starts the registry, and waits until it asks for a password. */
export function registryScript(data: string, mountUnit: string, secrets: string): string {
  return [
    installPrograms(programs),
    "systemctl disable -q --now docker-registry 2>/dev/null || true",
    secrets,
    writeFile(registrySettings(data)),
    writeFile(registryUnit(data, mountUnit)),
    "systemctl daemon-reload",
    "systemctl enable -q ruche-registry",
    // What does not start at once is started again by systemd.
    "systemctl restart ruche-registry || true",
    answers,
  ].join("\n");
}

const status = `curl -so /dev/null -w '%{http_code}' --cacert ${registryDirectory}/authority.pem https://127.0.0.1:${registryPort}/v2/`;
const answers = [
  "end=$((SECONDS + 60))",
  `until [ "$(${status})" = 401 ]; do`,
  "  (( SECONDS < end )) || { echo 'the registry has not answered for a minute:' >&2; " +
    "journalctl -u ruche-registry -n 20 --no-pager -o cat >&2; exit 1; }",
  "  sleep 0.1",
  "done",
].join("\n");

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

/**
 * Brings an image to a machine. Docker looks at /etc/hosts again after five seconds only (Go's `net` package,
 * `cacheMaxAge` in hosts.go), so on a machine that was just made it may not know the registry's name yet; whatever else
 * goes wrong is told at once.
 */
export const pullImage = (reference: string): string => String.raw`
for attempt in $(seq 50); do
  said=$(docker pull -q ${reference} 2>&1) && exit
  case $said in *"no such host"*) sleep 0.2 ;; *) break ;; esac
done
printf '%s\n' "$said" >&2
exit 1`;
