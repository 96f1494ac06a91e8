import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { run } from "../tools/run";
import { SUITE } from "./catalogue";

/**
 * Fills a folder that stands for /etc/apt while an image is built: the sources of Debian that this computer uses, their
 * keys and how they are reached (proxy, checks). Sources of other makers stay out: images are made of Debian alone.
 */
export async function writeAptFolder(folder: string, etc = "/etc/apt"): Promise<void> {
  for (const sub of ["apt.conf.d", "sources.list.d", "preferences.d", "auth.conf.d", "trusted.gpg.d", "computer"])
    mkdirSync(path.join(folder, sub), { recursive: true });
  for (const key of existsSync(`${etc}/trusted.gpg.d`) ? readdirSync(`${etc}/trusted.gpg.d`) : [])
    copyFileSync(`${etc}/trusted.gpg.d/${key}`, path.join(folder, "trusted.gpg.d", key));
  let copies = 0;
  const takeAlong = (file: string): string => {
    const name = `${++copies}-${path.basename(file)}`;
    copyFileSync(file, path.join(folder, "computer", name));
    return `/etc/apt/computer/${name}`;
  };
  const sources = debianSources(readSources(etc));
  if (sources.length === 0)
    throw new Error(
      `this computer's apt has no source of Debian (${releases.join(" or ")}), from which the images are made; ` +
        `add one in ${etc}/sources.list.d`,
    );
  writeFileSync(
    path.join(folder, "sources.list.d/debian.sources"),
    `${sources.map((stanza) => localKeys(stanza, takeAlong)).join("\n\n")}\n`,
  );
  const { stdout } = await run("apt-config", ["dump"]);
  writeFileSync(path.join(folder, "apt.conf.d/computer"), transport(stdout, takeAlong).join("\n"));
}

/**
 * The stanzas, one-line or deb822, that give packages of Debian's main part; in deb822 form, and for the release of the
 * images, whatever this computer's is.
 */
export function debianSources(texts: readonly string[]): string[] {
  const stanzas = texts.flatMap((text) =>
    /^\s*deb(-src)?\s/m.test(text) ? text.split("\n").flatMap(oneLine) : text.split(/\n\s*\n/).flatMap(stanza),
  );
  return [...new Set(stanzas)];
}

function stanza(text: string): string[] {
  const lines = text.split("\n").filter((line) => line.trim() !== "" && !line.startsWith("#"));
  const field = (name: string) =>
    new RegExp(`^${name}:(.*)$`, "im").exec(lines.join("\n"))?.[1]?.trim().split(/\s+/) ?? [];
  const suites = field("Suites").flatMap((suite) => suiteOf(suite) ?? []);
  const ours =
    field("Types").includes("deb") &&
    suites.length > 0 &&
    field("Components").includes("main") &&
    field("Enabled")[0] !== "no";
  const written = (line: string): string => {
    if (/^Types:/i.test(line)) return "Types: deb";
    return /^Suites:/i.test(line) ? `Suites: ${[...new Set(suites)].join(" ")}` : line;
  };
  return ours ? [lines.map(written).join("\n")] : [];
}

function oneLine(line: string): string[] {
  const [, options = "", uri = "", suite = "", components = ""] =
    /^\s*deb\s+(?:\[([^\]]*)\]\s+)?(\S+)\s+(\S+)\s+(.*?)\s*(?:#.*)?$/.exec(line) ?? [];
  const ours = suiteOf(suite);
  if (ours === undefined || !components.split(/\s+/).includes("main")) return [];
  const key = /signed-by=(\S+)/.exec(options)?.[1];
  return [
    ["Types: deb", `URIs: ${uri}`, `Suites: ${ours}`, "Components: main", ...(key ? [`Signed-By: ${key}`] : [])].join(
      "\n",
    ),
  ];
}

/** Debian's releases on which a computer may be that makes images: its mirrors hold the images' release as well. */
const releases = ["bookworm", "trixie"];

/** What this computer's suite is called in the images' release: `bookworm-security` gives `trixie-security`. */
function suiteOf(suite: string): string | undefined {
  const [, release, part] = /^(\w+)(-updates|-security)?$/.exec(suite) ?? [];
  return releases.includes(release) ? SUITE + (part ?? "") : undefined;
}

function localKeys(text: string, takeAlong: (file: string) => string): string {
  return text.replace(/^(Signed-By:\s*)(\/\S+)\s*$/im, (_, field: string, file: string) => field + takeAlong(file));
}

/** How packages are fetched, out of `apt-config dump`; files that are named are taken along. */
export function transport(dump: string, takeAlong: (file: string) => string): string[] {
  const kept = dump
    .split("\n")
    .filter((line) => /^Acquire::(http|https|ftp|Retries|Check-|AllowInsecure|AllowWeak|Queue|ForceIPv)/i.test(line));
  return [
    ...kept.map((line) =>
      line.replace(/"(\/[^"]+)"/, (whole, file: string) => (existsSync(file) ? `"${takeAlong(file)}"` : whole)),
    ),
    'Acquire::Languages "none";',
    'APT::Sandbox::User "root";', // its folders are this computer's and belong to root
    'APT::Install-Recommends "false";',
    'Dpkg::Use-Pty "false";',
    "",
  ];
}

function readSources(etc: string): string[] {
  const folder = `${etc}/sources.list.d`;
  const files = existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => /\.(list|sources)$/.test(name))
        .map((name) => `${folder}/${name}`)
    : [];
  return [`${etc}/sources.list`, ...files].filter((file) => existsSync(file)).map((file) => readFileSync(file, "utf8"));
}
