import { Account } from "../aws/account";
import { CLUSTER } from "../aws/eks/context";
import {
  abandonedLoadBalancers,
  describeLoadBalancer,
  loadBalancersOf,
  removeLoadBalancer,
} from "../aws/loadBalancers";
import { text } from "../aws/read";
import type { Environment } from "../environment";

/** Load balancers that controllers of clusters have made, a line each. */
export function describeLoadBalancers(account: Account): string[] {
  return loadBalancersOf(account).map((found) => {
    const isAbandoned = !account.get(CLUSTER, text(found.outputs.clusterName) ?? "");
    return `${describeLoadBalancer(found)}${isAbandoned ? ", whose cluster is gone" : ""}`;
  });
}

/** What a failed destroy says of load balancers whose controller can't delete them any more. */
export function reportLeftLoadBalancers(environment: Environment): void {
  const accounts = environment.accountIds().flatMap((id) => Account.open(environment.accountFile(id)) ?? []);
  const left = accounts.flatMap(abandonedLoadBalancers).map(describeLoadBalancer);
  if (left.length === 0) return;
  console.error(
    [
      "The cluster is gone, and what its controllers had made is left:",
      ...left.map((line) => `  ${line}`),
      "Its network interfaces and security groups hold the VPC. In AWS, somebody has to delete it by hand; the next command finds that done.",
    ].join("\n"),
  );
}

/** As somebody does with `aws elbv2 delete-load-balancer`. */
export function deleteLeftLoadBalancers(account: Account): void {
  for (const left of abandonedLoadBalancers(account)) {
    removeLoadBalancer(account, text(left.outputs.stack) ?? "");
    console.error(`Deleted by hand: ${describeLoadBalancer(left)}.`);
  }
}
