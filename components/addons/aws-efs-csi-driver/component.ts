import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { Allowed } from "../../iam/rolePolicy";
import type { SettingsOf } from "../../spec/feature";
import type { AddonArgs } from "../addonArgs";
import { eksAddon } from "../eksAddon";
import { addonRole } from "../podRole";
import { SharedFileSystem } from "./fileSystem";
import { efsCsiDriver } from "./spec";

export type EfsCsiDriverArgs = AddonArgs & SettingsOf<typeof efsCsiDriver>;

/** Of the access points that the driver makes: whose they are. */
const clusterTag = "eks-platform:cluster";

/**
 * Files that pods in all zones share:
 * - an EFS file system of the cluster, with a mount target in each zone
 * - the EKS add-on `aws-efs-csi-driver`, whose access points have the environment's tags
 * - the controller's role by Pod Identity, limited to access points of this file system
 * - the storage class `efs`: each claim gets a directory of its own, by an access point
 *
 * The driver is free of charge; see SharedFileSystem for what files cost.
 *
 * With a claim goes its access point, never the directory: its files stay, and count, until somebody deletes them.
 * Pods on Fargate can mount the file system by a volume written by hand, not by a claim of the storage class.
 *
 * @see https://docs.aws.amazon.com/eks/latest/userguide/efs-csi.html
 */
export class EfsCsiDriver extends pulumi.ComponentResource {
  constructor(name: string, args: EfsCsiDriverArgs, opts?: pulumi.ComponentResourceOptions) {
    super("eks-platform:addons:EfsCsiDriver", name, {}, opts);
    const files = new SharedFileSystem(`${name}-files`, { ...args, ...args.fileSystem }, { parent: this });
    const role = addonRole(
      name,
      {
        ...args,
        serviceAccount: "efs-csi-controller-sa",
        description: "Lets the EFS CSI driver manage access points of the cluster's file system",
        statements: accessPointsOf(files.fileSystemArn, args.clusterArn),
      },
      this,
    );
    const tags = { ...args.tags, [clusterTag]: args.clusterArn };
    const driver = eksAddon(
      name,
      efsCsiDriver,
      args,
      { configuration: { controller: { tags: escaped(tags) } }, role },
      { parent: this, dependsOn: files },
    );
    new kubernetes.storage.v1.StorageClass(
      `${name}-efs`,
      {
        metadata: { name: "efs" },
        provisioner: "efs.csi.aws.com",
        parameters: { provisioningMode: "efs-ap", fileSystemId: files.fileSystemId, directoryPerms: "700" },
      },
      { parent: this, dependsOn: driver },
    );
    this.registerOutputs();
  }
}

/**
 * What AWS's policy for the driver allows for every file system of the account, and for access points of every cluster.
 *
 * @see https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AmazonEFSCSIDriverPolicy.html
 */
const accessPointsOf = (fileSystemArn: pulumi.Input<string>, clusterArn: string): Allowed[] => [
  {
    Action: [
      "ec2:DescribeAvailabilityZones",
      "elasticfilesystem:DescribeAccessPoints",
      "elasticfilesystem:DescribeFileSystems",
      "elasticfilesystem:DescribeMountTargets",
    ],
    Resource: "*",
  },
  { Action: "elasticfilesystem:CreateAccessPoint", Resource: fileSystemArn },
  {
    Action: "elasticfilesystem:TagResource",
    Resource: "*",
    Condition: { StringEquals: { "elasticfilesystem:CreateAction": "CreateAccessPoint" } },
  },
  {
    Action: "elasticfilesystem:DeleteAccessPoint",
    Resource: "*",
    Condition: { StringEquals: { [`aws:ResourceTag/${clusterTag}`]: clusterArn } },
  },
];

/** The driver takes tags as `key:value key:value`. https://github.com/kubernetes-sigs/aws-efs-csi-driver/blob/master/pkg/driver/driver.go */
const escaped = (tags: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(tags).map(([key, value]) => [escapedText(key), escapedText(value)]));

const escapedText = (text: string): string => text.replace(/[: ]/g, "\\$&");
