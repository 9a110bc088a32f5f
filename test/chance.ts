// What property specs draw at random is the same in every run, so that a change is judged by what it changes, and a failure
// can be looked at again. MOLTBOT_FUZZ_SEED=<number> draws others: to search for what has not been found yet.
import fc from 'fast-check';

fc.configureGlobal({ seed: Number(process.env.MOLTBOT_FUZZ_SEED ?? 20_261_122) });
