package quantum.cli.snapshot;

import quantum.contracts.Evaluation;
import quantum.contracts.OpenPosition;
import quantum.contracts.Ticker;
import quantum.kernel.value.Symbol;
import quantum.runtime.snapshot.Found;

/** A symbol that the set of open positions names. */
public record Holding(
    Symbol symbol,
    Found<OpenPosition> position,
    Found<Evaluation> evaluation,
    Found<Ticker> ticker) {}
