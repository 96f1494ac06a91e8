/** A gRPC server of the kind that Pulumi starts: one service, a free local port, the port number on standard output. */
import * as grpc from "@grpc/grpc-js";

/** A method's implementation, as gRPC calls it; the requests and answers are the stubs of `@pulumi/pulumi/proto`. */
export type Method = (
  call: any,
  answer: (error: Partial<grpc.ServiceError> | null, response?: unknown) => void,
) => void;

/**
 * Serves `methods` of `service` on a free port of the loopback interface and prints the port, which is how
 * the engine learns that a plugin is ready. Methods that are not given answer UNIMPLEMENTED, which the
 * engine takes for an older plugin. Messages have no size limit, as a state may hold large files.
 */
export async function serve(service: grpc.ServiceDefinition, methods: Record<string, Method>): Promise<void> {
  const server = new grpc.Server({ "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 });
  server.addService(
    service,
    Object.fromEntries(
      Object.entries(service).map(([name, definition]) => [
        name,
        methods[name] ?? unimplemented(name, definition.responseStream),
      ]),
    ),
  );
  const port = await new Promise<number>((ready, failed) =>
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error ? failed(error) : ready(bound),
    ),
  );
  process.stdout.write(`${port}\n`);
}

function unimplemented(name: string, streams: boolean): Method {
  const error = { code: grpc.status.UNIMPLEMENTED, message: `${name} is not implemented` };
  return streams ? (call) => call.emit("error", error) : (_call, answer) => answer(error);
}

/** An empty answer of the method's own type, so that nobody here needs to import the protobuf runtime for it. */
export function emptyAnswer(service: grpc.ServiceDefinition, method: string): unknown {
  return service[method].responseDeserialize(Buffer.alloc(0));
}

/** The engine's address among a plugin's arguments: the last that is no flag (sdk/go/common/resource/plugin, 3.248). */
export function engineAddress(args: readonly string[]): string {
  return args.filter((argument) => !argument.startsWith("-")).pop() ?? "";
}

/**
 * Runs `stop` and ends the process when the engine is gone or asks for it. The engine holds the other end of
 * standard input, so its end tells that the engine was killed; SIGINT and SIGTERM are its polite request.
 */
export function endWithEngine(stop: () => void): void {
  const end = () => {
    stop();
    process.exit(0);
  };
  process.stdin.on("end", end).on("error", end).resume();
  process.on("SIGINT", end).on("SIGTERM", end);
}
