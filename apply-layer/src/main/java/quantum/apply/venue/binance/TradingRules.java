package quantum.apply.venue.binance;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import quantum.apply.venue.Failure;
import quantum.apply.venue.Outcome;
import quantum.apply.venue.SymbolRules;
import quantum.kernel.value.Symbol;
import tools.jackson.databind.JsonNode;

/**
 * The trading rules of all symbols ({@code exchangeInfo}), and the limits of calls told with them.
 */
final class TradingRules {
  private static final Logger log = LoggerFactory.getLogger(TradingRules.class);

  /** They are not read again sooner than this for a symbol or step that they did not explain. */
  private static final long AGAIN_MILLIS = 60_000;

  private final Calls calls;
  private final LongSupplier monotonicMillis;
  private final Object refreshing = new Object();

  private volatile Map<Symbol, SymbolRules> rules = Map.of();
  private volatile long readAtMillis;

  /**
   * @param monotonicMillis a clock that nobody sets, for pauses
   */
  TradingRules(Calls calls, LongSupplier monotonicMillis) {
    this.calls = calls;
    this.monotonicMillis = monotonicMillis;
  }

  /** Those of a symbol, read anew where it is not known or not traded. */
  Outcome<SymbolRules> of(Symbol symbol) {
    Optional<SymbolRules> known = Optional.ofNullable(rules.get(symbol));
    if (known.filter(SymbolRules::trading).isPresent()) {
      return Outcome.ok(known.get());
    }
    // what refuses today may be traded in a minute; an exit needs the rules all the same
    Outcome<Integer> read = refreshIfStale();
    return Optional.ofNullable(rules.get(symbol))
        .map(Outcome::ok)
        .orElseGet(
            () ->
                read.then(
                    _ -> Outcome.failed(new Failure.NotFound("no trading rules for " + symbol))));
  }

  Outcome<Integer> refresh() {
    synchronized (refreshing) {
      return calls.ask(
          Request.open("/fapi/v1/exchangeInfo"),
          info -> {
            Models.Rules read = Models.rules(info);
            for (JsonNode limit : info.path("rateLimits")) {
              calls
                  .limits()
                  .limit(
                      limit.path("rateLimitType").asString(),
                      limit.path("interval").asString(),
                      limit.path("intervalNum").asLong(),
                      limit.path("limit").asLong());
            }
            if (!read.unreadable().isEmpty()) {
              log.warn(
                  "[VENUE] {} symbols have rules that cannot be read, first {}",
                  read.unreadable().size(),
                  read.unreadable().getFirst());
            }
            Map<Symbol, SymbolRules> kept = new HashMap<>(read.bySymbol());
            // rules that were readable a minute ago are better than none
            read.unreadable().stream()
                .flatMap(row -> row.symbol().stream())
                .filter(rules::containsKey)
                .forEach(symbol -> kept.putIfAbsent(symbol, rules.get(symbol)));
            rules = Map.copyOf(kept);
            readAtMillis = monotonicMillis.getAsLong();
            return kept.size();
          });
    }
  }

  /** Several lanes may miss the same rules at once; one of them reads. */
  Outcome<Integer> refreshIfStale() {
    synchronized (refreshing) {
      boolean stale = rules.isEmpty() || monotonicMillis.getAsLong() - readAtMillis >= AGAIN_MILLIS;
      if (!stale) {
        return Outcome.ok(rules.size());
      }
      // an exchange that does not tell them is not asked by each plan
      readAtMillis = monotonicMillis.getAsLong();
      return refresh();
    }
  }
}
