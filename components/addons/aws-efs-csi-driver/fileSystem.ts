import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { SettingsOf } from "../../spec/feature";
import type { AddonArgs } from "../addonArgs";
import type { efsCsiDriver } from "./spec";

type FileSystemSettings = SettingsOf<typeof efsCsiDriver>["fileSystem"];

export interface SharedFileSystemArgs
  extends
    FileSystemSettings,
    Pick<
      AddonArgs,
      | "vpcId"
      | "subnetIds"
      | "availabilityZones"
      | "clusterSecurityGroupId"
      | "nodeSecurityGroupId"
      | "deletionProtection"
    > {}

/**
 * An EFS file system that pods in every zone reach:
 * - the file system: encrypted, with elastic throughput, and its backups by AWS Backup
 * - a mount target in each private subnet
 * - their security group, which lets NFS in from nodes and from pods on Fargate and Auto Mode, and nothing else
 *
 * Costs 0.30 USD a month for each GiB, 0.03 USD for each GB read and 0.06 USD for each GB written.
 *
 * @see https://docs.aws.amazon.com/efs/latest/ug/performance.html#throughput-modes
 * @see https://docs.aws.amazon.com/efs/latest/ug/accessing-fs.html
 */
export class SharedFileSystem extends pulumi.ComponentResource {
  readonly fileSystemId: pulumi.Output<string>;
  readonly fileSystemArn: pulumi.Output<string>;

  constructor(name: string, args: SharedFileSystemArgs, opts?: pulumi.ComponentResourceOptions) {
    super("eks-platform:addons:SharedFileSystem", name, {}, opts);
    const days = args.infrequentAccessAfterDays;
    const fileSystem = new aws.efs.FileSystem(
      name,
      {
        encrypted: true,
        throughputMode: "elastic",
        lifecyclePolicies: days === "never" ? [] : [{ transitionToIa: `AFTER_${days}_DAY${days === 1 ? "" : "S"}` }],
        tags: { Name: name },
      },
      { parent: this, protect: args.deletionProtection },
    );
    new aws.efs.BackupPolicy(
      name,
      { fileSystemId: fileSystem.id, backupPolicy: { status: args.backups ? "ENABLED" : "DISABLED" } },
      { parent: this },
    );
    const securityGroup = this.securityGroup(name, args);
    const subnetIds = pulumi.output(args.subnetIds);
    args.availabilityZones.forEach((zone, index) => {
      new aws.efs.MountTarget(
        `${name}-${zone}`,
        {
          fileSystemId: fileSystem.id,
          subnetId: subnetIds.apply((ids) => ids[index] ?? ""),
          securityGroups: [securityGroup.id],
        },
        { parent: this },
      );
    });
    this.fileSystemId = fileSystem.id;
    this.fileSystemArn = fileSystem.arn;
    this.registerOutputs({ fileSystemId: this.fileSystemId, fileSystemArn: this.fileSystemArn });
  }

  private securityGroup(name: string, args: SharedFileSystemArgs): aws.ec2.SecurityGroup {
    const group = new aws.ec2.SecurityGroup(
      name,
      { vpcId: args.vpcId, description: "NFS from the cluster to its file system", tags: { Name: name } },
      { parent: this },
    );
    const sources = { cluster: args.clusterSecurityGroupId, nodes: args.nodeSecurityGroupId };
    for (const source of ["cluster", "nodes"] as const) {
      const { [source]: referencedSecurityGroupId } = sources;
      if (referencedSecurityGroupId === undefined) continue;
      new aws.vpc.SecurityGroupIngressRule(
        `${name}-from-${source}`,
        {
          securityGroupId: group.id,
          referencedSecurityGroupId,
          ipProtocol: "tcp",
          fromPort: 2049,
          toPort: 2049,
          description: descriptions[source],
        },
        { parent: this },
      );
    }
    return group;
  }
}

const descriptions = {
  cluster: "NFS from pods on Fargate and Auto Mode",
  nodes: "NFS from nodes and the pods on them",
} as const;
