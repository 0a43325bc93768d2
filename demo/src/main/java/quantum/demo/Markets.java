package quantum.demo;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import quantum.contracts.Decoded;
import quantum.contracts.MarketStateHash;
import quantum.contracts.Names;
import quantum.kernel.market.MarketState;
import quantum.kernel.market.Regime;
import quantum.kernel.value.Symbol;

/**
 * What the calculating services published of the symbols with a position, looked at between two
 * steps of the market.
 */
final class Markets implements MarketReplay.Watcher {
  private final Suite suite;
  private final MarketReplay.Watcher next;
  private final Map<Symbol, List<Sample>> samples = new HashMap<>();
  private final Set<Symbol> proposed = new TreeSet<>();

  /**
   * @param state empty while there are no statistics
   */
  private record Sample(long timeMillis, Optional<MarketState> state) {}

  Markets(Suite suite, MarketReplay.Watcher next) {
    this.suite = suite;
    this.next = next;
  }

  @Override
  public void at(long timeMillis, long ticksDone, long ticksTotal) {
    Names names = suite.names();
    for (String name : suite.redis().commands().smembers(names.positionsOpen())) {
      Symbol symbol = Symbol.of(name);
      if (suite.redis().commands().exists(names.riskProposalPrefix() + symbol) > 0) {
        proposed.add(symbol);
      }
      Map<String, String> hash =
          suite.redis().commands().hgetall(names.marketStatePrefix() + symbol);
      if (MarketStateHash.decode(hash)
          instanceof Decoded.Ok<Optional<MarketStateHash>>(Optional<MarketStateHash> read, _)) {
        samples
            .computeIfAbsent(symbol, s -> new ArrayList<>())
            .add(new Sample(timeMillis, read.map(MarketStateHash::state)));
      }
    }
    next.at(timeMillis, ticksDone, ticksTotal);
  }

  /** Symbols that a stop distance was proposed for. */
  Set<Symbol> proposed() {
    return proposed;
  }

  /**
   * The share of each regime between two moments, the most frequent first, and the mean
   * probabilities, such as {@code chop 100 % (p_trend 0.27 p_mr 0.21 p_chop 0.52)}; {@code unknown}
   * is a market without statistics.
   */
  String during(Symbol symbol, long fromMillis, long toMillis) {
    List<Optional<MarketState>> seen =
        samples.getOrDefault(symbol, List.of()).stream()
            .filter(s -> s.timeMillis() >= fromMillis && s.timeMillis() <= toMillis)
            .map(Sample::state)
            .toList();
    List<MarketState> known = seen.stream().flatMap(Optional::stream).toList();
    if (known.isEmpty()) {
      return "unknown";
    }
    List<String> parts = new ArrayList<>();
    known.stream()
        .collect(Collectors.groupingBy(MarketState::regime, Collectors.counting()))
        .entrySet()
        .stream()
        .sorted(Map.Entry.<Regime, Long>comparingByValue().reversed())
        .forEach(e -> parts.add(e.getKey().code() + " " + percent(e.getValue(), seen.size())));
    if (known.size() < seen.size()) {
      parts.add("unknown " + percent(seen.size() - known.size(), seen.size()));
    }
    return String.format(
        Locale.ROOT,
        "%s (p_trend %.2f p_mr %.2f p_chop %.2f)",
        String.join(" ", parts),
        mean(known, MarketState::pTrend),
        mean(known, MarketState::pMr),
        mean(known, MarketState::pChop));
  }

  private static double mean(List<MarketState> states, ToDoubleFunction<MarketState> probability) {
    return states.stream().mapToDouble(probability).average().orElseThrow();
  }

  private static String percent(long count, long all) {
    return Math.round(100.0 * count / all) + " %";
  }
}
