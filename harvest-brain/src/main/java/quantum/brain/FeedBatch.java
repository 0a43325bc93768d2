package quantum.brain;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import quantum.brain.decide.BrainState;
import quantum.brain.decide.ResultBooker;
import quantum.contracts.ApplyResult;
import quantum.contracts.FeedEvent;
import quantum.contracts.PriceUpdate;
import quantum.kernel.value.Symbol;
import quantum.runtime.Message;

/** What a batch is about; its prices are looked at only if somebody asks for them. */
final class FeedBatch {
  private final List<Message<FeedEvent>> messages;
  private final Set<Symbol> results = new LinkedHashSet<>();
  private final Map<Symbol, List<String>> trades = new HashMap<>();
  private Optional<Map<Symbol, Long>> newest = Optional.empty();

  FeedBatch(List<Message<FeedEvent>> messages) {
    this.messages = messages;
    for (Message<FeedEvent> message : messages) {
      if (message.value() instanceof ApplyResult result) {
        results.add(result.symbol());
        trades
            .computeIfAbsent(result.symbol(), _ -> new ArrayList<>())
            .addAll(ResultBooker.trades(result));
      }
    }
  }

  /** Trades that results report, per symbol. */
  Map<Symbol, List<String>> trades() {
    return trades;
  }

  /** Symbols that a result is about. */
  Set<Symbol> results() {
    return results;
  }

  /** Event time of the newest price of each, the wall clock's where none was seen yet. */
  Map<Symbol, Long> pricedAt(Collection<Symbol> symbols, BrainState state, long now) {
    Map<Symbol, Long> inBatch = newest.orElseGet(this::newestPrices);
    newest = Optional.of(inBatch);
    Map<Symbol, Long> at = new HashMap<>();
    for (Symbol symbol : symbols) {
      long known = state.pricedAtMillis(symbol).orElse(Long.MIN_VALUE);
      long latest = Math.max(known, inBatch.getOrDefault(symbol, Long.MIN_VALUE));
      at.put(symbol, latest == Long.MIN_VALUE ? now : latest);
    }
    return at;
  }

  private Map<Symbol, Long> newestPrices() {
    Map<Symbol, Long> prices = new HashMap<>();
    for (Message<FeedEvent> message : messages) {
      if (message.value() instanceof PriceUpdate price) {
        prices.merge(price.symbol(), price.timestampMillis(), Math::max);
      }
    }
    return prices;
  }
}
