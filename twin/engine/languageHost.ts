import { type ChildProcess, spawn } from "node:child_process";
import * as readline from "node:readline";
import type { Readable } from "node:stream";
import * as grpc from "@grpc/grpc-js";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { EngineClient } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { LogRequest, LogSeverity } from "@pulumi/pulumi/proto/engine_pb";
import { type ILanguageRuntimeServer, LanguageRuntimeService } from "@pulumi/pulumi/proto/language_grpc_pb";
import * as sdk from "@pulumi/pulumi/package.json";
import * as pb from "@pulumi/pulumi/proto/language_pb";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import { listenOnLoopback } from "../provider/listen";

/** The exit code with which `@pulumi/pulumi/cmd/run` says that the user has been told already. */
const EXITED_AFTER_TELLING_THE_USER = 32;

export interface LanguageHost {
  readonly port: number;
  stop(): void;
}

type Methods = Pick<
  ILanguageRuntimeServer,
  "handshake" | "getPluginInfo" | "getRequiredPackages" | "getRequiredPlugins" | "run" | "cancel"
>;

/**
 * Serves Pulumi's LanguageRuntime for Node.js programs, to be attached with `PULUMI_DEBUG_LANGUAGES=nodejs:<port>`.
 *
 * The official host comes with the CLI's download and not with its Go module. As it does, this one runs the program with the SDK's own
 * `@pulumi/pulumi/cmd/run` and the `nodeargs` of Pulumi.yaml.
 */
export async function serveLanguageHost(): Promise<LanguageHost> {
  const server = new grpc.Server();
  let engineAddress = "";
  let program: ChildProcess | undefined;

  const methods: Methods = {
    handshake: (call, callback) => {
      engineAddress = call.request.getEngineAddress();
      callback(null, new pb.LanguageHandshakeResponse());
    },
    getPluginInfo: (_call, callback) => callback(null, new PluginInfo().setVersion(sdk.version)),
    // The program's plugins are attached, or stand in the plugin folder: there is nothing for the engine to install.
    getRequiredPackages: (_call, callback) => callback(null, new pb.GetRequiredPackagesResponse()),
    getRequiredPlugins: (_call, callback) => callback(null, new pb.GetRequiredPluginsResponse()),
    run: (call, callback) => {
      const request = call.request;
      program = startProgram(request, engineAddress);
      const engine = new EngineClient(engineAddress, grpc.credentials.createInsecure());
      const output = Promise.all([
        forward(program.stdout, LogSeverity.INFO, engine),
        forward(program.stderr, LogSeverity.ERROR, engine),
      ]);
      program.once("error", (error) => callback(null, new pb.RunResponse().setError(error.message)));
      program.once("exit", (code, signal) => {
        void output.then(() => {
          engine.close();
          callback(null, runResponse(code, signal));
        });
      });
    },
    cancel: (_call, callback) => {
      program?.kill("SIGINT");
      callback(null, new Empty());
    },
  };
  // Methods that are left out are answered with UNIMPLEMENTED, as the protocol expects.
  server.addService(LanguageRuntimeService, { ...methods });
  const port = await listenOnLoopback(server);
  return {
    port,
    stop: () => {
      program?.kill("SIGTERM");
      server.forceShutdown();
    },
  };
}

function startProgram(request: pb.RunRequest, engineAddress: string): ChildProcess {
  const info = request.getInfo();
  const options = info?.getOptions()?.toJavaScript() ?? {};
  const nodeArguments = typeof options.nodeargs === "string" ? options.nodeargs.split(" ").filter(Boolean) : [];
  const flags = {
    monitor: request.getMonitorAddress(),
    engine: engineAddress,
    organization: request.getOrganization(),
    project: request.getProject(),
    "root-directory": info?.getRootDirectory() ?? request.getPwd(),
    stack: request.getStack(),
    pwd: request.getPwd(),
    parallel: String(request.getParallel()),
  };
  return spawn(
    process.execPath,
    [
      ...nodeArguments,
      require.resolve("@pulumi/pulumi/cmd/run"),
      ...Object.entries(flags).map(([flag, value]) => `--${flag}=${value}`),
      ...(request.getDryrun() ? ["--dry-run"] : []),
      request.getProgram(),
      ...request.getArgsList(),
    ],
    {
      cwd: request.getPwd(),
      env: {
        ...process.env,
        PULUMI_CONFIG: JSON.stringify(Object.fromEntries(request.getConfigMap().entries())),
        PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(request.getConfigsecretkeysList()),
        PULUMI_NODEJS_TYPESCRIPT: String(options.typescript === true),
      },
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
}

function runResponse(code: number | null, signal: NodeJS.Signals | null): pb.RunResponse {
  const response = new pb.RunResponse();
  if (code === 0) return response;
  if (code === EXITED_AFTER_TELLING_THE_USER) return response.setBail(true);
  return response.setError(
    signal ? `Program was ended by ${signal}` : `Program exited with non-zero exit code: ${code}`,
  );
}

/** Shows what the program prints among the engine's messages: they own the terminal while the live display runs. */
async function forward(
  stream: Readable | null,
  severity: LogSeverity.INFO | LogSeverity.ERROR,
  engine: EngineClient,
): Promise<void> {
  if (!stream) return;
  for await (const line of readline.createInterface({ input: stream })) {
    const request = new LogRequest().setSeverity(severity).setMessage(line);
    await new Promise<void>((resolve) => engine.log(request, () => resolve()));
  }
}
