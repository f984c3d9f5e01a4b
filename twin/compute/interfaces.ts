import { Account, type StoredResource } from "../aws/account";
import { newInterface } from "../aws/ec2/interfaces";
import { readInterfaces } from "../aws/eks/compute/controller";
import { text } from "../aws/read";
import { writeWhole } from "../writeWhole";

/**
 * Network interfaces of Fargate pods and Auto Mode nodes. The account's state belongs to the provider, which may be at work at the same time: these are kept
 * in a file of their own, which the account shows as if they were its own.
 */
export class ComputeInterfaces {
  private kept: readonly StoredResource[];

  constructor(
    readonly file: string,
    private readonly account: () => Account | undefined,
  ) {
    this.kept = readInterfaces(file)();
  }

  /** Ids of those that the interfaces belong to. */
  owners(): string[] {
    return this.kept.flatMap(({ outputs }) => text(outputs.owner) ?? []);
  }

  /**
   * Takes an address of the subnet.
   * @param owner name of the Node that has the address
   * @returns the address
   * @throws AwsError when the subnet has none
   */
  take(subnetId: string, owner: (address: string) => string, securityGroupIds: readonly string[]): string {
    const account = this.account();
    if (!account) throw new Error("the simulated account is gone");
    const description = "EKS managed compute";
    const made = newInterface(account, subnetId, "", { securityGroupIds, description, highestAddress: true });
    const address = text(made.outputs.privateIp) ?? "";
    this.write([...this.kept, { ...made, outputs: { ...made.outputs, owner: owner(address) } }]);
    return address;
  }

  release(owner: string): void {
    this.write(this.kept.filter(({ outputs }) => outputs.owner !== owner));
  }

  private write(interfaces: readonly StoredResource[]): void {
    this.kept = interfaces;
    writeWhole(this.file, interfaces);
  }
}
