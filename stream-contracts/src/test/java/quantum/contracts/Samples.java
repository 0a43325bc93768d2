package quantum.contracts;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import quantum.kernel.harvest.HarvestStep;
import quantum.kernel.harvest.Ladder;
import quantum.kernel.kill.KillMemory;
import quantum.kernel.market.MarketReferences;
import quantum.kernel.market.MarketState;
import quantum.kernel.position.Position;
import quantum.kernel.theta.Theta;
import quantum.kernel.value.Leverage;
import quantum.kernel.value.OrderSide;
import quantum.kernel.value.PlanId;
import quantum.kernel.value.PositionId;
import quantum.kernel.value.Price;
import quantum.kernel.value.Quantity;
import quantum.kernel.value.Side;
import quantum.kernel.value.Symbol;

/** One sample of every record with nothing left empty. */
final class Samples {
  static final String ID = "1770155882463-0";
  static final long TIME = 1_770_155_882_463L;
  static final Symbol RIVER = Symbol.of("RIVERUSDT");
  static final PositionId POSITION = new PositionId("5f070856a1b2c3d4");
  static final PlanId PLAN = new PlanId("5f070856a1b2c3d4");

  static final EntryLevels LEVELS =
      new EntryLevels(
          Optional.of(Price.of("12.0736")),
          Optional.of(Price.of("13.1")),
          List.of(Price.of("12.7"), Price.of("12.9"), Price.of("13.1")),
          List.of(decimal("0.3"), decimal("0.3"), decimal("0.4")));

  static final EntryFeatures FEATURES =
      new EntryFeatures(
          Optional.of(decimal("0.82")),
          Optional.of(decimal("0.21")),
          Optional.of(decimal("1.5")),
          Optional.of(decimal("-0.001")),
          Optional.of(decimal("0.0001")),
          Optional.of("trend"));

  static final TradeIntent.Entry ENTRY_INTENT = entryIntent(new EntrySize.Units(qty("1.83")));

  static final TradeIntent.Exit EXIT_INTENT = exitIntent(new ExitType.Partial(percent("25")));

  static final ApplyPlan.Header HEADER =
      new ApplyPlan.Header(
          PLAN, RIVER, "harvest_brain", "harvest_partial_75", TIME, Optional.of(POSITION));

  static final ApplyPlan.Scores SCORES =
      new ApplyPlan.Scores(Optional.of(Price.of("21.68")), Optional.of(37.94), Optional.of(0.574));

  static final ApplyPlan.Entry ENTRY_PLAN =
      new ApplyPlan.Entry(
          HEADER, Side.SHORT, qty("1.83"), new Leverage(7.5), Price.of("12.32"), LEVELS, FEATURES);

  static final ApplyPlan.Close CLOSE_PLAN =
      new ApplyPlan.Close(
          HEADER,
          PlanAction.PARTIAL_75,
          Optional.of(OrderSide.SELL),
          decimal("66.6"),
          Optional.of("6"),
          SCORES);

  static final ApplyPlan.UpdateStop STOP_PLAN =
      new ApplyPlan.UpdateStop(
          HEADER, Price.of("12.34464"), true, Optional.of("HARVEST_PROFIT_LOCK_SL"), SCORES);

  static final ApplyPlan.Hold HOLD_PLAN = new ApplyPlan.Hold(HEADER, SCORES);

  static final Execution EXECUTION =
      new Execution(
          qty("1.37"),
          Optional.of(Price.of("21.68")),
          Optional.of(decimal("12.8232")),
          Optional.of(decimal("0.01188064")),
          Optional.of(decimal("-0.002")),
          Optional.of("900719925474099"),
          Optional.of("hs-5f070856a1b2c3d4-1"),
          Optional.of("FILLED"),
          List.of("71", "72"),
          AssetSums.of("BNB", decimal("0.00001")).plus("USDT", decimal("0.0048")),
          AssetSums.of("BNFCR", decimal("-0.002")));

  static final ApplyResult RESULT =
      new ApplyResult(
          RIVER,
          Optional.of(PLAN),
          Optional.of(ID),
          Optional.of(POSITION),
          "PARTIAL_75",
          ResultStatus.FILLED,
          true,
          true,
          Optional.of(OrderSide.SELL),
          Optional.of(Side.LONG),
          Optional.of("6"),
          Optional.of(decimal("75")),
          Optional.of(qty("1.37")),
          EXECUTION,
          Optional.of(qty("0.46")),
          Optional.of(Price.of("12.32")),
          LEVELS,
          Optional.of(new Leverage(10)),
          "-2022 ReduceOnly Order is rejected.",
          ApplyResult.SOURCE_APPLY_LAYER,
          TIME);

  static final PriceUpdate PRICE = new PriceUpdate(RIVER, Price.of("21.68"), TIME);

  static final OpenPosition OPEN_POSITION =
      new OpenPosition(
          new Position(
              RIVER,
              Side.LONG,
              POSITION,
              qty("0.46"),
              qty("1.83"),
              Price.of("12.32"),
              Optional.of(decimal("0.2464")),
              LEVELS.stopLoss(),
              LEVELS.takeProfit(),
              LEVELS.targets(),
              LEVELS.scheme(),
              new Leverage(10),
              Optional.of(decimal("0.21")),
              TIME,
              2,
              Optional.of(decimal("0.001"))),
          Optional.of(PLAN),
          new LinkedHashSet<>(List.of("2", "4", "tp1")),
          Optional.of(decimal("1.5")),
          decimal("12.8232"),
          Optional.of("900719925474099123"),
          new Protection(
              Optional.of(TIME), StopState.RESTING, Optional.of("qs-5f070856a1b2c3d4-1")),
          new Unsettled(
              new LinkedHashSet<>(List.of("4711", "4712")),
              Optional.of(new Unsettled.Partly("6", qty("0.1")))),
          OpenPosition.SOURCE_APPLY_LAYER);

  static final Evaluation EVALUATION =
      new Evaluation(
          POSITION,
          Price.of("21.68"),
          decimal("4.3056"),
          37.94,
          0.574,
          3600,
          Price.of("21.7"),
          Price.of("12.1"),
          "PARTIAL_75",
          new TreeSet<>(List.of(decimal("2"), decimal("4"), decimal("6"))),
          new TreeSet<>(List.of(decimal("2"), decimal("4"))),
          new TreeMap<>(Map.of(decimal("6"), TIME + 900_000)),
          Optional.of(Price.of("12.34464")),
          true,
          3,
          TIME + 5_000,
          2,
          TIME + 2_000,
          new LinkedHashSet<>(
              List.of(
                  new ExitAsk.FullClose("FULL_CLOSE_PROPOSED"),
                  new ExitAsk.StopMove("PROFIT_LOCK_SL", Price.of("12.34464")),
                  new ExitAsk.Tranche("HARVEST_PARTIAL_75", decimal("6"), decimal("75")))),
          new KillMemory(true, OptionalLong.of(TIME - 60_000), OptionalLong.of(TIME)),
          TIME);

  static final Ledger LEDGER =
      new Ledger(
          decimal("12.8232"),
          decimal("0.02090092"),
          decimal("-0.002"),
          2,
          decimal("1.83"),
          decimal("1.37"),
          5,
          4,
          Optional.of(POSITION),
          decimal("12.80029908"),
          new Bookings(
              Optional.of(new PositionId("0123456789abcdef")),
              decimal("-1.5"),
              Map.of("4711", Optional.of(decimal("0.25")))),
          Optional.of("900719925474099"),
          TIME,
          AssetSums.of("BNB", decimal("0.00001")),
          AssetSums.of("BNFCR", decimal("-0.002")));

  static final PositionAccount ACCOUNT =
      new PositionAccount(
          decimal("0.02090092"),
          AssetSums.of("BNB", decimal("0.00001")),
          decimal("-0.002"),
          AssetSums.of("BNFCR", decimal("-0.002")),
          decimal("1.37"),
          decimal("29.7016"),
          Optional.of(Price.of("21.68")),
          Optional.of(Price.of("12.32")),
          Optional.of(Price.of("12.0736")),
          Optional.of("TREND"));

  static final ClosedPosition CLOSED =
      new ClosedPosition(
          POSITION,
          RIVER,
          Side.LONG,
          TIME,
          TIME + 60_000,
          Price.of("12.32"),
          Optional.of(Price.of("21.68")),
          qty("1.83"),
          Optional.of(Price.of("12.0736")),
          Optional.of(decimal("0.2464")),
          decimal("17.1288"),
          decimal("0.0249"),
          AssetSums.of("BNB", decimal("0.00001")),
          decimal("-0.002"),
          AssetSums.of("BNFCR", decimal("-0.002")),
          Price.of("22"),
          Price.of("12.2"),
          List.of("2", "6"),
          "harvest_partial_75,profit_lock",
          Optional.of("TREND"),
          new quantum.kernel.value.Leverage(5),
          ClosedPosition.OURS,
          List.of("900719925474099"),
          1);

  static final Inflight INFLIGHT =
      new Inflight(
          RIVER,
          "PARTIAL_75",
          OrderSide.SELL,
          qty("1.37"),
          true,
          2,
          Optional.of("75"),
          Optional.of(qty("1.83")),
          ID,
          TIME);

  static final Ticker TICKER =
      new Ticker(Price.of("21.68"), Optional.of(decimal("0.0001")), TIME, TIME + 40);

  static final MarketStateHash MARKET =
      new MarketStateHash(
          new MarketState(0.0123, -0.05, 0.5, 0.3, 0.2),
          Optional.of(new MarketReferences(0.01, 0.06, 0.2, 0.4, -1.25)),
          Optional.of(new MarketStateHash.Details(-0.0001, 0.51, 0.9, 1.1)),
          Optional.of(Price.of("21.68")),
          TIME);

  static final RiskProposal RISK =
      new RiskProposal(
          RIVER,
          Optional.of(POSITION),
          Optional.of(Side.LONG),
          0.0123,
          Optional.of(0.025),
          Optional.of(0.015),
          Optional.of(Price.of("21.4")),
          Optional.of(Price.of("22.2")),
          Optional.of(Price.of("21.68")),
          List.of("trail_active", "regime_trend"),
          TIME);

  /** Every field that an override may have. */
  static final HarvestOverrides OVERRIDES =
      new HarvestOverrides(
          Optional.of(decimal("0.4")),
          Optional.of(Ladder.parse("0.4:0.2,1:0.3")),
          Optional.of(decimal("0.6")),
          Optional.of(decimal("2.5")),
          Theta.names().stream()
              .collect(
                  Collectors.toMap(
                      name -> name,
                      name -> name.equals("lock_mode") ? "r_lock" : "0.25",
                      (a, b) -> a,
                      TreeMap::new)));

  static final HarvestProposal PROPOSAL =
      new HarvestProposal(
          RIVER,
          HarvestStep.PARTIAL_75,
          Optional.of(Price.of("12.34464")),
          37.94,
          0.2464,
          0.01232,
          new HarvestProposal.Kill(0.574, 1, 0.25, 0.1, 0.04),
          List.of("harvest_partial_75", "profit_lock"),
          new MarketState(0.0123, -0.05, 0.5, 0.3, 0.2),
          new HarvestProposal.Holding(
              Side.LONG,
              3600,
              Price.of("21.68"),
              Price.of("12.32"),
              decimal("17.1288"),
              "redis_hash"),
          TIME,
          TIME + 12_000);

  static final Flatten FLATTEN =
      new Flatten(
          "f1",
          java.util.Set.of(RIVER),
          "news",
          "root@desk quantum flatten",
          TIME,
          java.util.OptionalLong.of(TIME + 5_000),
          java.util.List.of(new Flatten.Outcome(RIVER, Flatten.State.OPEN, "1.83", "-1001, busy")));

  static final Halt HALT =
      new Halt(
          "news",
          TIME,
          "root@desk quantum halt",
          java.util.OptionalLong.of(TIME + 60_000),
          Halt.ACCOUNT);

  static final HealthRecord HEALTH =
      new HealthRecord(
          4711,
          "0.1.0",
          TIME,
          Optional.of(TIME),
          12,
          3,
          "running",
          "",
          Optional.of("live"),
          Optional.of(TIME),
          Optional.of(1200L),
          Optional.of("hedge multi-assets"));

  static final LimitsRecord LIMITS =
      new LimitsRecord(
          TIME,
          decimal("10000"),
          decimal("-500"),
          decimal("9400"),
          decimal("0"),
          decimal("10100"),
          1,
          TIME,
          "",
          decimal("500"),
          decimal("10"),
          3,
          TIME);

  static final LeaseRecord LEASE =
      new LeaseRecord(
          TIME, "harvest-1", 4711, TIME, "boot/pid:[1]/0/4711/99", TIME + 5, TIME + 6005);

  static TradeIntent.Entry entryIntent(EntrySize size) {
    return new TradeIntent.Entry(
        RIVER,
        Side.LONG,
        size,
        new Leverage(10),
        Optional.of(Price.of("12.32")),
        LEVELS,
        percent("2"),
        percent("6"),
        FEATURES,
        false,
        "trading_bot",
        TIME);
  }

  static TradeIntent.Exit exitIntent(ExitType type) {
    boolean stopMove = type instanceof ExitType.StopMove;
    return new TradeIntent.Exit(
        RIVER,
        type,
        switch (type) {
          case ExitType.Partial partial -> "HARVEST_PARTIAL_25";
          case ExitType.StopMove move -> "HARVEST_PROFIT_LOCK_SL";
          case ExitType.FullClose close -> "HARVEST_FULL_CLOSE_PROPOSED";
        },
        stopMove ? Optional.empty() : Optional.of(OrderSide.SELL),
        Optional.of(qty("0.45")),
        percent("25"),
        Optional.of(Price.of("12.34464")),
        true,
        Optional.of("2"),
        Optional.of(POSITION),
        1,
        "harvest_partial_25,profit_lock",
        Optional.of(decimal("1.2")),
        Optional.of(Price.of("12.9")),
        Optional.of(2.35),
        Optional.of(0.574),
        Optional.of("5f07-2"),
        true,
        "harvest_brain",
        TIME);
  }

  /** Fields as name, value, name, value; a null value takes the field out. */
  static Map<String, String> with(Map<String, String> fields, String... changes) {
    Map<String, String> changed = new LinkedHashMap<>(fields);
    for (int i = 0; i < changes.length; i += 2) {
      if (changes[i + 1] == null) {
        changed.remove(changes[i]);
      } else {
        changed.put(changes[i], changes[i + 1]);
      }
    }
    return changed;
  }

  static Map<String, String> fields(String... pairs) {
    return with(Map.of(), pairs);
  }

  static <T> T ok(Decoded<T> decoded) {
    return switch (decoded) {
      case Decoded.Ok<T>(T value, _) -> value;
      case Decoded.Bad<T> bad -> throw new AssertionError(bad.reason());
    };
  }

  static <T> Decoded.Bad<T> bad(Decoded<T> decoded) {
    return switch (decoded) {
      case Decoded.Ok<T>(T value, _) -> throw new AssertionError("was accepted: " + value);
      case Decoded.Bad<T> bad -> bad;
    };
  }

  static List<String> oddFields(Decoded<?> decoded) {
    return switch (decoded) {
      case Decoded.Ok<?> read -> read.oddities().stream().map(Oddity::field).toList();
      case Decoded.Bad<?> bad -> throw new AssertionError(bad.reason());
    };
  }

  static BigDecimal decimal(String text) {
    return new BigDecimal(text);
  }

  static Quantity qty(String text) {
    return Quantity.of(text);
  }

  static Optional<BigDecimal> percent(String text) {
    return Optional.of(decimal(text));
  }

  private Samples() {}
}
