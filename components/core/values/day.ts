/** The moment (seconds since 1970) at which a day (UTC, `2026-12-31`) is over; undefined for what is no day. */
export function endOfDay(day: string): number | undefined {
  const begin = /^\d{4}-\d{2}-\d{2}$/.test(day) ? Date.parse(`${day}T00:00:00Z`) : Number.NaN;
  // `2026-02-30` would be taken for the second of March.
  return Number.isNaN(begin) || new Date(begin).toISOString().slice(0, 10) !== day ? undefined : begin / 1000 + 86_400;
}

/**
 * JSON of Pulumi's configuration, with days as they were written. Pulumi reads `until: 2026-12-31` in a stack's file as a moment and hands
 * over `2026-12-31 00:00:00 +0000 UTC`.
 *
 * @throws SyntaxError for what is no JSON
 */
export function readConfigJson(json: string): unknown {
  return JSON.parse(json, (_, value: unknown) => (typeof value === "string" ? value.replace(/^(\d{4}-\d{2}-\d{2}) 00:00:00 \+0000 UTC$/, "$1") : value));
}
