import { join } from "node:path";
import { Account } from "../../../twin/aws/account";
import { SUBNET } from "../../../twin/aws/ec2/types";
import { CLUSTER } from "../../../twin/aws/eks/context";
import type { Properties } from "../../../twin/provider/values";
import { temporaryDirectory } from "../../helpers/temporaryDirectory";
import { ACCOUNT, REGION } from "./simulated";

export const VPC_ID = "vpc-1";

/** An account with a cluster `demo`, in a VPC of two zones with a public and a private subnet each. */
export function accountWithCluster(): Account {
  const account = new Account(ACCOUNT, join(temporaryDirectory(), "aws.json"));
  const put = (type: string, id: string, outputs: Properties) => account.put({ type, id, inputs: {}, outputs });
  const subnets = [
    ["subnet-a", "a", "elb", "10.0.0.0/24"],
    ["subnet-b", "b", "elb", "10.0.1.0/24"],
    ["subnet-c", "a", "internal-elb", "10.0.2.0/24"],
    ["subnet-d", "b", "internal-elb", "10.0.3.0/24"],
  ] as const;
  for (const [id, zone, role, cidrBlock] of subnets) {
    put(SUBNET, id, {
      vpcId: VPC_ID,
      cidrBlock,
      availabilityZone: `${REGION}${zone}`,
      region: REGION,
      tagsAll: { [`kubernetes.io/role/${role}`]: "1", Name: id },
    });
  }
  put(CLUSTER, "demo", {
    vpcConfig: { vpcId: VPC_ID, subnetIds: subnets.map(([id]) => id), clusterSecurityGroupId: "sg-cluster" },
  });
  return account;
}
