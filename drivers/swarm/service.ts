/** A label as the provider takes it. */
interface DeclaredLabel {
  readonly label: string;
  readonly value: string;
}

/** A service as the state knows it: the inputs of `docker.Service`. */
export interface DeclaredService {
  readonly name: string;
  readonly labels?: readonly DeclaredLabel[];
  readonly mode?: { readonly replicated?: { readonly replicas?: number }; readonly global?: boolean };
  readonly endpointSpec?: {
    readonly mode?: string;
    readonly ports?: readonly {
      readonly protocol?: string;
      readonly targetPort: number;
      readonly publishedPort?: number;
      readonly publishMode?: string;
    }[];
  };
  readonly updateConfig?: { readonly parallelism?: number; readonly order?: string };
  readonly taskSpec: {
    readonly networksAdvanceds?: readonly { readonly id: string }[];
    readonly restartPolicy?: { readonly condition?: string };
    readonly resources?: {
      readonly limits?: { readonly memoryBytes?: number; readonly nanoCpus?: number };
      readonly reservation?: { readonly memoryBytes?: number; readonly nanoCpus?: number };
    };
    readonly placement?: { readonly constraints?: readonly string[]; readonly maxReplicas?: number };
    readonly logDriver?: { readonly name?: string };
    readonly containerSpec: {
      readonly image: string;
      readonly labels?: readonly DeclaredLabel[];
      readonly commands?: readonly string[];
      readonly dir?: string;
      readonly hostname?: string;
      readonly groups?: readonly string[];
      readonly readOnly?: boolean;
      readonly stopSignal?: string;
      readonly capAdds?: readonly string[];
      readonly capDrops?: readonly string[];
      readonly sysctl?: Readonly<Record<string, string>>;
      readonly hosts?: readonly { readonly host: string; readonly ip: string }[];
      readonly dnsConfig?: {
        readonly nameservers?: readonly string[];
        readonly searches?: readonly string[];
        readonly options?: readonly string[];
      };
      readonly args?: readonly string[];
      readonly env?: Readonly<Record<string, string>>;
      readonly user?: string;
      readonly stopGracePeriod?: string;
      readonly mounts?: readonly {
        readonly type: string;
        readonly source: string;
        readonly target: string;
        readonly readOnly?: boolean;
      }[];
      readonly secrets?: readonly { readonly secretId: string; readonly fileName: string }[];
      readonly configs?: readonly { readonly configId: string; readonly fileName: string }[];
      readonly healthcheck?: {
        readonly tests: readonly string[];
        readonly interval?: string;
        readonly timeout?: string;
        readonly retries?: number;
        readonly startPeriod?: string;
      };
    };
  };
}

/** A service as Docker's API tells it (`/services`). */
export interface RunningService {
  readonly ID: string;
  readonly UpdatedAt: string;
  readonly Spec: {
    readonly Name: string;
    readonly Labels?: Readonly<Record<string, string>>;
    readonly Mode: { readonly Replicated?: { readonly Replicas?: number }; readonly Global?: object };
    readonly EndpointSpec?: {
      readonly Mode?: string;
      readonly Ports?: readonly {
        readonly Protocol?: string;
        readonly TargetPort: number;
        readonly PublishedPort?: number;
        readonly PublishMode?: string;
      }[];
    };
    readonly UpdateConfig?: { readonly Parallelism?: number; readonly Order?: string };
    readonly TaskTemplate: {
      readonly Networks?: readonly { readonly Target: string }[];
      readonly RestartPolicy?: { readonly Condition?: string };
      readonly Placement?: { readonly Constraints?: readonly string[]; readonly MaxReplicas?: number };
      readonly Resources?: {
        readonly Limits?: { readonly MemoryBytes?: number; readonly NanoCPUs?: number };
        readonly Reservations?: { readonly MemoryBytes?: number; readonly NanoCPUs?: number };
      };
      readonly LogDriver?: { readonly Name?: string };
      readonly ContainerSpec: {
        readonly Image: string;
        readonly Labels?: Readonly<Record<string, string>>;
        readonly Command?: readonly string[];
        readonly Args?: readonly string[];
        readonly Env?: readonly string[];
        readonly Dir?: string;
        readonly Hostname?: string;
        readonly User?: string;
        readonly Groups?: readonly string[];
        readonly TTY?: boolean;
        readonly ReadOnly?: boolean;
        readonly StopSignal?: string;
        readonly StopGracePeriod?: number;
        readonly Privileges?: object;
        readonly CapabilityAdd?: readonly string[];
        readonly CapabilityDrop?: readonly string[];
        readonly Sysctls?: Readonly<Record<string, string>>;
        readonly Ulimits?: readonly object[];
        readonly Hosts?: readonly string[];
        readonly DNSConfig?: {
          readonly Nameservers?: readonly string[];
          readonly Search?: readonly string[];
          readonly Options?: readonly string[];
        };
        readonly Mounts?: readonly {
          readonly Type: string;
          readonly Source?: string;
          readonly Target: string;
          readonly ReadOnly?: boolean;
        }[];
        readonly Secrets?: readonly { readonly SecretID: string; readonly File?: { readonly Name: string } }[];
        readonly Configs?: readonly { readonly ConfigID: string; readonly File?: { readonly Name: string } }[];
        readonly Healthcheck?: {
          readonly Test?: readonly string[];
          readonly Interval?: number;
          readonly Timeout?: number;
          readonly Retries?: number;
          readonly StartPeriod?: number;
        };
      };
    };
  };
}
