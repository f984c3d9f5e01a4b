import { dataType, newId } from "../generic";
import { roleAllows, workingFor } from "../iam/grants";
import { arnOf } from "../identifiers";
import { text } from "../read";
import { FLOW_LOG } from "./types";

/** A flow log. EC2 takes one whose role it can't use, and says so in its status alone: https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-troubleshooting.html */
export const flowLog = dataType(FLOW_LOG, {
  create(call, inputs) {
    const id = newId(FLOW_LOG, call, inputs);
    const roleArn = text(inputs.iamRoleArn) ?? "";
    const grant = roleAllows(call.account, roleArn, {
      service: "vpc-flow-logs.amazonaws.com",
      context: workingFor(call, arnOf(call, "ec2", `vpc-flow-log/${id}`)),
    });
    if (!grant.allowed) call.warn(`Access error: VPC flow logs can't take the role ${roleArn}, and deliver nothing`);
    return { id, outputs: {} };
  },
});
