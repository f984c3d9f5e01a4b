import { smallestSubnet, subnetsFit, usableAddresses, zonePrefixLength } from "../../capacity/subnets";
import { isAutoMode, isNodeGroup } from "../dataPlane/spec";
import { rule } from "../environment";
import { repeated } from "../spec/lists";

/** Free addresses in each subnet of the control plane. https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html */
const controlPlaneAddresses = { required: 6, recommended: 16 };

/** The smallest subnet with as many free addresses as EKS recommends. */
const smallestPrivateSubnet = 27;

const zonesDiffer = rule(["network"], ({ network }, refuse) => {
  for (const index of repeated(network.availabilityZones)) {
    refuse(["network", "availabilityZones", index], "must be listed once");
  }
});

const endpointsDiffer = rule(["network"], ({ network }, refuse) => {
  for (const index of repeated(network.interfaceEndpoints)) {
    refuse(["network", "interfaceEndpoints", index], "must be listed once");
  }
});

const subnetsFitTheVpc = rule(["network"], ({ network: { cidrBlock, availabilityZones, subnets } }, refuse) => {
  const vpcPrefixLength = Number(cidrBlock.split("/")[1]);
  const zones = availabilityZones.length;
  const lengths = { private: subnets.private.prefixLength, public: subnets.public.prefixLength };
  if (subnetsFit(vpcPrefixLength, zones, lengths)) return;
  const share = zonePrefixLength(vpcPrefixLength, zones);
  refuse(
    ["network", "subnets"],
    `/${lengths.private} and /${lengths.public} do not fit: each of the ${zones} zones gets a /${share} of ${cidrBlock}; ` +
      `make them smaller, for example /${share + 1} and /${Math.min(share + 5, 28)}, or leave them out`,
  );
});

/** The largest block is laid out first: a small one before it would leave it unaligned. */
const privateSubnetsAreLarger = rule(["network"], ({ network: { subnets } }, refuse) => {
  const lengths = { private: subnets.private.prefixLength, public: subnets.public.prefixLength };
  if (lengths.private <= lengths.public) return;
  refuse(
    ["network", "subnets", "public", "prefixLength"],
    `must be at least ${lengths.private}: public subnets must not be larger than private ones (/${lengths.private}), which are laid out first`,
  );
});

const controlPlaneHasRoom = rule(["network"], ({ network: { cidrBlock, availabilityZones, subnets } }, refuse) => {
  const { prefixLength } = subnets.private;
  if (prefixLength <= smallestPrivateSubnet) return;
  const { required, recommended } = controlPlaneAddresses;
  const smallest = { private: smallestPrivateSubnet, public: smallestSubnet };
  const isPossible = subnetsFit(Number(cidrBlock.split("/")[1]), availabilityZones.length, smallest);
  refuse(
    ["network", "subnets", "private", "prefixLength"],
    `must be at most ${smallestPrivateSubnet}: a /${prefixLength} has ${usableAddresses(prefixLength)} free addresses; ` +
      `the control plane takes ${required}, and EKS recommends ${recommended}` +
      (isPossible ? "" : "; use a larger network.cidrBlock"),
  );
});

/** Fargate and Auto Mode put pods into the subnets of the profile or the cluster, which are the private ones. */
const podSubnetsHavePods = rule(["network", "dataPlane"], ({ network, dataPlane }, refuse) => {
  if (!network.podSubnets) return;
  if (!dataPlane.some(isNodeGroup)) {
    refuse(
      ["network", "podSubnets"],
      "must be left out: only pods on managed and self-managed nodes have addresses there",
    );
  } else if (dataPlane.some(isAutoMode)) {
    refuse(
      ["network", "podSubnets"],
      "must be left out beside Auto Mode, whose pods have addresses of the private subnets",
    );
  }
});

export const networkRules = [
  podSubnetsHavePods,
  zonesDiffer,
  endpointsDiffer,
  subnetsFitTheVpc,
  privateSubnetsAreLarger,
  controlPlaneHasRoom,
];
