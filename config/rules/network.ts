import { overlaps, parseCidr } from "../../capacity/cidr";
import { isFargateProfile, isNodeGroup, type DataPlane } from "../../components/dataPlane/spec";
import type { InterfaceEndpointService } from "../../components/network/spec";
import { listed } from "../../components/spec/lists";
import { rule } from "./rule";

/** Services that something in the VPC calls, and what comes of it when it has no way to them. */
interface EndpointNeed {
  readonly services: readonly InterfaceEndpointService[];
  readonly without: string;
  readonly isThere: (dataPlane: DataPlane) => boolean;
}

const isOnFargateAlone = (dataPlane: DataPlane) => dataPlane.every(isFargateProfile);

/** S3 has its gateway endpoint. */
const endpointNeeds: readonly EndpointNeed[] = [
  {
    // Images and credentials. Nodes also ask for addresses of pods, and their Pod Identity agent for credentials.
    services: ["ec2", "ecr.api", "ecr.dkr", "eks-auth", "sts"],
    without: "no image could be pulled and no node could join",
    isThere: (dataPlane) => !isOnFargateAlone(dataPlane),
  },
  {
    services: ["ecr.api", "ecr.dkr", "sts"],
    without: "no image could be pulled",
    isThere: isOnFargateAlone,
  },
  {
    // https://docs.aws.amazon.com/systems-manager/latest/userguide/setup-create-vpc.html
    services: ["ssm", "ssmmessages"],
    without: "Session Manager, the way in, could reach no node",
    isThere: (dataPlane) => dataPlane.some(isNodeGroup),
  },
  {
    // https://docs.aws.amazon.com/eks/latest/userguide/fargate-logging.html
    services: ["logs"],
    without: "the logs of pods on Fargate would be lost",
    isThere: (dataPlane) => dataPlane.some((group) => isFargateProfile(group) && group.logging !== undefined),
  },
];

const zonesAreOfTheRegion = rule(["region", "network"], ({ region, network }, refuse) => {
  network.availabilityZones.forEach((zone, index) => {
    if (zone.slice(0, -1) !== region) {
      refuse(["network", "availabilityZones", index], `must be a zone of ${region}, for example ${region}a`);
    }
  });
});

const servicesAreOutsideTheVpc = rule(["network", "cluster"], ({ network, cluster }, refuse) => {
  const vpc = parseCidr(network.cidrBlock);
  const services = parseCidr(cluster.serviceCidr);
  if (vpc && services && overlaps(vpc, services)) {
    refuse(["cluster", "serviceCidr"], `must not overlap network.cidrBlock (${network.cidrBlock})`);
  }
});

/** https://docs.aws.amazon.com/eks/latest/userguide/cluster-endpoint.html */
const nodesReachTheControlPlane = rule(["network", "cluster"], ({ network, cluster: { endpoint } }, refuse) => {
  if (endpoint.private) return;
  if (network.natGateways === "none") {
    refuse(
      ["cluster", "endpoint", "private"],
      "must be true with network.natGateways none: nodes have no other way to the API server",
    );
  } else if (endpoint.publicAccessCidrs.length > 0 && !endpoint.publicAccessCidrs.includes("0.0.0.0/0")) {
    refuse(
      ["cluster", "endpoint", "private"],
      "must be true unless publicAccessCidrs includes 0.0.0.0/0: nodes would call the API server from the addresses of the NAT gateways, " +
        "which nobody knows beforehand, and never join",
    );
  }
});

const awsIsReached = rule(["network", "dataPlane"], ({ network, dataPlane }, refuse) => {
  if (network.natGateways !== "none") return;
  const isMissing = (service: InterfaceEndpointService) => !network.interfaceEndpoints.includes(service);
  const unmet = endpointNeeds.filter(({ services, isThere }) => isThere(dataPlane) && services.some(isMissing));
  if (unmet.length === 0) return;
  const missing = unmet.flatMap(({ services }) => services.filter(isMissing));
  refuse(
    ["network", "interfaceEndpoints"],
    `must include ${listed(missing)} with natGateways none: ${unmet.map(({ without }) => without).join("; ")}`,
  );
});

/** Rules between the network and what is in it. */
export const networkRules = [zonesAreOfTheRegion, servicesAreOutsideTheVpc, nodesReachTheControlPlane, awsIsReached];
