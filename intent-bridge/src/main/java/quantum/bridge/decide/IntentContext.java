package quantum.bridge.decide;

import java.util.Optional;
import quantum.contracts.Hand;
import quantum.contracts.OpenPosition;
import quantum.contracts.Ticker;

/**
 * What is known besides the intent itself.
 *
 * @param ticker of the intent's symbol
 * @param position open in the intent's symbol
 * @param hand what the trader holds back
 * @param wallMillis wall clock, epoch milliseconds: only freshness is judged by it
 * @param streamId of the intent's entry
 */
public record IntentContext(
    Optional<Ticker> ticker,
    Optional<OpenPosition> position,
    Hand hand,
    long wallMillis,
    String streamId) {}
