import { logOverview } from "@/server/services/audit/log-overview";
import { memberProcedure, router } from "../init";
import { objectInput } from "../input";

/** The log as a whole, for whoever is signed in. */
export const logRouter = router({
  /** How it stands: size, checkpoints, witnesses, growth. */
  overview: memberProcedure.query(({ ctx }) => logOverview(ctx.runtime.services)),

  /** How far the audit under way is, and how the last one ended. */
  audit: memberProcedure.query(({ ctx }) => ctx.runtime.auditJob.status()),

  /** Starts an audit in the background; `isResumed` goes on where the last good one ended. Refused while one runs. */
  startAudit: memberProcedure
    .input((value: unknown) => ({ isResumed: objectInput(value).isResumed === true }))
    .mutation(({ ctx, input }) => {
      const { auditJob } = ctx.runtime;
      auditJob.start(input.isResumed);
      return auditJob.status();
    }),
});
