import { dataType, newId } from "../generic";
import { isAbsent } from "../paths";
import type { ResourceType } from "../resourceType";
import { ec2Error } from "./errors";

const FLOW_LOG = "aws:ec2/flowLog:FlowLog";

const MONITORED = [
  "vpcId",
  "subnetId",
  "eniId",
  "transitGatewayId",
  "transitGatewayAttachmentId",
  "regionalNatGatewayId",
];

const flowLog = dataType(FLOW_LOG, {
  check(inputs) {
    const given = MONITORED.filter((name) => !isAbsent(inputs[name]));
    if (given.length === 1) return [];
    return [
      {
        property: given[0] ?? "vpcId",
        reason: `Invalid combination of arguments: one of ${MONITORED.join(", ")} must be specified, got ${given.join(", ") || "none"}`,
      },
    ];
  },
  create(call, inputs) {
    const refuse = (message: string) => ec2Error("CreateFlowLogs", "EC2 Flow Log", "InvalidParameter", message);
    const transit = inputs.transitGatewayId !== undefined || inputs.transitGatewayAttachmentId !== undefined;
    if (inputs.logDestinationType === "cloud-watch-logs" && isAbsent(inputs.iamRoleArn))
      throw refuse("DeliverLogsPermissionArn can't be empty if LogDestinationType is cloud-watch-logs");
    if (inputs.logDestinationType !== "cloud-watch-logs" && isAbsent(inputs.logDestination))
      throw refuse("LogDestination can't be empty");
    if (!transit && isAbsent(inputs.trafficType))
      throw refuse("The parameter TrafficType is required for this resource type");
    if (transit && inputs.maxAggregationInterval !== 60)
      throw refuse("MaxAggregationInterval must be 60 for transit gateways");
    return { id: newId(FLOW_LOG, call, inputs), outputs: {} };
  },
});

export const flowLogTypes: readonly ResourceType[] = [flowLog];
