import type { RunningWorkloads } from "../contracts/cluster";

/** A service, as the engine tells of it. */
interface Service {
  readonly ID: string;
  readonly Spec: { readonly Name: string };
  readonly ServiceStatus?: { readonly RunningTasks?: number };
  readonly UpdateStatus?: { readonly State?: string };
}

/** A copy of a service, or what is left of one. */
interface Task {
  readonly ServiceID: string;
  readonly NodeID?: string;
  readonly DesiredState: string;
  readonly Status: {
    readonly State: string;
    readonly Timestamp?: string;
    readonly Err?: string;
    readonly Message?: string;
  };
}

interface Node {
  readonly ID: string;
  readonly Description?: { readonly Hostname?: string };
}

/** What runs, from the services that `runningProgram` prints. A task runs once its container is healthy. */
export function runningIn(printed: string): RunningWorkloads {
  const services = JSON.parse(printed) as readonly Service[];
  return {
    copies: new Map(services.map(({ Spec, ServiceStatus }) => [Spec.Name, ServiceStatus?.RunningTasks ?? 0])),
    replacing: new Set(
      services.filter(({ UpdateStatus }) => UpdateStatus?.State === "updating").map(({ Spec }) => Spec.Name),
    ),
  };
}

/** Why copies do not run, by the service's name, from what `tasksProgram` prints. */
export function reasonsIn(printed: string, workloads: readonly string[]): ReadonlyMap<string, string> {
  const { services, tasks, nodes } = JSON.parse(printed) as {
    readonly services: readonly Service[];
    readonly tasks: readonly Task[];
    readonly nodes: readonly Node[];
  };
  const machines = new Map(nodes.map(({ ID, Description }) => [ID, Description?.Hostname]));
  return new Map(
    workloads.map((name) => {
      const id = services.find(({ Spec }) => Spec.Name === name)?.ID;
      if (id === undefined) return [name, "the cluster has no service of this name"];
      const latest = tasks
        .filter(({ ServiceID, Status }) => ServiceID === id && Status.State !== "running")
        .sort((one, other) => (other.Status.Timestamp ?? "").localeCompare(one.Status.Timestamp ?? ""));
      // What failed says more than what begins after it.
      const telling = latest.find(({ Status }) => Status.Err) ?? latest[0];
      return [name, telling === undefined ? "no copy of it was started" : reasonOf(telling, machines)];
    }),
  );
}

function reasonOf({ NodeID = "", Status }: Task, machines: ReadonlyMap<string, string | undefined>): string {
  const machine = machines.get(NodeID);
  return `${machine ? `${machine}: ` : ""}${Status.State}: ${(Status.Err ?? Status.Message ?? "no reason").trim()}`;
}
