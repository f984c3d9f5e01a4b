import { createHash } from "node:crypto";
import { isObject, type Properties } from "../../provider/values";
import type { Account, StoredResource } from "../account";
import { dataType, newId } from "../generic";
import { isAbsent, without } from "../paths";
import { shown, text } from "../read";
import type { ResourceType } from "../resourceType";
import { ec2Error } from "./errors";

const KEY_PAIR = "aws:ec2/keyPair:KeyPair";
const PLACEMENT_GROUP = "aws:ec2/placementGroup:PlacementGroup";
const FLOW_LOG = "aws:ec2/flowLog:FlowLog";
const TAG = "aws:ec2/tag:Tag";

const keyPair = dataType(KEY_PAIR, {
  create(call, inputs) {
    const [kind = "", body = ""] = (text(inputs.publicKey) ?? "").split(" ");
    if (!["ssh-rsa", "ssh-ed25519"].includes(kind) || body === "")
      throw ec2Error(
        "ImportKeyPair",
        `EC2 Key Pair (${shown(inputs.keyName)})`,
        "InvalidKey.Format",
        "Key is not in valid OpenSSH public key format",
      );
    const digest = createHash("md5").update(Buffer.from(body, "base64")).digest("hex");
    return {
      id: newId(KEY_PAIR, call, inputs),
      outputs: { keyType: kind === "ssh-rsa" ? "rsa" : "ed25519", fingerprint: digest.match(/../g)?.join(":") ?? "" },
    };
  },
});

const placementGroup = dataType(PLACEMENT_GROUP, {
  check: ({ partitionCount, strategy }) =>
    partitionCount !== undefined && strategy !== "partition"
      ? [
          {
            property: "partitionCount",
            reason: `"partitionCount" must not be set when strategy = "${shown(strategy)}"`,
          },
        ]
      : [],
  create(call, inputs) {
    if (inputs.spreadLevel !== undefined && inputs.strategy !== "spread")
      throw ec2Error(
        "CreatePlacementGroup",
        `EC2 Placement Group (${shown(inputs.name)})`,
        "InvalidParameterCombination",
        "SpreadLevel is only valid for the spread strategy",
      );
    return {
      id: newId(PLACEMENT_GROUP, call, inputs),
      outputs: {
        partitionCount: inputs.partitionCount ?? (inputs.strategy === "partition" ? 2 : 0),
        spreadLevel: inputs.spreadLevel ?? (inputs.strategy === "spread" ? "rack" : ""),
      },
    };
  },
});

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

/** A tag on a resource that someone else made: it shows among that resource's own tags. */
const tag: ResourceType = {
  type: TAG,
  create(call, inputs) {
    const owner = tagged(call.account, inputs);
    if (!owner)
      throw ec2Error(
        "CreateTags",
        `EC2 Tag (${shown(inputs.key)})`,
        "InvalidID",
        `The ID '${shown(inputs.resourceId)}' is not valid`,
      );
    setTag(call.account, owner, text(inputs.key) ?? "", text(inputs.value) ?? "");
    return { id: newId(TAG, call, inputs), outputs: {} };
  },
  update(call, _current, news) {
    const owner = tagged(call.account, news);
    if (owner) setTag(call.account, owner, text(news.key) ?? "", text(news.value) ?? "");
    return {};
  },
  delete(call, current) {
    const owner = tagged(call.account, current.inputs);
    if (owner) setTag(call.account, owner, text(current.inputs.key) ?? "", undefined);
  },
};

function tagged(account: Account, { resourceId }: Properties): StoredResource | undefined {
  return account.all().find(({ type, id }) => id === resourceId && type !== TAG);
}

function setTag(account: Account, owner: StoredResource, key: string, value: string | undefined): void {
  const withTag = (tags: Properties) => (value === undefined ? without(tags, key) : { ...tags, [key]: value });
  const { tags, tagsAll } = owner.outputs;
  account.put({
    ...owner,
    outputs: {
      ...owner.outputs,
      tags: withTag(isObject(tags) ? tags : {}),
      tagsAll: withTag(isObject(tagsAll) ? tagsAll : {}),
    },
  });
}

export const otherTypes: readonly ResourceType[] = [keyPair, placementGroup, flowLog, tag];
