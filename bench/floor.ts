// The floor of a program's start and memory: the SDK packages that index.ts imports, and nothing done with them.
import "@pulumi/aws";
import "@pulumi/awsx";
import "@pulumi/eks";
import "@pulumi/kubernetes";
import "@pulumi/pulumi";

console.log("started");
