/** What somebody could write into an environment, a reason or a message to get out of where it stands. */
const hostile =
  "</code></td></details></summary><script>alert(1)</script><img src=x onerror=y>@maintainers @org/team #1 GH-7 " +
  "https://evil.example www.evil.example " +
  "[x](javascript:y) ![i](//e) **b** `c` ```\n```\n\n| a | b |\n<!-- --> \\` \\| $x$ ~~s~~ \u202e\u200b\u0007 \"'& end";

/** The same review with the hostile text in place of every text that is not one of the program's own words. */
export function poisoned<T>(value: T, key = ""): T {
  if (typeof value === "string")
    return (
      ["at", "result", "outcome", "level", "severity", "kind", "tier", "who"].includes(key)
        ? value
        : `${hostile} ${value}`
    ) as T;
  if (Array.isArray(value)) return value.map((item: unknown) => poisoned(item, key)) as T;
  if (typeof value === "object" && value !== null)
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, poisoned(item, name)])) as T;
  return value;
}
