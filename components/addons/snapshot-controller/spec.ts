import { z } from "zod";
import { wholeNumber } from "../../spec/values";
import { addon, eksAddon } from "../addon.spec";

export const snapshotController = addon({
  description:
    "Makes snapshots of volumes for VolumeSnapshot objects, whose kinds it brings; the driver of the volume takes them.",
  source: eksAddon("snapshot-controller"),
  settings: z.strictObject({
    replicas: wholeNumber(1, 10)
      .default(2)
      .meta({ description: "Pods of the snapshot controller; one of them works." }),
  }),
  stage: "afterNodes",
  kinds: ["snapshot.storage.k8s.io"],
  runsOn: ["ec2", "fargate", "auto"],
  pods: { namespace: "kube-system", labels: { "app.kubernetes.io/name": "snapshot-controller" } },
});
