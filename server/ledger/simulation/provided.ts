declare module "vitest" {
  export interface ProvidedContext {
    /** From SIMULATION_RUNS and SIMULATION_SEED, as vitest.config.ts says. */
    simulation: { readonly runs: number; readonly seed: number };
  }
}

export {};
