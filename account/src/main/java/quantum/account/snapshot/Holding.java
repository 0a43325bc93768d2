package quantum.account.snapshot;

import quantum.contracts.Evaluation;
import quantum.contracts.OpenPosition;
import quantum.contracts.PositionAccount;
import quantum.contracts.Ticker;
import quantum.kernel.value.Symbol;
import quantum.runtime.snapshot.Found;

/**
 * A symbol that the set of open positions names.
 *
 * @param account what the position has cost so far
 */
public record Holding(
    Symbol symbol,
    Found<OpenPosition> position,
    Found<Evaluation> evaluation,
    PositionAccount account,
    Found<Ticker> ticker) {}
