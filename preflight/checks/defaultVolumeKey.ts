import * as aws from "@pulumi/aws";
import { isNodeGroup } from "../../components/dataPlane/spec";
import { type Check, ok, unknown } from "../check";

/**
 * Which key the volumes of nodes get. With a customer's own as the account's default, instances end while they start, unless Auto Scaling has a grant for it.
 *
 * @see https://docs.aws.amazon.com/autoscaling/ec2/userguide/key-policy-requirements-EBS-encryption.html
 */
export const defaultVolumeKey: Check = ({ config: { account, dataPlane }, opts }) =>
  dataPlane.some(isNodeGroup)
    ? [
        {
          subject: "key of volumes",
          async answer() {
            if (account.ebsKmsKeyArn !== undefined) return ok(`account.ebsKmsKeyArn, with a grant of the program's`);
            const { keyArn } = await aws.ebs.getDefaultKmsKey({}, opts);
            if (keyArn.endsWith("alias/aws/ebs")) return ok("AWS's own, alias/aws/ebs");
            return unknown(
              `the account's default is ${keyArn}: whether Auto Scaling may use it was not read`,
              "set account.ebsKmsKeyArn to it: the program then makes the grant",
            );
          },
        },
      ]
    : [];
