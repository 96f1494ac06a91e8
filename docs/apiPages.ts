/** The pages in `docs/api/`: one for each subject of the package, from the docstrings. */
import { type ApiEntry, type ApiMember, apiOf } from "./apiModel";

/** The pages, in the order in which a program uses them: a title, and where what is on them lies. */
const pages: readonly { readonly page: string; readonly title: string; readonly sources: RegExp }[] = [
  { page: "machines", title: "Machines", sources: /^components\/(machines|contracts\/machine)/ },
  { page: "networks", title: "Networks and firewalls", sources: /^components\/networks|^model\/rules\/route/ },
  { page: "storage", title: "Storage", sources: /^components\/(storage|contracts\/volume)/ },
  {
    page: "orchestrators",
    title: "Clusters and workloads",
    sources: /^components\/(orchestrators|contracts\/(orchestrator|workload))/,
  },
  { page: "images", title: "Images and registry", sources: /^images\/|^components\/(registry|contracts\/imageFamily)/ },
  {
    page: "platform",
    title: "Platform, ingress and databases",
    sources: /^components\/(databases|ingress|platform\/platform)/,
  },
  { page: "services", title: "Services", sources: /^components\/(platform|services)\/|^model\/environment\/settings/ },
  { page: "descriptors", title: "Descriptors", sources: /^model\/descriptor/ },
  { page: "core", title: "Seed, errors and what the rest stands on", sources: /./ },
];

/** Contents by path from the root of the clone. */
export function apiPages(root: string): Readonly<Record<string, string>> {
  const entries = apiOf(root);
  const pageOf = ({ source }: ApiEntry): string => pages.find(({ sources }) => sources.test(source))!.page;
  const on = (page: string): ApiEntry[] => entries.filter((entry) => pageOf(entry) === page);
  return {
    "docs/api/README.md": overview(pages.map(({ page, title }) => ({ page, title, entries: on(page) }))),
    ...Object.fromEntries(pages.map(({ page, title }) => [`docs/api/${page}.md`, pageText(title, on(page))])),
  };
}

function overview(contents: readonly { page: string; title: string; entries: readonly ApiEntry[] }[]): string {
  const rows = contents.flatMap(({ page, title, entries }) => [
    `## ${title}`,
    table(
      ["name", "what it is"],
      entries.map(({ name, meaning }) => [`[\`${name}\`](${page}.md#${name.toLowerCase()})`, firstSentence(meaning)]),
    ),
  ]);
  return text([
    "# The package, name by name",
    "Written by `npm run docs` from the docstrings. What a program looks like is in [services](../services.md#in-a-program-of-your-own) and in [examples](../../examples/).",
    ...rows,
  ]);
}

function pageText(title: string, entries: readonly ApiEntry[]): string {
  return text([`# ${title}`, "Written by `npm run docs` from the docstrings.", ...inOrder(entries).flatMap(entryText)]);
}

/** Classes and functions, each before its arguments, then the rest. */
function inOrder(entries: readonly ApiEntry[]): ApiEntry[] {
  const first = entries.filter(({ kind }) => kind === "class" || kind === "function");
  const withArguments = first.flatMap((entry) => [entry, ...entries.filter(({ name }) => isArgumentOf(entry, name))]);
  return [...new Set([...withArguments, ...entries])];
}

const isArgumentOf = ({ signature }: ApiEntry, name: string): boolean =>
  name.endsWith("Args") && new RegExp(`: ${name}\\b`).test(signature);

function entryText({
  name,
  module,
  kind,
  meaning,
  signature,
  base,
  returns,
  examples,
  members,
  methods,
}: ApiEntry): string[] {
  const isShape = kind === "interface";
  const imported = module === "ruche" ? "" : `From \`${module}\`. `;
  return [
    `## ${name}`,
    `${imported}${meaning}`,
    ...(isShape ? [] : [`\`\`\`ts\n${signature}\n\`\`\``]),
    ...(base ? [`Has all that \`${base}\` has.`] : []),
    ...(returns ? [`Returns ${lowerFirst(returns)}`] : []),
    ...examples.map((example) => `\`\`\`ts\n${example}\n\`\`\``),
    ...(members.length > 0 ? [memberTable(kind, members)] : []),
    ...(methods.length > 0
      ? [
          table(
            ["method", "what it does"],
            methods.map(({ type, meaning: does }) => [code(type), does]),
          ),
        ]
      : []),
  ];
}

function memberTable(kind: ApiEntry["kind"], members: readonly ApiMember[]): string {
  const head = { class: "property", function: "parameter" }[kind as string] ?? "property";
  const hasDefaults = members.some(({ usual }) => usual !== undefined);
  return table(
    [head, "type", "meaning", ...(hasDefaults ? ["default"] : [])],
    members.map(({ name, type, meaning, isOptional, usual }) => [
      code(`${name}${isOptional ? "?" : ""}`),
      code(type),
      meaning,
      ...(hasDefaults ? [usual ?? ""] : []),
    ]),
  );
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(cell).join(" | ")} |`;
  return [line(head), `|${head.map(() => "---|").join("")}`, ...rows.map(line)].join("\n");
}

const cell = (content: string): string => content.replace(/\s*\n\s*/g, " ").replaceAll("|", "\\|");
const code = (content: string): string => `\`${content}\``;
const firstSentence = (meaning: string): string =>
  /^[\s\S]*?[.:](?=\s|$)/.exec(meaning)?.[0].replace(/:$/, ".") ?? meaning;
const lowerFirst = (sentence: string): string => `${sentence[0]!.toLowerCase()}${sentence.slice(1)}`;
const text = (parts: readonly string[]): string => `${parts.filter((part) => part.trim() !== "").join("\n\n")}\n`;
