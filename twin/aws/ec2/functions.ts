import type { Properties } from "../../provider/values";
import { isAbsent } from "../paths";
import { dnsSuffixOf, partitionOf, zonesOf } from "../regions";
import type { Call, Functions } from "../resourceType";
import { imageFunctions } from "./images";

function getAvailabilityZones(call: Call, args: Properties): Properties {
  const condition = Object.keys(args).find((name) => name !== "region" && !isAbsent(args[name]));
  if (condition !== undefined)
    throw new Error(`the simulated AWS tells all Availability Zones of a region: it does not know ${condition}`);
  const zones = zonesOf(call.region, call.account.id);
  return {
    id: call.region,
    region: call.region,
    names: zones.map(({ name }) => name),
    zoneIds: zones.map(({ id }) => id),
    groupNames: [call.region],
  };
}

function getPartition(call: Call): Properties {
  const partition = partitionOf(call.region);
  const dnsSuffix = dnsSuffixOf(call.region);
  return { id: partition, partition, dnsSuffix, reverseDnsPrefix: dnsSuffix.split(".").reverse().join(".") };
}

export const ec2Functions: Functions = {
  "aws:index/getAvailabilityZones:getAvailabilityZones": getAvailabilityZones,
  "aws:index/getPartition:getPartition": getPartition,
  ...imageFunctions,
};
