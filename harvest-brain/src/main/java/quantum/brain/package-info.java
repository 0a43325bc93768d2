/**
 * harvest-brain: {@code apply.result + price.update → decode → book | decide → one atomic commit of
 * evaluation, ledger, dedup marks, intents (live) or suggestions (shadow), acknowledgements}.
 */
package quantum.brain;
