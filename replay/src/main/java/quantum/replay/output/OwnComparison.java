package quantum.replay.output;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import quantum.kernel.value.Decimals;
import quantum.kernel.value.Side;
import quantum.kernel.value.Symbol;
import quantum.paper.prices.CandleSeries;
import quantum.replay.entry.OwnEntries;
import quantum.replay.journal.Decision;
import quantum.replay.journal.PositionSummary;
import quantum.replay.run.IndependentRun;
import quantum.replay.trades.OwnPosition;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What became of the same entries: as the trader closed them, and as the suite would have.
 *
 * <p>Both are measured in the same risk, so their R can be compared. Best R is gross, over the time
 * in which each held the position; capture is the realized R of what was best (where that was above
 * 0), give-back what was best less what was realized.
 *
 * @param missing positions of the trader that the suite did not open
 */
public record OwnComparison(List<Pair> pairs, int missing) {
  private static final int SHOWN = 5;

  /**
   * One position.
   *
   * @param own as the trader closed it
   * @param suite as the suite would have
   * @param ownR realized, net of fees
   * @param ownBestR best gross R while the trader held it
   * @param suiteR realized, net of fees, in the same risk
   */
  public record Pair(
      OwnPosition own, PositionSummary suite, double ownR, double ownBestR, double suiteR) {

    double gain() {
      return suiteR - ownR;
    }

    private double suiteBestR() {
      return suite.maxR().orElse(0.0);
    }

    ObjectNode node() {
      return JsonMapper.shared()
          .createObjectNode()
          .put("symbol", own.symbol().name())
          .put("side", own.side().name())
          .put("line", own.line())
          .put("opened_ms", own.openedMillis())
          .put("entry", Decision.plain(own.entry().value()))
          .put("own_exit", Decision.plain(own.exit().value()))
          .put("own_R", ownR)
          .put("own_max_R", ownBestR)
          .put("own_realized", Decision.plain(own.realized()))
          .put("suite_R", suiteR)
          .put("suite_max_R", suiteBestR())
          .put("suite_realized", Decision.plain(suite.realizedPnl()))
          .put("suite_exit_reason", suite.exitReason());
    }

    String text() {
      return String.format(
          Locale.ROOT,
          "%-12s %-5s %s  own %+.2f R of %.2f  suite %+.2f R of %.2f  %s  difference %+.2f R",
          own.symbol(),
          own.side(),
          Instant.ofEpochMilli(own.openedMillis()),
          ownR,
          ownBestR,
          suiteR,
          suiteBestR(),
          suite.exitReason(),
          gain());
    }
  }

  /**
   * Each position beside what became of its entry.
   *
   * @param outcomes one for each of the entries, in their order
   * @param stopFraction risk where the position's own stop is not known
   */
  public static OwnComparison of(
      OwnEntries entries,
      List<IndependentRun.Outcome> outcomes,
      SortedMap<Symbol, CandleSeries> prices,
      BigDecimal stopFraction) {
    List<Pair> pairs = new ArrayList<>();
    int missing = 0;
    for (int i = 0; i < outcomes.size(); i++) {
      Optional<PositionSummary> suite = outcomes.get(i).position().stream().findFirst();
      if (suite.isEmpty()) {
        missing++;
        continue;
      }
      OwnPosition own = entries.positions().get(i);
      BigDecimal risk = own.riskPerUnit(stopFraction);
      double suiteR =
          suite.get().realizedPnl().doubleValue()
              / (risk.doubleValue() * suite.get().initialQty().value().doubleValue());
      pairs.add(
          new Pair(
              own,
              suite.get(),
              own.realizedR(risk),
              bestMove(own, prices.get(own.symbol())) / risk.doubleValue(),
              suiteR));
    }
    return new OwnComparison(pairs, missing);
  }

  /** The furthest that a bar which lies wholly in its time went, or its own exit did. */
  private static double bestMove(OwnPosition own, CandleSeries series) {
    int direction = own.side().direction();
    double entry = own.entry().asDouble();
    double best = Math.max(0, (own.exit().asDouble() - entry) * direction);
    long end = own.closedMillis().orElse(Long.MAX_VALUE);
    for (int bar = series.firstFrom(own.openedMillis());
        bar < series.size() && series.openMillis(bar) + series.intervalMillis() <= end;
        bar++) {
      BigDecimal extreme = own.side() == Side.LONG ? series.high(bar) : series.low(bar);
      best = Math.max(best, (extreme.doubleValue() - entry) * direction);
    }
    return best;
  }

  private static OptionalDouble mean(List<Pair> pairs, ToDoubleFunction<Pair> of) {
    return pairs.stream().mapToDouble(of).average();
  }

  private static double median(List<Pair> pairs, ToDoubleFunction<Pair> of) {
    double[] sorted = pairs.stream().mapToDouble(of).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  private static double capture(DoubleStream realized, DoubleStream best) {
    double most = best.filter(r -> r > 0).sum();
    return most == 0 ? 0 : realized.sum() / most;
  }

  private BigDecimal sum(java.util.function.Function<Pair, BigDecimal> of) {
    return pairs.stream().map(of).reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  private long better() {
    return pairs.stream().filter(pair -> pair.gain() > 0).count();
  }

  /** Lines for people: totals side by side, then where it would have been best and worst. */
  List<String> lines() {
    if (pairs.isEmpty()) {
      return List.of("none of the positions can be compared");
    }
    List<String> lines = new ArrayList<>();
    lines.add(String.format(Locale.ROOT, "%-24s %12s %12s", "the same entries", "own", "suite"));
    row(lines, "mean R", mean(pairs, Pair::ownR), mean(pairs, Pair::suiteR));
    row(
        lines,
        "median R",
        OptionalDouble.of(median(pairs, Pair::ownR)),
        OptionalDouble.of(median(pairs, Pair::suiteR)));
    row(
        lines,
        "give-back, mean R",
        mean(pairs, p -> p.ownBestR() - p.ownR()),
        mean(pairs, p -> p.suiteBestR() - p.suiteR()));
    row(
        lines,
        "capture, % of best R",
        OptionalDouble.of(100 * ownCapture()),
        OptionalDouble.of(100 * suiteCapture()));
    lines.add(
        String.format(
            Locale.ROOT,
            "%-24s %12s %12s",
            "realized, USDT",
            money(sum(p -> p.own().realized())),
            money(sum(p -> p.suite().realizedPnl()))));
    lines.add(
        String.format(
            Locale.ROOT,
            "%d positions: better in %d, worse in %d; the difference is %+.3f R on average",
            pairs.size(),
            better(),
            pairs.stream().filter(pair -> pair.gain() < 0).count(),
            mean(pairs, Pair::gain).orElse(0)));
    List<Pair> sorted = new ArrayList<>(pairs);
    sorted.sort(Comparator.comparingDouble(Pair::gain));
    lines.add("where it would have been worst:");
    sorted.stream().limit(SHOWN).map(Pair::text).forEach(lines::add);
    lines.add("where it would have been best:");
    sorted.reversed().stream().limit(SHOWN).map(Pair::text).forEach(lines::add);
    return lines;
  }

  private double ownCapture() {
    return capture(
        pairs.stream().filter(p -> p.ownBestR() > 0).mapToDouble(Pair::ownR),
        pairs.stream().mapToDouble(Pair::ownBestR));
  }

  private double suiteCapture() {
    return capture(
        pairs.stream().filter(p -> p.suiteBestR() > 0).mapToDouble(Pair::suiteR),
        pairs.stream().mapToDouble(Pair::suiteBestR));
  }

  private static void row(
      List<String> lines, String name, OptionalDouble own, OptionalDouble suite) {
    lines.add(
        String.format(Locale.ROOT, "%-24s %12.3f %12.3f", name, own.orElse(0), suite.orElse(0)));
  }

  private static String money(BigDecimal amount) {
    return Decimals.plain(amount.setScale(2, java.math.RoundingMode.HALF_EVEN));
  }

  ObjectNode node() {
    ObjectNode node =
        JsonMapper.shared()
            .createObjectNode()
            .put("positions", pairs.size())
            .put("missing", missing);
    if (pairs.isEmpty()) {
      return node;
    }
    return node.put("own_mean_R", mean(pairs, Pair::ownR).orElse(0))
        .put("suite_mean_R", mean(pairs, Pair::suiteR).orElse(0))
        .put("own_median_R", median(pairs, Pair::ownR))
        .put("suite_median_R", median(pairs, Pair::suiteR))
        .put("own_capture", ownCapture())
        .put("suite_capture", suiteCapture())
        .put("own_give_back_R", mean(pairs, p -> p.ownBestR() - p.ownR()).orElse(0))
        .put("suite_give_back_R", mean(pairs, p -> p.suiteBestR() - p.suiteR()).orElse(0))
        .put("own_realized", Decision.plain(sum(p -> p.own().realized())))
        .put("suite_realized", Decision.plain(sum(p -> p.suite().realizedPnl())))
        .put("better", better())
        .put("worse", pairs.stream().filter(pair -> pair.gain() < 0).count());
  }
}
