import type { SimulatedAws } from "../aws";
import { startComponentServer } from "../engine/componentServer";
import { serveLanguageHost } from "../engine/languageHost";
import type { Attachments } from "../engine/pulumi";
import { serveProvider } from "../provider/server";
import { type OfficialPlugin, standInsBeside } from "./officialPlugins";

/** What the engine attaches to during one operation: language host, simulated AWS, component stand-ins. */
export class AttachedServers {
  private readonly starting: Promise<{ stop(): void }>[] = [];

  /** @param plugins what the engine finds itself: no stand-in is served for them */
  async start(plugins: readonly OfficialPlugin[], aws: SimulatedAws): Promise<Attachments> {
    const standIns = standInsBeside(plugins);
    const [languageHost, awsProvider, componentServer] = await Promise.all([
      this.keep(serveLanguageHost()),
      this.keep(serveProvider(aws)),
      standIns.length > 0 ? this.keep(startComponentServer()) : undefined,
    ]);
    return {
      languageHost: languageHost.port,
      providers: {
        aws: awsProvider.port,
        ...(componentServer && Object.fromEntries(standIns.map((name) => [name, componentServer.port]))),
      },
    };
  }

  /** Ends all that runs, also what was still starting when something else failed to. */
  async stop(): Promise<void> {
    for (const server of await Promise.allSettled(this.starting)) {
      if (server.status === "fulfilled") server.value.stop();
    }
  }

  private keep<Server extends { stop(): void }>(starting: Promise<Server>): Promise<Server> {
    this.starting.push(starting);
    return starting;
  }
}
