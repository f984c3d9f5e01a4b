import { imageArchitecture, imageFamily } from "../../../capacity/images";
import type { Properties } from "../../provider/values";
import { publishedImage } from "../eks/images/amiReleases";
import { objects, texts } from "../read";
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

export const imageFunctions: Functions = {
  "aws:ec2/getAmi:getAmi": getAmi,
};
