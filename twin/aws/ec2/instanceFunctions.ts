import { imageArchitecture, imageFamily } from "../../../capacity/images";
import { instanceType, instanceTypeNames, isInstanceType } from "../../../capacity/instanceTypes";
import type { Properties } from "../../provider/values";
import { publishedImage } from "../eks/images/amiReleases";
import { matchesWildcard } from "../filters";
import { objects, text, texts } from "../read";
import { zonesOf } from "../regions";
import type { Call, Functions } from "../resourceType";
import { ec2Error } from "./errors";

function getAmi(call: Call, args: Properties): Properties {
  const filters = objects(args.filters);
  const imageId = filters.filter(({ name }) => name === "image-id").flatMap(({ values }) => texts(values))[0];
  if (imageId === undefined || filters.length > 1)
    throw new Error("the simulated AWS finds an AMI by the filter image-id alone, as EKS's components ask for it");
  if (!/^ami-[0-9a-f]{8,17}$/.test(imageId))
    throw ec2Error("DescribeImages", "EC2 AMI", "InvalidAMIID.Malformed", `Invalid id: "${imageId}"`);
  const image = publishedImage(call.region, imageId);
  if (!image) throw new Error("Your query returned no results. Please change your search criteria and try again.");
  return {
    ...args,
    id: imageId,
    imageId,
    region: call.region,
    architecture: imageArchitecture(image.amiType) === "arm64" ? "arm64" : "x86_64",
    rootDeviceName: "/dev/xvda",
    rootDeviceType: "ebs",
    virtualizationType: "hvm",
    state: "available",
    ownerId: "602401143452",
    blockDeviceMappings:
      imageFamily(image.amiType) === "bottlerocket"
        ? [volume("/dev/xvda", 2), volume("/dev/xvdb", 20)]
        : [volume("/dev/xvda", 20)],
  };
}

/** Bottlerocket keeps its system on the root device, containers and their images on another. */
function volume(deviceName: string, gibibytes: number): Properties {
  return {
    deviceName,
    ebs: { volume_size: String(gibibytes), volume_type: "gp3" },
    noDevice: "",
    virtualName: "",
  };
}

function getInstanceType(call: Call, args: Properties): Properties {
  const name = text(args.instanceType) ?? "";
  if (!isInstanceType(name))
    throw ec2Error(
      "DescribeInstanceTypes",
      `EC2 Instance Type (${name})`,
      "InvalidInstanceType",
      `The following supplied instance types do not exist: [${name}]`,
    );
  const { vcpu, memoryMiB, arch, enis, ipv4PerEni, hypervisor, bareMetal } = instanceType(name);
  return {
    ...args,
    id: name,
    instanceType: name,
    region: call.region,
    defaultVcpus: vcpu ?? null,
    memorySize: memoryMiB ?? null,
    supportedArchitectures: [arch === "arm64" ? "arm64" : "x86_64"],
    maximumNetworkInterfaces: enis,
    maximumIpv4AddressesPerInterface: ipv4PerEni,
    maximumNetworkCards: 1,
    hypervisor: hypervisor === "unknown" ? "" : hypervisor,
    bareMetal,
    efaSupported: hasEfa(name),
    efaMaximumInterfaces: hasEfa(name) ? 1 : 0,
    gpuses: [],
  };
}

/** Network-optimised and accelerated types in their largest sizes: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/efa.html */
function hasEfa(name: string): boolean {
  return (
    /^(p[3-6]|trn|inf2|hpc|dl1|g[5-9]|\w+n)\w*\.(metal|\d+xlarge)/.test(name) &&
    Number(/\.(\d+)xlarge/.exec(name)?.[1] ?? 32) >= 8
  );
}

function getInstanceTypeOfferings(call: Call, args: Properties): Properties {
  const zones = zonesOf(call.region, call.account.id);
  const locationType = text(args.locationType) ?? "region";
  const locations =
    {
      "availability-zone": zones.map(({ name }) => name),
      "availability-zone-id": zones.map(({ id }) => id),
      region: [call.region],
    }[locationType] ?? [];
  const matching = (filter: string, value: string) =>
    objects(args.filters).every(
      ({ name, values }) => name !== filter || texts(values).some((pattern) => matchesWildcard(pattern, value)),
    );
  const offers = instanceTypeNames
    .filter((name) => matching("instance-type", name))
    .flatMap((name) =>
      locations.filter((location) => matching("location", location)).map((location) => ({ name, location })),
    );
  return {
    ...args,
    id: call.region,
    region: call.region,
    instanceTypes: offers.map(({ name }) => name),
    locations: offers.map(({ location }) => location),
    locationTypes: offers.map(() => locationType),
  };
}

export const instanceFunctions: Functions = {
  "aws:ec2/getAmi:getAmi": getAmi,
  "aws:ec2/getInstanceType:getInstanceType": getInstanceType,
  "aws:ec2/getInstanceTypeOfferings:getInstanceTypeOfferings": getInstanceTypeOfferings,
};
