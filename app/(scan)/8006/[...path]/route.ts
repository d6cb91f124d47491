import { scanResponse } from "@/app/(scan)/handler";

/** Answers the scan of a Digital Link with primary key (8006). */
export function GET(request: Request): Promise<Response> {
  return scanResponse(request);
}
