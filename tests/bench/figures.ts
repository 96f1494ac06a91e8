/** The figures that the project measures itself by: names, goals, and how they are printed. */

/** One figure. */
export interface Figure {
  readonly name: string;
  /** The most it may be; absent where it is only watched. */
  readonly goal?: number;
  readonly unit: "s" | "MiB" | "times" | "%";
}

export const figures = {
  cold: { name: "a clean computer to a platform (engine, plugins and images from nothing)", goal: 900, unit: "s" },
  cached: { name: "nothing up to a platform, all that is built in the cache", goal: 60, unit: "s" },
  unchanged: { name: "up with nothing to change", goal: 6, unit: "s" },
  preview: { name: "preview", goal: 5, unit: "s" },
  status: { name: "status", goal: 2, unit: "s" },
  verify: { name: "verify of the lab's four machines", goal: 5, unit: "s" },
  drift: { name: "drift of the lab's four machines", goal: 2, unit: "s" },
  memory: { name: "memory of the whole lab at rest", goal: 4096, unit: "MiB" },
  peer: { name: "bare `pulumi preview` of the same program, without policies", unit: "s" },
  drill: { name: "drill of DokuWiki", goal: 45, unit: "s" },
  drills: { name: "drill of all services", goal: 180, unit: "s" },
  backup: { name: "backup of 1 GB of files with 1 % changed, against bare restic", goal: 1.2, unit: "times" },
  rebuild: { name: "rebuild after the loss of the whole cluster", goal: 300, unit: "s" },
  share: { name: "policies' share of a preview with many services (--policies)", goal: 10, unit: "%" },
  shareOfProcessor: { name: "the same, of the processor's time", unit: "%" },
  shareOfAsking: {
    name: "that share with a pack that answers at once and reads nothing: what Pulumi takes to ask",
    unit: "%",
  },
  plain: {
    name: "that preview, against the same resources without components and policies",
    goal: 1.15,
    unit: "times",
  },
  plainOfProcessor: { name: "the same, of the processor's time", unit: "times" },
  ssh: { name: "one bare `ssh` command to a machine", unit: "s" },
  statusRatio: { name: "status, against one bare `ssh` command to a machine", unit: "times" },
  ratio: { name: "up with nothing to change, against bare `pulumi preview`", unit: "times" },
} as const satisfies Record<string, Figure>;

export type FigureName = keyof typeof figures;

/** The middle one of some numbers; of an even number, the mean of the two in the middle. */
export function median(numbers: readonly number[]): number {
  if (numbers.length === 0) throw new RangeError("no number has no middle");
  const sorted = [...numbers].sort((a, b) => a - b);
  const half = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}

/** MiB in what `docker stats` prints: `123.4MiB / 7.6GiB`. */
export function mebibytes(usage: string): number {
  const [, amount, unit] = /^([\d.]+)([KMG]?i?B)/.exec(usage) ?? [];
  const factor = { B: 1 / 1024 ** 2, KiB: 1 / 1024, kB: 1 / 1024, MiB: 1, GiB: 1024 }[unit ?? ""];
  if (factor === undefined) throw new RangeError(`not an amount of memory: ${usage}`);
  return Number(amount) * factor;
}

/** A table of what was measured beside its goal. */
export function table(measured: Partial<Record<FigureName, number>>): string {
  const shown = (value: number | undefined, { unit }: Figure): string => {
    if (value === undefined) return "";
    return unit === "MiB" ? `${Math.round(value)} ${unit}` : `${value.toFixed(unit === "times" ? 2 : 1)} ${unit}`;
  };
  const rows = Object.entries(figures as Record<FigureName, Figure>).map(([key, figure]) => {
    const value = measured[key as FigureName];
    const verdict = value !== undefined && figure.goal !== undefined && value > figure.goal ? " (missed)" : "";
    return [
      figure.name,
      shown(figure.goal, figure) && `≤ ${shown(figure.goal, figure)}`,
      value === undefined ? "not measured" : `${shown(value, figure)}${verdict}`,
    ];
  });
  return [["figure", "goal", "measured"], ["---", "---", "---"], ...rows]
    .map((cells) => `| ${cells.join(" | ")} |`)
    .join("\n");
}
