import type { MachinesContext, MachinesDriver, PreparedMachines } from "../../drivers/contracts/machines";
import type { StateResource } from "../../model/state";

type Clone = Pick<MachinesContext, "root" | "environment">;

const machineType = "fake:index:Machine";

/** Machines in this process: names in a set. Each clone keeps a note of them. */
export class FakeMachines implements MachinesDriver {
  readonly packages = ["openssh-client"];
  readonly plugins = ["command"];
  readonly images = [];
  readonly objects: Set<string>;
  readonly #notes = new Map<string, unknown>();

  constructor(machines: readonly string[]) {
    this.objects = new Set(machines);
  }

  async prepare(context: MachinesContext): Promise<PreparedMachines> {
    this.#notes.set(context.root, { subnet: "10.77.1.0/24" });
    return {
      count: async () => this.objects.size,
      removeStrays: async (resources) => {
        const strays = [...this.objects].filter((id) => !resources.some((resource) => resource.id === id));
        for (const stray of strays) this.objects.delete(stray);
        return strays.length;
      },
      removeHalfMade: async ({ type }, name) => {
        if (type !== machineType) return false;
        return this.objects.delete(name) ? "removed" : "absent";
      },
      removeNeverStarted: async () => [],
      release: async () => {},
    };
  }

  machineOf({ type, id }: StateResource): string | undefined {
    return type === machineType ? id : undefined;
  }

  async missing(_: Clone, resources: readonly StateResource[]) {
    return resources
      .filter((resource) => resource.type === machineType && !this.objects.has(resource.id!))
      .map(({ id, urn }) => ({
        on: id!,
        concern: "machine",
        differs: "it is gone",
        since: null,
        repair: { urn, how: "anew" } as const,
        remedy: null,
      }));
  }

  kept({ root }: Clone): unknown {
    return this.#notes.get(root);
  }

  take({ root }: Clone, kept: unknown): void {
    this.#notes.set(root, kept);
  }

  /** The resource of a machine. */
  static resource(name: string): StateResource {
    return { urn: `urn:pulumi:lab::ruche::${machineType}::${name}`, type: machineType, id: name };
  }
}
