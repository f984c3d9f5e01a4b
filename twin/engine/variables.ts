/** Settings of the user's real environments: a plan of the twin must not depend on the shell it is made in. */
const OF_THE_SHELL = /^(AWS_|PULUMI_|KUBECONFIG$)/;

const LOOPBACK = ["localhost", "127.0.0.1", "::1"];

/** Lists of hosts that are not asked through a proxy. Go and most tools read either case, gRPC for Node the lower case and a list of its own. */
const NO_PROXY_LISTS = ["no_proxy", "NO_PROXY", "no_grpc_proxy"] as const;

/**
 * The variables that the engine, the program and the plugins see: without the user's settings of AWS, Pulumi and Kubernetes, and with loopback
 * excepted from every proxy, because all parts of the twin talk to each other there.
 */
export function isolatedVariables(variables: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.entries(variables).filter(([name]) => !OF_THE_SHELL.test(name));
  return { ...Object.fromEntries(kept), ...withoutProxyForLoopback(variables) };
}

/** The same for this process, in which the providers run. */
export function isolateProcess(): void {
  const isolated = isolatedVariables(process.env);
  for (const name of Object.keys(process.env)) if (!(name in isolated)) Reflect.deleteProperty(process.env, name);
  Object.assign(process.env, isolated);
}

function withoutProxyForLoopback(variables: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const given = NO_PROXY_LISTS.flatMap((name) => variables[name]?.split(",") ?? []);
  const hosts = [...new Set([...given.map((host) => host.trim()).filter(Boolean), ...LOOPBACK])].join(",");
  return Object.fromEntries(NO_PROXY_LISTS.map((name) => [name, hosts]));
}
