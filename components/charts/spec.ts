import { z } from "zod";
import { chartVersion, isFolder } from "../helm/chart.spec";
import { lowerCaseName, wholeNumber } from "../spec/values";

const oci = /^oci:\/\/[^\s/]+(?:\/[^\s/]+)+$/;
const repository = /^https:\/\/[^\s/]+(?:\/[^\s]*)?$/;
const bucket = /^s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](?:\/[^\s]*)?$/;
const folder = /^\.\/.*\S$/;
const anyFolder = /^\.?\/.*\S$/;

const source = z.string().refine((text) => [oci, repository, bucket, folder].some((form) => form.test(text)), {
  error:
    "must be a repository (https://...), a chart in a registry (oci://<host>/<path>/<chart>), " +
    "a bucket (s3://<bucket>/<prefix>) or the folder of a chart (./<path>)",
});

const mirror = z.string().refine((text) => oci.test(text) || anyFolder.test(text), {
  error: "must be a registry (oci://<host>/<path>) or a folder (./<path> or /<path>)",
});

const release = z
  .strictObject({
    source: source.meta({
      description:
        "Where the chart is: a repository (https://), a registry (oci://, up to the chart's own name), a bucket (s3://, with the index of a repository), or its folder beside Pulumi.yaml (./).",
    }),
    chart: lowerCaseName(53)
      .optional()
      .meta({ description: "Name of the chart in a repository or bucket. Default: the name of the release." }),
    version: chartVersion.optional().meta({
      description: "Version of the chart, in full. A chart of a folder has its own and takes none.",
    }),
    digest: z
      .string()
      .regex(/^sha256:[0-9a-f]{64}$/, { error: "must be sha256: and 64 hexadecimal digits" })
      .optional()
      .meta({
        description:
          "SHA-256 of the chart's archive, which `npm run charts -- pull` prints. Required in production, where the source is not a folder.",
      }),
    namespace: lowerCaseName(63)
      .optional()
      .meta({ description: "Namespace of the release; made with it where no other has made it. Default: its name." }),
    values: z
      .record(z.string(), z.unknown())
      .default({})
      .meta({ description: "Values that differ from the chart's own." }),
    needs: z
      .array(lowerCaseName(53))
      .default([])
      .meta({ description: "Other releases of this list that must be ready before this one, and until it has gone." }),
    timeoutSeconds: wholeNumber(10, 3600, "seconds").default(600).meta({
      description: "Seconds until an installation or upgrade whose pods are not ready has failed and is rolled back.",
    }),
  })
  .superRefine(({ source, version, digest }, context) => {
    const refuse = (path: string, message: string) => context.addIssue({ code: "custom", path: [path], message });
    if (!isFolder(source) && version === undefined) refuse("version", "is required, for example 3.5.0");
    if (isFolder(source) && version !== undefined)
      refuse("version", "must be left out: the chart of a folder has its own");
    if (isFolder(source) && digest !== undefined) refuse("digest", "must be left out: the chart of a folder is in Git");
  });

export const charts = z
  .strictObject({
    mirror: mirror.optional().meta({
      description:
        "Registry or folder that has every chart of the environment in place of its source: oci://<host>/<path> with each chart under its name, or a folder with the archives <name>-<version>.tgz. Default: none.",
    }),
    releases: z
      .record(lowerCaseName(53), release)
      .default({})
      .meta({ description: "Helm releases of your own, by name." }),
  })
  .prefault({})
  .meta({ description: "Helm charts: where they come from, and releases beside those of add-ons." });

export type ChartsSettings = z.output<typeof charts>;
export type ReleaseSettings = ChartsSettings["releases"][string];
