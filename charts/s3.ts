import { GetObjectCommand, S3Client, type S3ClientConfig } from "@aws-sdk/client-s3";
import { parse } from "yaml";
import { z } from "zod";
import type { RemoteChart } from "../config/charts";
import { ChartError } from "./error";

/** https://helm.sh/docs/topics/chart_repository/#the-index-file */
const indexSchema = z.looseObject({
  entries: z.record(z.string(), z.array(z.looseObject({ version: z.string(), urls: z.array(z.string()).min(1) }))),
});

/**
 * The archive of a chart in a bucket, which holds a repository with its index.
 *
 * @param source `s3://<bucket>/<prefix>`
 * @param options of the client; credentials and region are the caller's otherwise
 * @throws ChartError
 */
export async function fetchFromBucket(
  source: string,
  { name, version }: Pick<RemoteChart, "name" | "version">,
  options: S3ClientConfig = {},
): Promise<Uint8Array> {
  const client = new S3Client({ followRegionRedirects: true, ...options });
  const repository = new URL(source.endsWith("/") ? source : `${source}/`);
  const read = async (url: URL) => {
    const place = { Bucket: url.hostname, Key: decodeURIComponent(url.pathname.slice(1)) };
    try {
      const { Body } = await client.send(new GetObjectCommand(place));
      if (!Body) throw new Error("no content");
      return await Body.transformToByteArray();
    } catch (error) {
      throw new ChartError(
        `${url.href}: ${error instanceof Error ? `${error.name}: ${error.message}` : String(error)}`,
      );
    }
  };
  const { entries } = indexSchema.parse(parse(Buffer.from(await read(new URL("index.yaml", repository))).toString()));
  const versions = entries[name] ?? [];
  const [url] = versions.find((each) => each.version === version)?.urls ?? [];
  if (url === undefined) {
    const known = versions.map((each) => each.version).join(", ") || "none";
    throw new ChartError(`its index has ${known} of ${name}`);
  }
  return read(new URL(url, repository));
}
