import * as aws from "@pulumi/aws";
import { saysNotFound } from "../../components/account/notFound";
import { isFargateProfile, isNodeGroup } from "../../components/dataPlane/spec";
import type { PlatformConfig } from "../../config/sections";
import { type Check, ok, wrong } from "../check";

/** A role that AWS makes for one of its services when the account first uses it. */
interface ServiceLinkedRole {
  readonly name: string;
  /** What AWS makes it with. */
  readonly madeWith: string;
  /** The service to make it for by hand, where it must be there first. */
  readonly neededFor?: string;
}

/** Whether the roles of AWS's services are there. Those that are not, AWS makes: only a grant of a KMS key has to name a role that exists. */
export const serviceLinkedRoles: Check = ({ config, opts }) =>
  rolesOf(config).map(({ name, madeWith, neededFor }) => ({
    subject: name,
    async answer() {
      try {
        await aws.iam.getRole({ name }, opts);
        return ok("is in the account");
      } catch (error) {
        if (!saysNotFound(error)) throw error;
        if (neededFor === undefined)
          return ok(`is not there yet: AWS makes it with ${madeWith}, for whoever may do iam:CreateServiceLinkedRole`);
        return wrong(
          "is not there, and KMS refuses a grant to it for account.ebsKmsKeyArn",
          `aws iam create-service-linked-role --aws-service-name ${neededFor}`,
        );
      }
    },
  }));

/**
 * @see https://docs.aws.amazon.com/eks/latest/userguide/using-service-linked-roles.html
 * @see https://docs.aws.amazon.com/autoscaling/ec2/userguide/autoscaling-service-linked-role.html
 * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/service-linked-roles-spot-instance-requests.html
 */
function rolesOf({ account, dataPlane }: PlatformConfig): ServiceLinkedRole[] {
  const groups = dataPlane.filter(isNodeGroup);
  const grantee = (service: string) => (account.ebsKmsKeyArn === undefined ? undefined : service);
  const when = (condition: boolean, role: ServiceLinkedRole) => (condition ? [role] : []);
  return [
    { name: "AWSServiceRoleForAmazonEKS", madeWith: "the first cluster" },
    ...when(
      groups.some(({ kind }) => kind === "managed"),
      { name: "AWSServiceRoleForAmazonEKSNodegroup", madeWith: "the first managed group" },
    ),
    ...when(dataPlane.some(isFargateProfile), {
      name: "AWSServiceRoleForAmazonEKSForFargate",
      madeWith: "the first Fargate profile",
    }),
    ...when(groups.length > 0, {
      name: "AWSServiceRoleForAutoScaling",
      madeWith: "the first Auto Scaling group",
      neededFor: grantee("autoscaling.amazonaws.com"),
    }),
    ...when(
      groups.some(({ capacityType }) => capacityType === "spot"),
      {
        name: "AWSServiceRoleForEC2Spot",
        madeWith: "the first spot instance",
        neededFor: grantee("spot.amazonaws.com"),
      },
    ),
  ];
}
