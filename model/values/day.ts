/** The moment (seconds since 1970) at which a day (UTC, `2026-12-31`) is over; undefined for what is no day. */
export function endOfDay(day: string): number | undefined {
  const begin = /^\d{4}-\d{2}-\d{2}$/.test(day) ? Date.parse(`${day}T00:00:00Z`) : Number.NaN;
  // `2026-02-30` would be taken for the second of March.
  return Number.isNaN(begin) || new Date(begin).toISOString().slice(0, 10) !== day ? undefined : begin / 1000 + 86_400;
}

/**
 * A day as it was written. Pulumi reads a day in a stack's file that has no quotes as a moment, hands it over as
 * `2026-12-31 00:00:00 +0000 UTC`, and writes that when it changes the file. Anything else stays as it is.
 */
export const plainDay = (text: string): string => text.replace(/^(\d{4}-\d{2}-\d{2}) 00:00:00 \+0000 UTC$/, "$1");
