/** Told what is being done for which tool; the message replaces the one before. */
export type Progress = (tool: string, message: string) => void;

/** `75` seconds as `1:15`. */
export function formatElapsed(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
