import { isInstanceType } from "../../../capacity/instanceTypes";
import { isObject, type Properties } from "../../provider/values";
import type { StoredResource } from "../account";
import { isAbsent } from "../paths";
import { objects, texts } from "../read";
import { dnsSuffixOf, partitionOf, zonesOf } from "../regions";
import type { Call, Functions } from "../resourceType";
import { imageFunctions } from "./images";
import { EIP, VPC } from "./types";

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

/** Ids of the resources of a type, all or those with some tags. */
function tagged(call: Call, type: string, { tags, filters }: Properties): StoredResource[] {
  if (!isAbsent(filters)) throw new Error(`the simulated EC2 finds ${type} by tags, not by filters`);
  const wanted = Object.entries(isObject(tags) ? tags : {});
  return call.account.list(type).filter(({ outputs: { tagsAll } }) => {
    const given = isObject(tagsAll) ? tagsAll : {};
    return wanted.every(([key, value]) => given[key] === value);
  });
}

function getVpcs(call: Call, args: Properties): Properties {
  return { ...args, id: call.region, region: call.region, ids: tagged(call, VPC, args).map(({ id }) => id) };
}

function getEips(call: Call, args: Properties): Properties {
  const found = tagged(call, EIP, args);
  return {
    ...args,
    id: call.region,
    region: call.region,
    allocationIds: found.map(({ id }) => id),
    publicIps: found.map(({ outputs }) => outputs.publicIp ?? ""),
  };
}

/** The simulated EC2 has every type of the table in every zone of the region. */
function getInstanceTypeOfferings(call: Call, args: Properties): Properties {
  const [filter, ...others] = objects(args.filters);
  if (args.locationType !== "availability-zone" || filter?.name !== "instance-type" || others.length > 0)
    throw new Error("the simulated EC2 tells offerings of instance-type by availability-zone, and no others");
  const types = texts(filter.values).filter(isInstanceType);
  const offerings = zonesOf(call.region, call.account.id).flatMap(({ name }) => types.map((type) => [name, type]));
  return {
    ...args,
    id: call.region,
    region: call.region,
    instanceTypes: offerings.map(([, type = ""]) => type),
    locations: offerings.map(([zone = ""]) => zone),
    locationTypes: offerings.map(() => "availability-zone"),
  };
}

/** Nobody has set another default in the simulated account. */
function getDefaultKmsKey({ account, region }: Call): Properties {
  return { id: region, region, keyArn: `arn:${partitionOf(region)}:kms:${region}:${account.id}:alias/aws/ebs` };
}

export const ec2Functions: Functions = {
  "aws:ebs/getDefaultKmsKey:getDefaultKmsKey": getDefaultKmsKey,
  "aws:ec2/getEips:getEips": getEips,
  "aws:ec2/getInstanceTypeOfferings:getInstanceTypeOfferings": getInstanceTypeOfferings,
  "aws:ec2/getVpcs:getVpcs": getVpcs,
  "aws:index/getAvailabilityZones:getAvailabilityZones": getAvailabilityZones,
  "aws:index/getPartition:getPartition": getPartition,
  ...imageFunctions,
};
