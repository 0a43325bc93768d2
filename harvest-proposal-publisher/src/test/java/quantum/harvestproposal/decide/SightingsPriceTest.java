package quantum.harvestproposal.decide;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import quantum.contracts.Decoded;
import quantum.contracts.Evaluation;
import quantum.contracts.EventTime;
import quantum.contracts.ForeignPosition;
import quantum.contracts.OpenPosition;
import quantum.contracts.Ticker;
import quantum.kernel.kill.KillMemory;
import quantum.kernel.value.Price;
import quantum.kernel.value.Quantity;
import quantum.kernel.value.Side;
import quantum.kernel.value.Symbol;

/** At which price and time a position is judged, and what is remembered of it. */
class SightingsPriceTest {
  private static final long T = 1_770_155_882_000L;
  private static final Symbol ETH = Symbol.of("ETHUSDT");

  /** Its hash, as apply layer and harvest-brain keep it together; evaluated at 3150. */
  private static Map<String, String> hash(long evaluatedMillis) {
    return Map.of(
        "symbol", "ETHUSDT",
        "side", "LONG",
        "qty", "2",
        "entry_price", "3000",
        "position_id", "p1",
        "opened_at", EventTime.format(T - 1_000_000),
        "peak_price", "3200",
        "current_price", "3150",
        "flip_armed", "true",
        "last_update_ts", EventTime.format(evaluatedMillis));
  }

  private static OpenPosition position() {
    return switch (OpenPosition.decode(hash(T))) {
      case Decoded.Ok<Optional<OpenPosition>>(Optional<OpenPosition> open, _) -> open.orElseThrow();
      case Decoded.Bad<Optional<OpenPosition>> bad -> throw new AssertionError(bad.reason());
    };
  }

  private static Evaluation evaluated(long atMillis, String positionId) {
    Map<String, String> hash = new HashMap<>(hash(atMillis));
    hash.put("position_id", positionId);
    return switch (Evaluation.decode(hash)) {
      case Decoded.Ok<Optional<Evaluation>>(Optional<Evaluation> value, _) -> value.orElseThrow();
      case Decoded.Bad<Optional<Evaluation>> bad -> throw new AssertionError(bad.reason());
    };
  }

  private static Optional<Ticker> ticker(long atMillis) {
    return Optional.of(new Ticker(Price.of("3100"), Optional.empty(), atMillis, atMillis));
  }

  private static Choice ours(Evaluation evaluation, Optional<Ticker> ticker) {
    return new Sightings(
            ETH,
            new Lookup.Missing<>(),
            new Lookup.Found<>(position()),
            Optional.of(evaluation),
            new Lookup.Missing<>(),
            ticker)
        .choose(PositionSource.REDIS_HASH, T);
  }

  private static ForeignPosition.Open told(Side side, Optional<String> price) {
    return new ForeignPosition.Open(
        ETH,
        side,
        Quantity.of("1"),
        Price.of("2900"),
        price.map(Price::of),
        Optional.empty(),
        Optional.of(BigDecimal.TEN),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(T - 5_000));
  }

  private static Choice theirs(ForeignPosition.Open told, Optional<Ticker> ticker) {
    return new Sightings(
            ETH,
            new Lookup.Found<>(told),
            new Lookup.Found<>(position()),
            Optional.of(evaluated(T, "p1")),
            new Lookup.Missing<>(),
            ticker)
        .choose(PositionSource.REDIS_HASH, T);
  }

  private static void assertJudgedAt(Choice choice, String price, long atMillis) {
    Subject subject = ((Choice.Chosen) choice).subject();
    assertThat(subject.current()).isEqualTo(Price.of(price));
    assertThat(subject.atMillis()).isEqualTo(atMillis);
  }

  private static KillMemory memoryOf(Choice choice) {
    return ((Choice.Chosen) choice).subject().memory();
  }

  @Test
  void ourPosition_isJudgedAtTheNewerOfTickerAndEvaluation() {
    Evaluation now = evaluated(T, "p1");
    assertJudgedAt(ours(now, ticker(T - 1_000)), "3150", T);
    assertJudgedAt(ours(now, ticker(T + 1_000)), "3100", T + 1_000);
    assertJudgedAt(ours(now, ticker(T)), "3100", T); // the ticker's where both are as new
    assertJudgedAt(ours(now, Optional.empty()), "3150", T);
  }

  @Test
  void killMemory_isThatOfTheSamePosition() {
    Evaluation mine = evaluated(T, "p1");
    assertThat(mine.killMemory()).isNotEqualTo(KillMemory.NONE);
    assertThat(memoryOf(ours(mine, ticker(T)))).isEqualTo(mine.killMemory());
    assertThat(memoryOf(ours(evaluated(T, "p0"), ticker(T)))).isEqualTo(KillMemory.NONE);
  }

  @Test
  void evaluationOfAnEarlierPosition_hasNoPriceForThisOne() {
    Evaluation earlier = evaluated(T, "p0");
    assertJudgedAt(ours(earlier, ticker(T - 1_000)), "3100", T - 1_000);
    assertThat(ours(earlier, Optional.empty())).isEqualTo(new Choice.Skipped("no price"));
  }

  @Test
  void positionToldByAnother_isJudgedAtTheNewerOfTickerAndItsTellersPrice() {
    ForeignPosition.Open told = told(Side.LONG, Optional.of("3050"));
    assertJudgedAt(theirs(told, ticker(T)), "3100", T);
    assertJudgedAt(theirs(told, ticker(T - 5_000)), "3100", T - 5_000);
    assertJudgedAt(theirs(told, ticker(T - 6_000)), "3050", T - 5_000);
    assertJudgedAt(theirs(told, Optional.empty()), "3050", T - 5_000);
    assertThat(theirs(told(Side.LONG, Optional.empty()), Optional.empty()))
        .isEqualTo(new Choice.Skipped("no price"));
  }

  @Test
  void positionToldByAnother_isRememberedAsOurs_onlyOnTheSameSide() {
    assertThat(memoryOf(theirs(told(Side.LONG, Optional.of("3050")), ticker(T))))
        .isEqualTo(evaluated(T, "p1").killMemory());
    assertThat(memoryOf(theirs(told(Side.SHORT, Optional.of("3050")), ticker(T))))
        .isEqualTo(KillMemory.NONE);
  }

  /** Prices are the clock: that of the newest goes on from when it was received. */
  @Test
  void tickerOfAWhileAgo_makesNothingOlderThatWasToldSince() {
    Choice choice = theirs(told(Side.LONG, Optional.of("3050")), ticker(T - 40_000));
    assertThat(((Choice.Chosen) choice).subject().position().entry()).isEqualTo(Price.of("2900"));
    assertJudgedAt(choice, "3050", T - 5_000);
  }

  @Test
  void example_isOfTheTickersTime_andOfNowWithoutOne() {
    assertThat(example(ticker(T - 1_000)).atMillis()).isEqualTo(T - 1_000);
    assertThat(example(Optional.empty()).atMillis()).isEqualTo(T);
  }

  private static Subject example(Optional<Ticker> ticker) {
    Choice choice =
        new Sightings(
                ETH,
                new Lookup.Missing<>(),
                new Lookup.Missing<>(),
                Optional.empty(),
                new Lookup.Missing<>(),
                ticker)
            .choose(PositionSource.AUTO, T);
    return ((Choice.Chosen) choice).subject();
  }
}
