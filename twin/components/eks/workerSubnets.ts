import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { overlap, parseBlock } from "../awsx/cidr";
import { eksChild } from "../children";

const privateRanges = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"].map(parseBlock);

/** The private ones of the subnets, going by their route tables, or all of them when none is private. */
export async function workerSubnets(subnetIds: readonly string[], parent: pulumi.Resource): Promise<string[]> {
  const isPublic = await Promise.all(
    subnetIds.map(async (subnetId) => {
      const { routes } = await aws.ec2.getRouteTable({ subnetId }, eksChild(parent));
      return routes.some(({ gatewayId, cidrBlock }) => gatewayId && !isPrivateRange(cidrBlock));
    }),
  );
  const privateOnes = subnetIds.filter((_, index) => !isPublic[index]);
  return privateOnes.length > 0 ? privateOnes : [...subnetIds];
}

function isPrivateRange(cidrBlock: string): boolean {
  if (!cidrBlock) return false;
  const block = parseBlock(cidrBlock);
  return privateRanges.some((range) => range.mask <= block.mask && overlap(range, block));
}
