import { Account } from "../../../../twin/aws/account";
import { readCheckpoint } from "../../../../twin/engine/checkpoint";
import type { Environment } from "../../../../twin/environment";
import { processesOfCommand } from "../../../../twin/processes/ofCommand";
import { succeed } from "../twin";

interface ClusterObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly managedFields?: readonly { readonly manager?: string }[];
  };
}

/** Kinds of objects that the program makes. */
const KINDS = "namespaces,deployments,services,configmaps,serviceaccounts,poddisruptionbudgets,networkpolicies,secrets";

/** In which points state, simulated account, cluster and process table differ; none after a command that succeeded. */
export async function disagreements(environment: Environment): Promise<string[]> {
  const { resources = [], pendingOperations = [] } = readCheckpoint(environment) ?? {};
  const [accountId = ""] = environment.accountIds();
  const account = Account.open(environment.accountFile(accountId));
  const { stdout } = await succeed(
    "kubectl",
    environment.name,
    "get",
    `nodes,${KINDS}`,
    "--all-namespaces",
    "--show-managed-fields",
    "--output=json",
  );
  const { items } = JSON.parse(stdout) as { items: ClusterObject[] };

  const inState = resources
    .filter(({ type }) => type.startsWith("aws:"))
    .map(({ type, id }) => `${type} ${String(id)}`);
  const inAccount = (account?.all() ?? []).filter(({ hidden }) => !hidden).map(({ type, id }) => `${type} ${id}`);
  const objectsInState = resources
    .filter(({ type }) => type.startsWith("kubernetes:"))
    .map(({ type, id }) => `${type.split(":").at(-1)} ${String(id).replace(/^default\//, "")}`);
  const objectsInCluster = items
    .filter(({ metadata }) => metadata.managedFields?.some(({ manager }) => manager?.startsWith("pulumi")))
    .map(({ kind, metadata }) => `${kind} ${[metadata.namespace, metadata.name].filter(Boolean).join("/")}`);
  const nodes = items.filter(({ kind }) => kind === "Node").map(({ metadata }) => metadata.name);
  const instances = (account?.list("aws:ec2/instance:Instance") ?? []).map(({ outputs }) => outputs.nodeName as string);
  const wanted = (account?.list("aws:eks/nodeGroup:NodeGroup") ?? []).reduce(
    (sum, { outputs }) => sum + (outputs.scalingConfig as { desiredSize: number }).desiredSize,
    0,
  );
  return [
    ...difference("resource", "state", inState, "account", inAccount),
    ...difference("object", "state", objectsInState, "cluster", objectsInCluster),
    ...difference("node", "account", instances, "cluster", nodes),
    ...(nodes.length === wanted ? [] : [`${nodes.length} nodes for groups of ${wanted}`]),
    ...pendingOperations.map(({ type, resource }) => `pending in the state: ${type} ${resource.urn}`),
    ...[...(account?.operations.values() ?? [])].map(({ kind, urn }) => `under way in the account: ${kind} ${urn}`),
    ...(await processesOfCommand(environment)).map(({ commandLine }) => `still runs: ${commandLine}`),
  ];
}

function difference(what: string, one: string, ones: string[], other: string, others: string[]): string[] {
  const only = (left: string[], right: string[]) => [...new Set(left)].filter((name) => !right.includes(name));
  return [
    ...only(ones, others).map((name) => `${what} in the ${one} only: ${name}`),
    ...only(others, ones).map((name) => `${what} in the ${other} only: ${name}`),
    ...(new Set(ones).size === ones.length ? [] : [`${what} twice in the ${one}`]),
  ];
}
