/** The frame of a page that needs nothing from elsewhere and runs nothing. */
import { html } from "./escape";

/** Text that is HTML already: what people wrote goes through `html` first. */
export type Html = string;

const style = `
:root { color-scheme: light dark; --line: #8884; --soft: #8881; --bad: #b3261e; --warn: #8a5a00; --good: #1b6e3c; }
@media (prefers-color-scheme: dark) { :root { --bad: #ff8a80; --warn: #ffc766; --good: #7fd99a; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 72rem; padding: 1rem; font: 16px/1.5 system-ui, sans-serif; }
h1 { font-size: 1.5rem; margin: .5rem 0; } h2 { font-size: 1.15rem; margin: 2rem 0 .5rem; }
p, li { overflow-wrap: anywhere; }
td { overflow-wrap: break-word; } code { overflow-wrap: anywhere; }
code { font: .9em ui-monospace, monospace; }
table { width: 100%; border-collapse: collapse; font-size: .9rem; }
th, td { text-align: left; vertical-align: top; padding: .4rem .5rem; border-bottom: 1px solid var(--line); }
th { font-weight: 600; }
.verdict { border-left: .4rem solid var(--good); background: var(--soft); padding: .6rem .9rem; font-weight: 600; }
.verdict.blocked, .verdict.failed { border-color: var(--bad); }
.bad { color: var(--bad); font-weight: 600; } .warn { color: var(--warn); font-weight: 600; } .good { color: var(--good); } .quiet { opacity: .75; }
ul { padding-left: 1.2rem; } footer { margin: 2rem 0 1rem; font-size: .85rem; opacity: .8; }
@media (max-width: 40rem) {
  thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  tr { display: block; border: 1px solid var(--line); border-radius: .4rem; margin: .6rem 0; padding: .3rem .5rem; }
  td { display: grid; grid-template-columns: 7.5rem 1fr; gap: .5rem; border: 0; padding: .15rem 0; }
  td > span { min-width: 0; overflow-wrap: anywhere; }
  td:has(> span:empty) { display: none; }
  td::before { content: attr(data-name); font-weight: 600; opacity: .75; }
}
@media print { body { max-width: none; } tr { break-inside: avoid; } }
`;

/** A whole page. Its rules of content let nothing be loaded and nothing run, whatever gets into it. */
export const page = (title: string, body: readonly Html[]): string => `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${html(title)}</title>
<style>${style}</style>
</head>
<body>
${body.join("\n")}
</body>
</html>
`;

/** A heading with what belongs to it. */
export const section = (title: string, ...body: readonly Html[]): Html =>
  `<section>\n<h2>${html(title)}</h2>\n${body.join("\n")}\n</section>`;

/** A table; on a narrow screen each row is a card, whose lines are named by the head. */
export function table(heads: readonly string[], rows: readonly (readonly Html[])[], none: string): Html {
  if (rows.length === 0) return `<p class="quiet">${html(none)}</p>`;
  const body = rows.map(
    (cells) =>
      `<tr>${cells.map((cell, index) => `<td data-name="${html(heads[index] ?? "")}"><span>${cell}</span></td>`).join("")}</tr>`,
  );
  return (
    `<table>\n<thead><tr>${heads.map((head) => `<th scope="col">${html(head)}</th>`).join("")}</tr></thead>\n` +
    `<tbody>\n${body.join("\n")}\n</tbody>\n</table>`
  );
}

/** A list; nothing where it is empty. */
export const list = (items: readonly Html[]): Html =>
  items.length === 0 ? "" : `<ul>\n${items.map((item) => `<li>${item}</li>`).join("\n")}\n</ul>`;

/** Text that stands out: something is wrong, needs a look, or is well. */
export type Mark = "bad" | "warn" | "good" | "quiet";

export const mark = (sort: Mark, text: string): Html => `<span class="${sort}">${html(text)}</span>`;

/** A name or value. */
export const code = (text: string): Html => `<code>${html(text)}</code>`;
