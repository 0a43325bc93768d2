package quantum.report;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import quantum.kernel.value.Side;
import quantum.report.data.Assumption;
import quantum.report.data.Bar;
import quantum.report.data.Comparison;
import quantum.report.data.DataSpan;
import quantum.report.data.Fill;
import quantum.report.data.Money;
import quantum.report.data.PriceSource;
import quantum.report.data.Refusal;
import quantum.report.data.ReportData;
import quantum.report.data.ReportedPosition;
import quantum.report.data.StopStep;
import quantum.report.data.Tranche;

/** Positions that look like those of a backtest; the same for the same number. */
public final class Samples {
  public static final long START = 1_746_316_800_000L; // 2025-05-04T00:00Z

  private static final long MINUTE = 60_000;
  private static final String[] SYMBOLS = {
    "BTCUSDT", "ETHUSDT", "SOLUSDT", "SUIUSDT", "1000PEPEUSDT"
  };
  private static final String[] REASONS = {"EXCHANGE_STOP", "FULL_CLOSE_PROPOSED", "DATA_END"};
  private static final String[] REGIMES = {"trend", "mr", "chop"};

  /** Two entries that the suite ended 2 R better. */
  public static final Comparison COMPARISON =
      new Comparison("own", "suite", List.of(pair("BTCUSDT"), pair("ETHUSDT")));

  private static Comparison.Pair pair(String symbol) {
    return new Comparison.Pair(symbol, Side.LONG, START, end(1), end(3));
  }

  private static Comparison.End end(double r) {
    return new Comparison.End(r, 4, BigDecimal.valueOf(r), BigDecimal.ONE, "stop");
  }

  private Samples() {}

  public static ReportData data(int positions) {
    return data("Backtest of " + positions + " entries", positions(positions));
  }

  public static ReportData data(String title, List<ReportedPosition> positions) {
    return new ReportData(
        title,
        List.of(
            new Assumption("fills", "path: open, nearer extreme, other extreme, close"),
            new Assumption("fee_bps", "5")),
        List.of("ETHUSDT.csv: 2 rows could not be read"),
        List.of(
            new DataSpan("BTCUSDT", MINUTE, 43_200, START, START + 43_200 * MINUTE - 1, 0, 0, 0, 0),
            new DataSpan(
                "ETHUSDT",
                MINUTE,
                43_100,
                START,
                START + 43_200 * MINUTE - 1,
                100,
                2,
                5_400_000,
                START)),
        List.of(new Refusal(START, "ETHUSDT", "REJECTED min notional 5")),
        positions);
  }

  public static List<ReportedPosition> positions(int count) {
    SplittableRandom random = new SplittableRandom(7);
    List<ReportedPosition> positions = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      positions.add(position(random, i));
    }
    return positions;
  }

  private static ReportedPosition position(SplittableRandom random, int i) {
    Side side = random.nextBoolean() ? Side.LONG : Side.SHORT;
    int which = random.nextInt(SYMBOLS.length);
    double entry = 100 + random.nextInt(200) / 10.0;
    double risk = entry * 0.02;
    double best = Math.min(14, -Math.log(1 - random.nextDouble()) * 1.7);
    double last = best > 2 ? Math.max(0.1, best - 2 - random.nextDouble()) : -1;
    int direction = side.direction();
    long opened = START + random.nextLong(30L * 24 * 60) * MINUTE;
    long held = (5 + random.nextLong(2000)) * MINUTE;
    BigDecimal qty = BigDecimal.TEN;
    List<Tranche> tranches = new ArrayList<>();
    List<StopStep> stops = new ArrayList<>();
    stops.add(new StopStep(opened, decimal(entry - risk * direction)));
    BigDecimal left = qty;
    BigDecimal taken = BigDecimal.ZERO;
    for (int rung = 1; rung <= 3 && rung * 2 <= best; rung++) {
      BigDecimal part = left.multiply(new BigDecimal("0.25")).multiply(BigDecimal.valueOf(rung));
      BigDecimal price = decimal(entry + 2 * rung * risk * direction);
      tranches.add(
          new Tranche(
              "PARTIAL_" + 25 * rung,
              Optional.of(new Fill(opened + held * rung / 5, price, part))));
      stops.add(
          new StopStep(
              opened + held * rung / 5 + MINUTE,
              decimal(entry + (2 * rung - 2) * risk * direction)));
      left = left.subtract(part);
      taken = taken.add(part.multiply(price));
    }
    BigDecimal end = decimal(entry + last * risk * direction);
    BigDecimal exit = taken.add(left.multiply(end)).divide(qty, 12, RoundingMode.HALF_EVEN);
    BigDecimal in = decimal(entry);
    boolean withStop = random.nextInt(20) > 0;
    return new ReportedPosition(
        "pos-" + i,
        SYMBOLS[which],
        side,
        opened,
        opened + held,
        in,
        Optional.of(exit),
        qty,
        withStop ? Optional.of(stops.getFirst().price()) : Optional.empty(),
        withStop ? Optional.of(in.subtract(stops.getFirst().price()).abs()) : Optional.empty(),
        new Money(
            exit.subtract(in).multiply(BigDecimal.valueOf(direction)).multiply(qty),
            new BigDecimal("1.25"),
            new BigDecimal(random.nextInt(3) - 1).movePointLeft(1)),
        withStop ? Optional.of(best) : Optional.empty(),
        withStop ? Optional.of(Math.min(last, -random.nextDouble())) : Optional.empty(),
        tranches,
        withStop ? stops : List.of(),
        REASONS[last < 0 ? 0 : random.nextInt(REASONS.length)],
        Optional.of(REGIMES[random.nextInt(REGIMES.length)]),
        "backtest");
  }

  /** Wandering prices of one-minute bars, around 110. */
  public static final PriceSource WANDERING =
      (symbol, from, to) -> {
        List<Bar> bars = new ArrayList<>();
        for (long at = Math.ceilDiv(from, MINUTE) * MINUTE; at <= to; at += MINUTE) {
          double open = 110 + 3 * Math.sin(at / 3e6);
          double close = 110 + 3 * Math.sin((at + MINUTE) / 3e6);
          bars.add(
              new Bar(at, open, Math.max(open, close) + 0.2, Math.min(open, close) - 0.2, close));
        }
        return bars;
      };

  private static BigDecimal decimal(double value) {
    return BigDecimal.valueOf(value).setScale(6, RoundingMode.HALF_EVEN);
  }
}
