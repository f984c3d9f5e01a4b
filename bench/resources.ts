// What resources cost by themselves: as many as RESOURCES says, the simplest there are.
import * as aws from "@pulumi/aws";
import "@pulumi/awsx";
import "@pulumi/eks";
import "@pulumi/kubernetes";

const provider = new aws.Provider("aws", { region: "eu-west-1" });
for (let number = 1; number < Number(process.env.RESOURCES); number++) {
  new aws.cloudwatch.LogGroup(`log-group-${number}`, {}, { provider });
}
