declare module "vitest" {
  export interface ProvidedContext {
    /** How often to kill or damage, and the seed of when and where. */
    durability: { rounds: number; seed: number };
  }
}

export {};
