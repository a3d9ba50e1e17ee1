/** Mutants that change nothing anyone could see, with the reason. A mutant that is listed and caught is a mistake here. */
export const equivalents = {};
