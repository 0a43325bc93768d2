package quantum.harvestproposal.decide;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import quantum.contracts.ForeignPosition;
import quantum.contracts.OpenPosition;
import quantum.contracts.Protection;
import quantum.contracts.Ticker;
import quantum.contracts.Unsettled;
import quantum.kernel.position.Position;
import quantum.kernel.value.Leverage;
import quantum.kernel.value.PositionId;
import quantum.kernel.value.Price;
import quantum.kernel.value.Quantity;
import quantum.kernel.value.Side;
import quantum.kernel.value.Symbol;

class SightingsTest {
  private static final long T = 1_770_155_882_000L;
  private static final Symbol ETH = Symbol.of("ETHUSDT");
  private static final Lookup<ForeignPosition> NOBODY = new Lookup.Missing<>();
  private static final Lookup<OpenPosition> NOT_OURS = new Lookup.Missing<>();
  private static final Optional<Ticker> TICKER =
      Optional.of(new Ticker(Price.of("3100"), Optional.empty(), T, T));

  private static Lookup<OpenPosition> own() {
    Position position =
        new Position(
            ETH,
            Side.LONG,
            new PositionId("p1"),
            Quantity.of("2"),
            Quantity.of("2"),
            Price.of("3000"),
            Optional.of(new BigDecimal("60")),
            Optional.empty(),
            Optional.empty(),
            List.of(),
            List.of(),
            Leverage.NONE,
            Optional.empty(),
            T - 1000,
            0,
            Optional.empty());
    return new Lookup.Found<>(
        new OpenPosition(
            position,
            Optional.empty(),
            Set.of(),
            Optional.empty(),
            BigDecimal.ZERO,
            Optional.empty(),
            Protection.NONE,
            Unsettled.NOTHING,
            OpenPosition.SOURCE_APPLY_LAYER));
  }

  private static Lookup<ForeignPosition> told(Side side, String entry) {
    return told(side, entry, Optional.of(T - 5000));
  }

  private static Lookup<ForeignPosition> told(Side side, String entry, Optional<Long> atMillis) {
    return new Lookup.Found<>(
        new ForeignPosition.Open(
            ETH,
            side,
            Quantity.of("1"),
            Price.of(entry),
            Optional.of(Price.of("3050")),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(120L),
            atMillis));
  }

  private static Choice choose(
      PositionSource wanted,
      Lookup<ForeignPosition> state,
      Lookup<OpenPosition> own,
      Lookup<ForeignPosition> execution,
      Optional<Ticker> ticker) {
    return new Sightings(ETH, state, own, Optional.empty(), execution, ticker).choose(wanted, T);
  }

  private static Subject chosen(Choice choice) {
    return ((Choice.Chosen) choice).subject();
  }

  @Test
  void auto_takesStateThenPositionThenStreamThenExample() {
    Lookup<ForeignPosition> state = told(Side.LONG, "2900");
    Lookup<ForeignPosition> fill = told(Side.SHORT, "3200");
    assertThat(chosen(choose(PositionSource.AUTO, state, own(), fill, TICKER)).position().entry())
        .isEqualTo(Price.of("2900"));
    assertThat(chosen(choose(PositionSource.AUTO, NOBODY, own(), fill, TICKER)).position().entry())
        .isEqualTo(Price.of("3000"));
    assertThat(chosen(choose(PositionSource.AUTO, NOBODY, NOT_OURS, fill, TICKER)).source())
        .isEqualTo(FoundIn.REDIS_STREAM);
    assertThat(chosen(choose(PositionSource.AUTO, NOBODY, NOT_OURS, NOBODY, TICKER)).isSynthetic())
        .isTrue();
  }

  @Test
  void oneSource_doesNotFallThrough() {
    assertThat(choose(PositionSource.REDIS_HASH, NOBODY, NOT_OURS, told(Side.LONG, "1"), TICKER))
        .isEqualTo(new Choice.Flat("no position in redis_hash"));
    assertThat(choose(PositionSource.REDIS_STREAM, told(Side.LONG, "1"), own(), NOBODY, TICKER))
        .isEqualTo(new Choice.Flat("no position in redis_stream"));
  }

  @Test
  void unreadable_isSkippedAndNotReplacedByAnExample() {
    assertThat(choose(PositionSource.AUTO, NOBODY, new Lookup.Unreadable<>(), NOBODY, TICKER))
        .isInstanceOf(Choice.Skipped.class);
    assertThat(choose(PositionSource.AUTO, NOBODY, NOT_OURS, new Lookup.Unreadable<>(), TICKER))
        .isInstanceOf(Choice.Skipped.class);
    assertThat(
            chosen(choose(PositionSource.AUTO, new Lookup.Unreadable<>(), own(), NOBODY, TICKER))
                .position()
                .entry())
        .isEqualTo(Price.of("3000"));
  }

  @Test
  void flat_toldByAnother_doesNotHideOurOwn() {
    Lookup<ForeignPosition> flat = new Lookup.Found<>(new ForeignPosition.Flat(ETH));
    assertThat(chosen(choose(PositionSource.REDIS_HASH, flat, own(), NOBODY, TICKER)).source())
        .isEqualTo(FoundIn.REDIS_HASH);
    assertThat(choose(PositionSource.REDIS_HASH, flat, NOT_OURS, NOBODY, TICKER))
        .isInstanceOf(Choice.Flat.class);
  }

  @Test
  void foreignPosition_ofOurOwnSide_keepsTheFrozenRisk() {
    Subject same =
        chosen(choose(PositionSource.AUTO, told(Side.LONG, "2900"), own(), NOBODY, TICKER));
    assertThat(same.position().entryRisk()).contains(new BigDecimal("60"));
    assertThat(same.position().ageSec(same.atMillis())).isEqualTo(120);
    Subject other =
        chosen(choose(PositionSource.AUTO, told(Side.SHORT, "2900"), own(), NOBODY, TICKER));
    assertThat(other.position().entryRisk()).isEmpty();
  }

  @Test
  void price_isTheNewestKnown() {
    assertThat(chosen(choose(PositionSource.AUTO, NOBODY, own(), NOBODY, TICKER)).current())
        .isEqualTo(Price.of("3100"));
    assertThat(
            chosen(
                    choose(
                        PositionSource.AUTO, told(Side.LONG, "1"), own(), NOBODY, Optional.empty()))
                .current())
        .isEqualTo(Price.of("3050"));
    assertThat(choose(PositionSource.AUTO, NOBODY, own(), NOBODY, Optional.empty()))
        .isEqualTo(new Choice.Skipped("no price"));
  }

  @Test
  void toldWithoutATimeOrTooLongAgo_countsBehindTheSuitesOwn() {
    for (Optional<Long> left :
        List.of(Optional.<Long>empty(), Optional.of(T - 60_001), Optional.of(T + 60_001))) {
      Lookup<ForeignPosition> state = told(Side.LONG, "2900", left);
      assertThat(source(PositionSource.AUTO, state, own(), NOBODY)).isEqualTo(FoundIn.REDIS_HASH);
      assertThat(source(PositionSource.REDIS_HASH, state, NOT_OURS, NOBODY))
          .isEqualTo(FoundIn.REDIS_STATE);
      assertThat(source(PositionSource.AUTO, state, NOT_OURS, told(Side.LONG, "3200")))
          .isEqualTo(FoundIn.REDIS_STREAM);
      assertThat(source(PositionSource.AUTO, state, NOT_OURS, NOBODY))
          .isEqualTo(FoundIn.REDIS_STATE);
      assertThat(source(PositionSource.AUTO, NOBODY, NOT_OURS, state))
          .isEqualTo(FoundIn.REDIS_STREAM);
    }
    assertThat(
            source(
                PositionSource.AUTO,
                told(Side.LONG, "2900", Optional.of(T - 60_000)),
                own(),
                NOBODY))
        .isEqualTo(FoundIn.REDIS_STATE);
  }

  private static FoundIn source(
      PositionSource wanted,
      Lookup<ForeignPosition> state,
      Lookup<OpenPosition> own,
      Lookup<ForeignPosition> execution) {
    return chosen(choose(wanted, state, own, execution, TICKER)).source();
  }

  @Test
  void ageOfWhatWasTold_isMeasuredByTheClockOfThePrices() {
    // a replay of yesterday: its prices arrive now
    Optional<Ticker> yesterday =
        Optional.of(new Ticker(Price.of("3100"), Optional.empty(), T - 86_400_000, T - 1_000));
    Lookup<ForeignPosition> state = told(Side.LONG, "2900", Optional.of(T - 86_400_000));
    assertThat(chosen(choose(PositionSource.AUTO, state, own(), NOBODY, yesterday)).source())
        .isEqualTo(FoundIn.REDIS_STATE);
    assertThat(chosen(choose(PositionSource.AUTO, state, own(), NOBODY, TICKER)).source())
        .isEqualTo(FoundIn.REDIS_HASH);
  }

  @Test
  void priceWithoutATime_isOlderThanTheTicker() {
    Subject undated =
        chosen(
            choose(
                PositionSource.REDIS_HASH,
                told(Side.LONG, "2900", Optional.empty()),
                NOT_OURS,
                NOBODY,
                Optional.of(new Ticker(Price.of("3100"), Optional.empty(), T - 1, T - 1))));
    assertThat(undated.current()).isEqualTo(Price.of("3100"));
  }

  @Test
  void whatCountsLast_isNamedWithItsReason() {
    assertThat(said(told(Side.LONG, "2900", Optional.empty()), own(), NOBODY))
        .contains("redis_state counts last: it tells no time");
    assertThat(said(told(Side.LONG, "2900", Optional.of(T - 3_600_000)), NOT_OURS, NOBODY))
        .contains("redis_state counts last: told 3600 s ago");
    assertThat(said(NOBODY, NOT_OURS, told(Side.LONG, "2900", Optional.of(T - 61_000))))
        .contains("redis_stream counts last: told 61 s ago");
    assertThat(said(NOBODY, own(), told(Side.LONG, "2900", Optional.of(T - 61_000)))).isEmpty();
    assertThat(said(told(Side.LONG, "2900"), own(), NOBODY)).isEmpty();
  }

  private static Optional<String> said(
      Lookup<ForeignPosition> state, Lookup<OpenPosition> own, Lookup<ForeignPosition> execution) {
    Sightings seen = new Sightings(ETH, state, own, Optional.empty(), execution, TICKER);
    return seen.countsLast(seen.choose(PositionSource.AUTO, T), PositionSource.AUTO, T);
  }

  @Test
  void flat_isWhatNobodyWhoWouldKnowTellsOf() {
    assertThat(isFlat(NOBODY, NOT_OURS)).isTrue();
    assertThat(isFlat(told(Side.LONG, "2900", Optional.empty()), NOT_OURS)).isTrue();
    assertThat(isFlat(told(Side.LONG, "2900"), NOT_OURS)).isFalse();
    assertThat(isFlat(NOBODY, own())).isFalse();
    assertThat(isFlat(NOBODY, new Lookup.Unreadable<>())).isFalse();
    assertThat(isFlat(new Lookup.Unreadable<>(), NOT_OURS)).isFalse();
  }

  private static boolean isFlat(Lookup<ForeignPosition> state, Lookup<OpenPosition> own) {
    return new Sightings(ETH, state, own, Optional.empty(), NOBODY, TICKER).isFlat(T);
  }

  @Test
  void fillLeftBehindInTheStream_isNoPosition_andAFreshOneIs() {
    assertThat(streamIsFlat(Optional.of(T - 60_001))).isTrue();
    assertThat(streamIsFlat(Optional.empty())).isTrue();
    assertThat(streamIsFlat(Optional.of(T - 60_000))).isFalse();
  }

  private static boolean streamIsFlat(Optional<Long> toldAt) {
    Lookup<ForeignPosition> fill = told(Side.LONG, "2900", toldAt);
    return new Sightings(ETH, NOBODY, NOT_OURS, Optional.empty(), fill, TICKER).isFlat(T);
  }

  @Test
  void stateThatWasNotAskedFor_isNotSaidToCountLast() {
    Lookup<ForeignPosition> left = told(Side.LONG, "2900", Optional.of(T - 61_000));
    Sightings seen = new Sightings(ETH, left, NOT_OURS, Optional.empty(), NOBODY, TICKER);
    for (PositionSource wanted : List.of(PositionSource.REDIS_STREAM, PositionSource.SYNTHETIC)) {
      assertThat(seen.countsLast(seen.choose(wanted, T), wanted, T)).isEmpty();
    }
    assertThat(
            seen.countsLast(
                seen.choose(PositionSource.REDIS_HASH, T), PositionSource.REDIS_HASH, T))
        .contains("redis_state counts last: told 61 s ago");
  }
}
